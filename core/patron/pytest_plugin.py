"""pytest collects `*_test.yaml` files: each test of a scheme is an item with its name.

Nothing of patron is imported until such a file is collected, so that other test runs pay nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from patron.scheme_tests import CaseRun, Failure


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file whose name ends in `_test.yaml` is a file of scheme tests."""
    return SchemeTestFile.from_parent(parent, path=file_path) if file_path.name.endswith("_test.yaml") else None


class SchemeTestError(Exception):
    """A test of a scheme failed; carries its lines."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


class SchemeTestFile(pytest.File):
    """One `*_test.yaml` file; a file that cannot be read is a collection error with its findings."""

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each test of the file."""
        from patron.findings import FindingsError
        from patron.findings.render import render_text
        from patron.scheme_tests import read_tests, run_case

        try:
            loaded = read_tests(self.path)
        except FindingsError as error:
            raise self.CollectError(render_text(error.findings)) from error
        for case in loaded.cases:
            yield SchemeTestItem.from_parent(self, name=case.name, run=lambda case=case: run_case(loaded, case), line=case.line)


class SchemeTestItem(pytest.Item):
    """One test of a scheme."""

    def __init__(self, *, run: object, line: int, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self._run = run
        self._line = line

    def runtest(self) -> None:
        """Run the test; every expectation that fails is a line."""
        assert callable(self._run)
        outcome: CaseRun = self._run()
        failures: tuple[Failure, ...] = outcome.failures
        if failures:
            raise SchemeTestError([str(failure) for failure in failures])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The lines of a failed test, without a traceback; anything else as pytest shows it."""
        if isinstance(excinfo.value, SchemeTestError):
            return "\n".join(excinfo.value.lines)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test stands: pytest counts lines from 0."""
        return self.path, self._line - 1, self.name
