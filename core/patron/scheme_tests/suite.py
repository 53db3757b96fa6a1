"""Runs many files of tests and gathers what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patron.findings import Finding, FindingsError
from patron.findings.render import as_object
from patron.scheme_tests.outcome import Failure
from patron.scheme_tests.read import SchemeTests, read_tests
from patron.scheme_tests.run import run_case
from patron.scheme_tests.truth import is_tried, tested_rules


@dataclass(frozen=True, slots=True)
class Untested:
    """A rule that no test made true."""

    scheme: Path
    section: str
    rule: str


@dataclass
class SuiteRun:
    """What came of a run: how many tests passed and failed, why, and what was left untried."""

    files: int = 0
    passed: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    untested: list[Untested] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """At least one test ran, and nothing failed."""
        return self.passed > 0 and not self.failed and not self.findings

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "files": self.files,
            "passed": self.passed,
            "failed": self.failed,
            "failures": [failure.as_json() for failure in self.failures],
            "errors": [as_object(finding) for finding in self.findings],
            "untested_rules": [{"scheme": str(one.scheme), "section": one.section, "rule": one.rule} for one in self.untested],
        }


def run_files(paths: Iterable[Path]) -> SuiteRun:
    """Run every test of the files; a file that cannot be read is among the findings."""
    suite = SuiteRun()
    tried: dict[Path, tuple[SchemeTests, set[str]]] = {}
    for path in paths:
        suite.files += 1
        try:
            tests = read_tests(path)
        except FindingsError as error:
            suite.findings += error.findings
            continue
        _, true = tried.setdefault(tests.scheme_path.resolve(), (tests, set()))
        _run_file(tests, true, suite)
    for tests, true in tried.values():
        rules = tested_rules(tests.plan)
        suite.untested += [Untested(tests.scheme_path, section, rule) for section, rule in rules if not is_tried(section, rule, true)]
    return suite


def _run_file(tests: SchemeTests, true: set[str], suite: SuiteRun) -> None:
    for case in tests.cases:
        try:
            outcome = run_case(tests, case)
        except FindingsError as error:
            suite.findings += error.findings
            suite.failed += 1
            continue
        true |= outcome.made_true
        suite.failures += outcome.failures
        suite.failed += bool(outcome.failures)
        suite.passed += not outcome.failures
