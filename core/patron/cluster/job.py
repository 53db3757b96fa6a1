"""What every task of a run on a cluster is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl

from patron.engine.history import LINES, MEMBERS, History, SourceNames
from patron.engine.plan import Plan
from patron.engine.results import Evaluation


class Drawing(Protocol):
    """What is drawn up of members beside their tiers, part by part. It goes to the tasks as bytes."""

    def prices(self, plan: Plan, history: History) -> Any:
        """What lines cost, with `levels` as runners take them; None where amounts stand as they are."""

    def drawn(self, plan: Plan, history: History, known: pl.DataFrame, evaluation: Evaluation, priced: Any) -> tuple[Any, pl.DataFrame]:
        """What adds up (with `+`) over the evaluation's members and the sales to nobody, and the lines to be looked at again.

        `known` tells of members elsewhere whose gifts are in the history (`patron.engine.batch.part.KNOWN`).
        """

    def again(self, plan: Plan, question: Any, lines: pl.DataFrame) -> Any:
        """What those lines answer to a question that came up once all parts were drawn up."""


@dataclass(frozen=True, slots=True)
class Job:
    """The plan, the day (days since 1970-01-01, inclusive), how many parts there are, and what some part may have.

    `may_have` as of `patron.engine.batch.Part`; `lines` and `members` are those frames' columns, with the
    industry's fields. `compiled=False` runs the kernel's source as plain Python. With `drawing`, what it draws up is
    wanted and the members' rows are not.
    """

    plan: Plan
    as_of: int
    parts: int
    names: SourceNames = field(default_factory=SourceNames)
    may_have: frozenset[str] = frozenset()
    lines: Mapping[str, pl.DataType] = field(default_factory=lambda: LINES)
    members: Mapping[str, pl.DataType] = field(default_factory=lambda: MEMBERS)
    compiled: bool = True
    drawing: Drawing | None = None
