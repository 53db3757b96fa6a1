"""`patron init` writes ready schemes that are free of findings and pass their own tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import patron

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("industry", ["general", "jewelry"])
def test_a_ready_scheme_has_no_finding_and_passes_its_tests(tmp_path: Path, industry: str) -> None:
    said = patron("init", industry, "new/folder", cwd=tmp_path)
    scheme = f"new/folder/{industry}.yaml"
    assert f"patron check {scheme}" in said.replace("\\", "/")
    found = patron("check", scheme, cwd=tmp_path)
    assert "error" not in found.replace("0 errors", "")
    assert "warning" not in found.replace("0 warnings", "")
    tested = patron("test", scheme, cwd=tmp_path)
    assert "never" not in tested  # every rule is made true by some test


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "jewelry_test.yaml").write_text("mine", encoding="utf-8")
    assert "jewelry_test.yaml is there already" in patron("init", "jewelry", cwd=tmp_path, expect=1)
    assert [path.name for path in tmp_path.iterdir()] == ["jewelry_test.yaml"]
    patron("init", "jewelry", "--force", cwd=tmp_path)
    assert (tmp_path / "jewelry_test.yaml").read_text(encoding="utf-8") != "mine"


def test_an_unknown_industry_is_misuse_with_a_hint(tmp_path: Path) -> None:
    said = patron("init", "jewellery", cwd=tmp_path, expect=2)
    assert "general, hospital, hotel, jewelry" in said
    assert "did you mean 'jewelry'?" in said
    assert "it has jewelry" in patron("init", "jewelry", "--scheme", "silver", cwd=tmp_path, expect=2)


def test_an_industry_that_is_not_installed_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patron.plugins.industries", dict)
    assert "pip install patron-jewelry" in patron("init", "jewelry", cwd=tmp_path, expect=2)


def test_the_examples_are_as_the_commands_write_them(tmp_path: Path) -> None:
    import subprocess
    import sys

    patron("init", "jewelry", cwd=tmp_path)
    subprocess.run([sys.executable, str(ROOT / "examples/make_sales.py"), str(tmp_path)], check=True)
    for path in tmp_path.iterdir():
        same = path.read_bytes() == (ROOT / "examples" / path.name).read_bytes()
        assert same, f"examples/{path.name} is out of date: patron init jewelry examples --force; python examples/make_sales.py"
