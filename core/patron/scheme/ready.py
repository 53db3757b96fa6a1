"""The ready schemes that ship inside packages, and the schema that their first line tells an editor to read."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath

from patron.vocabulary import Industry, ReadyScheme

SCHEMA_NAME = "patron.schema.json"  # as the ready schemes' modelines name it
POPULATION_NAME = "population.yaml"
ASSUMPTIONS_NAME = "assumptions.yaml"


def ready_files(package: str, resource: str) -> dict[str, str]:
    """A ready scheme and its tests, by file name, from the `schemes` folder of an installed package."""
    folder = files(package) / "schemes"
    names = (resource, f"{PurePath(resource).stem}_test.yaml")
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def simulation_files(industry: Industry, ready: ReadyScheme) -> dict[str, str]:
    """What a simulation of a ready scheme begins with, by the name under which it is written: its customers and assumptions."""
    resources = {POPULATION_NAME: industry.population, ASSUMPTIONS_NAME: ready.assumptions}
    return {name: (files(industry.package) / resource).read_text(encoding="utf-8") for name, resource in resources.items() if resource}


def editor_schema() -> str:
    """The JSON Schema of scheme files with every installed industry's words, as `patron schema` prints it."""
    import json

    from patron.plugins import industries
    from patron.scheme.schema import json_schema

    return json.dumps(json_schema(industries().values(), only=None), ensure_ascii=False, indent=2) + "\n"
