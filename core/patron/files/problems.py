"""Cells that cannot be read: kept as plain values until they become findings or a file of rejected rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from patron.engine.validate.found import MOST_SHOWN, capped
from patron.findings import CellPlace, Finding


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with one row; `column` is the heading as the file has it."""

    row: int
    column: str
    code: str
    message: str
    help: str = ""


def to_findings(path: PurePath | str, problems: Sequence[Problem], total: int | None = None) -> list[Finding]:
    """The first problems as findings, and one more that counts the rest.

    `total` is how many there are, if `problems` holds only the first of them.
    """
    findings = [Finding(str(path), CellPlace(p.row, p.column), p.code, p.message, p.help) for p in sorted(problems)[: MOST_SHOWN + 1]]
    return capped(findings, max(len(problems), total or 0))


def whole_file(path: PurePath | str, code: str, message: str, help_text: str = "") -> Finding:
    """A finding about a file as a whole."""
    return Finding(str(path), None, code, message, help_text)


def listed(words: Iterable[str], most: int = 12) -> str:
    """`a, b, c` for a message, cut after `most` words."""
    all_words = list(words)
    return ", ".join(all_words[:most]) + (", …" if len(all_words) > most else "")


__all__ = ["MOST_SHOWN", "Problem", "listed", "to_findings", "whole_file"]
