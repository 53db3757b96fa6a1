"""The JSON Schema of population files, for editors: the keys, and the installed industries' vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

from patron.scheme.schema import Json
from patron.simulation.inputs.schema import category_words, plain, titled
from patron.simulation.population.file_model import PopulationFile
from patron.vocabulary import Industry


def population_schema(industries: Iterable[Industry], *, only: Industry | None = None) -> Json:
    """The schema of population files of any of `industries`, or of `only` one, whose words alone are then allowed."""
    meant = [only] if only else list(industries)
    schema: Json = plain(PopulationFile.model_json_schema(by_alias=True, mode="validation"))
    definitions: Json = schema["$defs"]
    properties: Json = schema["properties"]
    properties["industry"] = {"enum": sorted(one.id for one in meant), "description": properties["industry"]["description"]}
    words = category_words(meant)
    for owner in ("GoodsItem", "GroupOrdersPart"):
        stated = definitions[owner]["properties"]["category"]
        definitions[owner]["properties"]["category"] = {**words, "description": stated["description"]}
    fields = sorted({"quantity"} | {field.name for one in meant for field in one.fields})
    definitions["GoodsItem"]["properties"]["cells"]["propertyNames"] = {"enum": fields}
    profiles = sorted({field.name for one in meant for field in one.profile_fields})
    definitions["Profiles"]["properties"]["fields"]["propertyNames"] = {"enum": profiles}
    if only and only.id != "general":
        schema["required"] = [*schema["required"], "industry"]
    return titled(schema, "A patron population")
