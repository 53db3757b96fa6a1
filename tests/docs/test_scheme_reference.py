"""The scheme reference: current, complete, and every example passes `check`."""

from __future__ import annotations

import importlib.util
import sys
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from patron.findings import Severity
from patron.findings.render import render_text
from patron.scheme.load import load_scheme
from patron.scheme.model import Scheme
from patron.scheme.model.base import Section
from patron.scheme.model.conditions import UnitComparison
from ruamel.yaml import YAML

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = sorted(path for path in (DOCS / "reference").glob("*.yaml") if path.name != "base.yaml")


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", DOCS / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def composed(example: Path) -> str:
    """The example on top of the base: its sections replace the base's."""
    yaml = YAML()
    document = yaml.load(DOCS / "reference" / "base.yaml")
    document.update(yaml.load(example))
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def test_the_page_is_what_the_model_gives() -> None:
    assert (DOCS / "scheme-reference.md").read_text(encoding="utf-8") == builder().page(), "run .venv/bin/python docs/build_reference.py"


def test_every_class_of_the_language_has_a_table_and_every_key_a_sentence() -> None:
    module = builder()
    documented = {kind for part in module.PARTS for kind in part.kinds}
    assert sections(Scheme, set()) | {UnitComparison} == documented  # of industries' measures, which are further keys
    bare = [(kind.__name__, name) for kind in documented for name, field in kind.model_fields.items() if not field.description]
    assert bare == []
    lines = module.page().splitlines()
    missing = [(kind.__name__, name) for kind in documented for name in kind.model_fields if not row_of(module, kind, name, lines)]
    assert missing == []


def row_of(module: ModuleType, kind: type[Section], name: str, lines: list[str]) -> bool:
    key, sentence = module.key_of(name, kind), (kind.model_fields[name].description or "").replace("|", "\\|")
    return any(line.startswith(f"| `{key}` |") and sentence in line for line in lines)


def sections(kind: type[Section], seen: set[type[Section]]) -> set[type[Section]]:
    from typing import Annotated, Any, get_args, get_origin

    def parts(annotation: Any) -> list[Any]:
        if get_origin(annotation) is Annotated:
            return parts(get_args(annotation)[0])
        inner = [part for argument in get_args(annotation) for part in parts(argument)]
        return inner or [annotation]

    if kind not in seen:
        seen.add(kind)
        for field in kind.model_fields.values():
            for part in parts(field.annotation):
                if isinstance(part, type) and issubclass(part, Section):
                    sections(part, seen)
    return seen


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_passes_check(example: Path, tmp_path: Path) -> None:
    path = tmp_path / example.name
    path.write_text(composed(example), encoding="utf-8")
    errors = [finding for finding in load_scheme(path).findings if finding.severity is Severity.ERROR]
    assert errors == [], render_text(errors)


def test_every_key_is_used_in_some_example(tmp_path: Path) -> None:
    used: set[tuple[str, str]] = set()
    for example in EXAMPLES:
        path = tmp_path / example.name
        path.write_text(composed(example), encoding="utf-8")
        gather(load_scheme(path).require(), used)
    every = {(kind.__name__, name) for kind in sections(Scheme, set()) for name in kind.model_fields}
    assert sorted(every - used) == []


def gather(value: object, used: set[tuple[str, str]]) -> None:
    if isinstance(value, Section):
        for name in value.model_fields_set:
            # A comparison's bounds are those of the class that they are inherited from, too.
            used.update((kind.__name__, name) for kind in type(value).__mro__ if name in getattr(kind, "model_fields", {}))
            gather(getattr(value, name, None), used)
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            gather(item, used)
