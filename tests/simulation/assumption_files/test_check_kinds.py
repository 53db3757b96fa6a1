"""`patron check` and `patron schema` tell schemes, populations and assumptions apart."""

from __future__ import annotations

import json
from pathlib import Path

from house import patron
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML


def test_check_takes_the_three_kinds_together(tmp_path: Path) -> None:
    patron("init", "hotel", "mine", cwd=tmp_path)
    files = ("mine/hotel.yaml", "mine/population.yaml", "mine/assumptions.yaml")
    assert patron("check", *files, cwd=tmp_path) == "No findings in 1 scheme, 1 population and 1 file of assumptions.\n"
    path = tmp_path / files[2]
    path.write_text(path.read_text("utf-8").replace("[silver, gold]", "[silver, glod]"), encoding="utf-8")
    assert "error[unknown-tier]" in patron("check", *files, cwd=tmp_path, expect=1)
    assert patron("check", *files[1:], cwd=tmp_path) == "No findings in 1 population and 1 file of assumptions.\n"


def test_the_schemas_hold_for_what_init_writes(tmp_path: Path) -> None:
    patron("init", "hospital", "mine", cwd=tmp_path)
    for kind in ("population", "assumptions"):
        validator = Draft202012Validator(json.loads(patron("schema", "--of", kind, "--industry", "hospital", cwd=tmp_path)))
        content = YAML(typ="safe").load((tmp_path / "mine" / f"{kind}.yaml").read_text("utf-8"))
        assert [error.message for error in validator.iter_errors(content)] == []
        assert list(validator.iter_errors({**content, "colour": "red"}))
