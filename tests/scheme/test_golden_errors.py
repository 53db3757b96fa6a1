"""Golden cases of errors: `golden/CODE-N.yaml` must give exactly the findings of `golden/CODE-N.expected`.

An expected file has a line `LINE:COLUMN CODE MESSAGE` for each finding, in order; `-` is no place. A
case without a YAML file is about a file that is not there. To add a case, write the YAML file, look at
what `patron check` says, and write that down if it is right.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.findings import Finding, Severity, TextPlace
from patron.findings.codes import CODES
from patron.plugins import Plugins
from patron.scheme.load import load_scheme

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.stem for path in GOLDEN.glob("*.expected"))
SCHEME_CODES = {path.rsplit("-", 1)[0] for path in CASES}


def as_line(finding: Finding) -> str:
    place = f"{finding.place.line}:{finding.place.column}" if isinstance(finding.place, TextPlace) else "-"
    return f"{place} {finding.code} {finding.message}"


@pytest.mark.parametrize("case", CASES)
def test_a_golden_case_gives_exactly_its_findings(case: str, shop_plugins: Plugins) -> None:
    loaded = load_scheme(GOLDEN / f"{case}.yaml")
    assert [as_line(finding) for finding in loaded.findings] == (GOLDEN / f"{case}.expected").read_text("utf-8").splitlines()
    assert any(finding.code == case.rsplit("-", 1)[0] for finding in loaded.findings), "a case shows the code that it is named after"
    assert (loaded.scheme is None) == any(finding.severity is Severity.ERROR for finding in loaded.findings)


def test_every_scheme_code_has_a_golden_case() -> None:
    from patron.findings.codes import DATA_CODES, SIMULATION_CODES

    assert set(CODES) - set(DATA_CODES) - set(SIMULATION_CODES) - SCHEME_CODES == set()
    assert SCHEME_CODES - set(CODES) == {"shop-tea-has-one-price"}
    assert len(CASES) >= 40


def test_every_golden_yaml_has_its_expectation() -> None:
    assert {path.stem for path in GOLDEN.glob("*.yaml")} <= set(CASES)
