"""Rows that do not go together with other rows: kept as columns until they are shown or set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from patron.engine.history import SourceNames
from patron.findings import CellPlace, Finding

MOST_SHOWN = 50  # findings of one file that are listed; one more counts the rest
File = Literal["purchases", "members", "movements"]


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of fault in one file: `rows` has `row` and `message`, a row of the file each.

    `also` are further rows that must go where the faulty ones are set aside.
    """

    file: File
    code: str
    column: str
    rows: pl.DataFrame
    help: str = ""
    also: pl.Series = field(default_factory=lambda: pl.Series("row", [], dtype=pl.Int64))


def rows(frame: pl.DataFrame, bad: pl.Expr, message: pl.Expr) -> pl.DataFrame:
    """The rows of `frame` (which has a column `row`) where `bad` holds, with their message."""
    found = frame.filter(bad).rechunk()  # polars 2.1 stops in formatting columns that are in pieces of different lengths
    return found.select("row", message.alias("message"))


def quoted(column: str) -> pl.Expr:
    """A cell as it is quoted in a message."""
    return pl.format("'{}'", pl.col(column).fill_null(""))


def to_findings(found: Iterable[Found], names: SourceNames) -> list[Finding]:
    """What was found as findings, at most MOST_SHOWN a file, the first rows first."""
    by_file: dict[File, list[Found]] = {}
    for one in found:
        by_file.setdefault(one.file, []).append(one)
    findings: list[Finding] = []
    for file, parts in by_file.items():
        path = str(getattr(names, file))
        total = sum(part.rows.height for part in parts)
        first = [
            Finding(path, CellPlace(row, part.column), part.code, message, part.help)
            for part in parts
            for row, message in part.rows.sort("row").head(MOST_SHOWN).iter_rows()
        ]
        findings += capped(first, total)
    return findings


def capped(findings: Sequence[Finding], total: int) -> list[Finding]:
    """The first MOST_SHOWN findings of one file in order, and one that counts the rest of `total`."""
    ordered = sorted(findings, key=lambda finding: finding.sort_key)
    shown = ordered[:MOST_SHOWN]
    left = max(total, len(ordered)) - len(shown)
    if left > 0:
        last = shown[-1].place
        below = CellPlace(last.row + 1 if isinstance(last, CellPlace) else 1)
        shown.append(Finding(shown[-1].path, below, "more-findings", f"and {left:,} more from here on", "mend those above, then run again"))
    return shown
