"""Golden cases of wrong populations: `golden/CODE-N.yaml` gives exactly the findings of `golden/CODE-N.expected`, in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.findings.codes import CODES
from patron.simulation.population.file import read_population
from populations import SOUND

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_population_gives_exactly_its_findings(case: str) -> None:
    loaded = read_population(GOLDEN / f"{case}.yaml")
    found = [f"{one.place.line}:{one.place.column} {one.code} {one.message}" for one in loaded.findings if one.place is not None]
    assert found == (GOLDEN / f"{case}.expected").read_text("utf-8").splitlines()
    assert len(found) == len(loaded.findings)
    assert case.rsplit("-", 1)[0] in {one.code for one in loaded.findings}
    assert {one.code for one in loaded.findings} <= set(CODES)
    assert loaded.file is None


def test_the_sound_one_has_none(tmp_path: Path) -> None:
    (tmp_path / "population.yaml").write_text(SOUND, encoding="utf-8")
    assert read_population(tmp_path / "population.yaml").findings == ()


def test_a_file_that_is_not_there() -> None:
    assert [finding.code for finding in read_population(GOLDEN / "nowhere.yaml").findings] == ["cannot-read"]
