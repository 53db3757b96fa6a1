"""What running a test gives: the expectations that failed, and the rules that came true."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met, at the line of the expected value."""

    path: Path
    line: int
    test: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.test}: {self.what}: expected {self.expected}, got {self.got}"

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "file": str(self.path),
            "line": self.line,
            "test": self.test,
            "what": self.what,
            "expected": self.expected,
            "got": self.got,
        }


@dataclass(frozen=True, slots=True)
class CaseRun:
    """One test that ran: what failed (nothing: it passed), and the ids of the rules that it made true."""

    name: str
    line: int
    failures: tuple[Failure, ...]
    made_true: frozenset[str]
