"""Golden cases of wrong assumptions, checked against the jewelry scheme: exactly the findings of `golden/CODE-N.expected`, in order."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from patron.findings import Severity
from patron.findings.codes import CODES
from patron.scheme.load import LoadedScheme, load_scheme
from patron.simulation.assumptions.file import read_assumptions

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))


@cache
def jewelry() -> LoadedScheme:
    return load_scheme(Path(str(files("patron_jewelry") / "schemes" / "jewelry.yaml")))


@pytest.mark.parametrize("case", CASES)
def test_wrong_assumptions_give_exactly_their_findings(case: str) -> None:
    loaded = read_assumptions(GOLDEN / f"{case}.yaml", jewelry())
    found = [f"{one.place.line}:{one.place.column} {one.code} {one.message}" for one in loaded.findings if one.place is not None]
    assert found == (GOLDEN / f"{case}.expected").read_text("utf-8").splitlines()
    assert len(found) == len(loaded.findings)
    assert case.rsplit("-", 1)[0] in {one.code for one in loaded.findings}
    assert {one.code for one in loaded.findings} <= set(CODES)
    assert (loaded.file is None) == any(one.severity is Severity.ERROR for one in loaded.findings)


def test_without_a_scheme_its_names_are_not_asked_for() -> None:
    for case in ("unknown-tier-1", "unknown-benefit-1", "card-unknown-1", "nothing-promised-1"):
        assert read_assumptions(GOLDEN / f"{case}.yaml").findings == ()
