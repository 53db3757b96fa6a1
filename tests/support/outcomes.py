"""Reads a runner's answer in tests: rows as dictionaries with ISO dates, changes as one line of text each."""

from __future__ import annotations

from typing import Any

import polars as pl
from histories import day, iso
from patron.engine import reference
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation


class Outcome:
    """An evaluation as of a date."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation

    def __getitem__(self, member_id: str) -> dict[str, Any]:
        """The member's row; dates as ISO text, missing texts and dates as None."""
        row = self.evaluation.members.row(by_predicate=pl.col("member_id") == member_id, named=True)
        return {name: iso(value) if name in {"since", "review_on"} else value for name, value in row.items()}

    def members(self) -> list[str]:
        """All members in the order of the answer."""
        return self.evaluation.members["member_id"].to_list()

    def points(self, member_id: str) -> tuple[int, int, int, int, int, int]:
        """Balance, pending, earned, expired, taken back, spent."""
        row = self[member_id]
        return (
            row["points"],
            row["points_pending"],
            row["points_earned"],
            row["points_expired"],
            row["points_taken_back"],
            row["points_spent"],
        )

    def changes(self, member_id: str | None = None) -> list[str]:
        """`2025-01-31 guest > vip by big`, one a change, in the order of the answer."""
        rows = self.evaluation.changes.iter_rows(named=True)
        return [f"{iso(row['on'])} {row['from']} > {row['to']} by {row['reason']}" for row in rows if member_id in (None, row["member_id"])]

    def postings(self, member_id: str) -> list[str]:
        """`2025-01-31 earned 5 base`, one a posting; only if detail was asked for."""
        assert self.evaluation.postings is not None
        rows = self.evaluation.postings.iter_rows(named=True)
        return [f"{iso(row['on'])} {row['kind']} {row['points']} {row['rule']}" for row in rows if row["member_id"] == member_id]


def outcome(plan: Plan, history: History, as_of: str, *, detail: bool = False, prices: Any = None) -> Outcome:
    """The reference runner's answer as of a date."""
    return Outcome(reference.run(plan, history, day(as_of), detail=detail, prices=prices))
