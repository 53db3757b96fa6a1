"""The versions of a scheme, one after another: which plan holds on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation

Later = Sequence[tuple[int, Plan]]
"""Further versions in order, each from the start of a day on (days since 1970-01-01)."""
_ALWAYS = 1 << 30


@dataclass(frozen=True, slots=True)
class Span:
    """A plan with the days on which it holds: from `first` to before `last`."""

    first: int
    last: int
    plan: Plan

    def holds(self, day: int) -> bool:
        """Whether the plan holds on a day."""
        return self.first <= day < self.last

    def rows(self) -> pl.Expr:
        """The same of rows with a column `day`."""
        return (pl.col("day") >= self.first) & (pl.col("day") < self.last)


def spans(plan: Plan, later: Later = ()) -> list[Span]:
    """Every version with its days; the first holds since ever, the last for ever."""
    every = [(-_ALWAYS, plan), *later]
    ends = [first for first, _ in every[1:]] + [_ALWAYS]
    return [Span(first, last, one) for (first, one), last in zip(every, ends, strict=True)]


def as_seen_by(plan: Plan, others: Sequence[Plan], history: History, evaluation: Evaluation) -> tuple[History, Evaluation]:
    """Openings and changes in tiers of this plan: a tier that it does not have is the highest below it that it has, else the first."""
    known = [tier.id for tier in plan.tiers]
    names: dict[str, str] = {}
    for other in others:
        below = known[0]
        for tier in other.tiers:
            below = tier.id if tier.id in known else below
            names.setdefault(tier.id, below)
    changes = evaluation.changes.with_columns(pl.col("from", "to").replace(names))
    members = history.members.with_columns(pl.col("opening_tier").replace(names))
    return replace(history, members=members), replace(evaluation, changes=changes)
