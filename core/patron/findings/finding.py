"""One thing wrong in a user's file: a value with a position, collected and never raised alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is; an error makes a command exit with 1."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class TextPlace:
    """A place in a text file: 1-based line and column (in characters), and the length marked."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True, order=True)
class CellPlace:
    """A place in a table file: 1-based row as the user sees it (the heading is row 1), and the column's heading."""

    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what would be right.

    `code` is a key of `patron.findings.codes.CODES`; `message` is one line without a final period;
    `help` says what would be right (empty if nothing can be said).
    """

    path: str
    place: TextPlace | CellPlace | None
    code: str
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Findings are shown by file, place, code and message."""
        match self.place:
            case TextPlace(line, column):
                where = (line, column)
            case CellPlace(row):
                where = (row, 0)
            case _:
                where = (0, 0)
        return (self.path, *where, self.code, self.message)


class FindingsError(Exception):
    """Carries every finding that stopped a step to the command that shows them; nothing was written."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings, key=lambda finding: finding.sort_key)
        super().__init__(f"{len(self.findings)} finding(s)")

    def __reduce__(self) -> tuple[type[FindingsError], tuple[list[Finding]]]:
        """Sent from another process with everything that was found."""
        return FindingsError, (self.findings,)
