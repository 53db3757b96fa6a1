"""What `patron test` prints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from patron.findings.render import render_text
from patron.scheme_tests.suite import SuiteRun


def lines(suite: SuiteRun) -> Iterator[str]:
    """Errors, failures, rules that no test made true, and a summary."""
    if suite.findings:
        yield render_text(suite.findings)
    for failure in suite.failures:
        yield str(failure)
    for scheme, untested in groupby(suite.untested, key=lambda one: one.scheme):
        yield f"{scheme}: no test made these rules true:"
        yield from (f"  {one.section} > {one.rule}" for one in untested)
    yield summary(suite)


def summary(suite: SuiteRun) -> str:
    """The last line."""
    if not suite.passed and not suite.failed:
        where = "no *_test.yaml file was found" if not suite.files else "no test could be run"
        return f"{where}; see docs/testing-schemes.md for how to write one" if not suite.files else where
    failed = f", {suite.failed} failed" if suite.failed else ""
    return f"{suite.passed} passed{failed} in {suite.files} {'file' if suite.files == 1 else 'files'}"
