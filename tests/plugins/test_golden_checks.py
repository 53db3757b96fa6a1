"""Golden cases of the plugins' checks: `golden/CODE-N.yaml` must give exactly the findings of `golden/CODE-N.expected`.

An expected file has a line `LINE:COLUMN SEVERITY CODE MESSAGE` for each finding, in order. To add a case, write the YAML file, look at
what `patron check` says, and write that down if it is right.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from patron.findings import Finding, Severity, TextPlace
from patron.scheme.load import load_scheme

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))
PLUGINS = Path(__file__).parents[2] / "plugins"


def as_line(finding: Finding) -> str:
    assert isinstance(finding.place, TextPlace)
    return f"{finding.place.line}:{finding.place.column} {finding.severity.value} {finding.code} {finding.message}"


@pytest.mark.parametrize("case", CASES)
def test_a_golden_case_gives_exactly_its_findings(case: str) -> None:
    loaded = load_scheme(GOLDEN / f"{case}.yaml")
    assert [as_line(finding) for finding in loaded.findings] == (GOLDEN / f"{case}.expected").read_text("utf-8").splitlines()
    assert any(finding.code == case.rsplit("-", 1)[0] for finding in loaded.findings), "a case shows the code that it is named after"
    assert (loaded.scheme is None) == any(finding.severity is Severity.ERROR for finding in loaded.findings)


def test_every_code_has_a_golden_case() -> None:
    for name in ("apparel", "hospital", "hotel"):
        source = (PLUGINS / name / f"patron_{name}" / "checks.py").read_text("utf-8")
        assert set(re.findall(rf'"({name}-[a-z-]+)"', source)) <= {case.rsplit("-", 1)[0] for case in CASES}
