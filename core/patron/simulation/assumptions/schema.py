"""The JSON Schema of assumptions files, for editors: the keys, and the installed industries' categories."""

from __future__ import annotations

from collections.abc import Iterable

from patron.scheme.schema import Json
from patron.simulation.assumptions.file_model import AssumptionsFile
from patron.simulation.assumptions.model import Effect
from patron.simulation.inputs.schema import category_words, plain, titled
from patron.vocabulary import Industry


def assumptions_schema(industries: Iterable[Industry], *, only: Industry | None = None) -> Json:
    """The schema of assumptions files; exactly one effect stands in an entry."""
    schema: Json = plain(AssumptionsFile.model_json_schema(by_alias=True, mode="validation"))
    entry: Json = schema["$defs"]["Entry"]
    tier: Json = {"type": "string"}
    about = entry["properties"]["for"]["description"]
    entry["properties"]["for"] = {"anyOf": [tier, {"type": "array", "items": tier, "minItems": 1}], "description": about}
    stated = entry["properties"]["category"]
    entry["properties"]["category"] = {**category_words([only] if only else list(industries)), "description": stated["description"]}
    entry["oneOf"] = [{"required": [effect.value]} for effect in Effect]
    return titled(schema, "Assumptions of a patron simulation")
