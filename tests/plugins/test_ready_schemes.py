"""Every ready scheme of every shipped plugin: no findings, no rule untested, a charter in both languages, and each parameter explained."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from patron import plugins
from patron.cli import main
from patron.scheme.load import load_scheme
from patron.scheme.ready import ready_files
from patron.vocabulary import ReadyScheme

READY = [(name, one) for name in ("apparel", "hospital", "hotel", "jewelry") for one in plugins.industry(name).ready_schemes]
IDS = [one.name for _, one in READY]


def _written(folder: Path, industry: str, resource: str) -> Path:
    for name, text in ready_files(plugins.industry(industry).package, resource).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / resource


@pytest.mark.parametrize(("industry", "one"), READY, ids=IDS)
def test_it_has_no_findings_and_every_rule_is_tested(tmp_path: Path, industry: str, one: ReadyScheme) -> None:
    scheme = _written(tmp_path, industry, one.resource)
    checked = CliRunner().invoke(main, ["check", str(scheme)])
    assert (checked.exit_code, checked.output) == (0, "No findings in 1 scheme.\n")
    tested = CliRunner().invoke(main, ["test", str(scheme)])
    assert tested.exit_code == 0, tested.output
    assert "no test made" not in tested.output
    for lang in ("zh", "en"):
        assert CliRunner().invoke(main, ["describe", str(scheme), "--lang", lang]).exit_code == 0


@pytest.mark.parametrize(("industry", "one"), READY, ids=IDS)
def test_it_is_named_and_explained(tmp_path: Path, industry: str, one: ReadyScheme) -> None:
    loaded = load_scheme(_written(tmp_path, industry, one.resource))
    scheme = loaded.require()
    assert one.resource == f"{one.name}.yaml"
    assert scheme.industry == industry
    assert all(parameter.note for parameter in scheme.parameters.values())
    text = (tmp_path / one.resource).read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=patron.schema.json\n")
    assert f"patron test  {one.resource}" in text


def test_no_scheme_lies_in_a_plugin_that_init_does_not_offer() -> None:
    for name in ("apparel", "hospital", "hotel", "jewelry"):
        industry = plugins.industry(name)
        there = {path.name for path in (files(industry.package) / "schemes").iterdir() if path.name.endswith(".yaml")}
        offered = {one.resource for one in industry.ready_schemes}
        assert there == offered | {resource.replace(".yaml", "_test.yaml") for resource in offered}
