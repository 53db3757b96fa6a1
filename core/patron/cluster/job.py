"""What every task of a run on a cluster is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from patron.engine.history import LINES, MEMBERS, SourceNames
from patron.engine.plan import Plan


@dataclass(frozen=True, slots=True)
class Job:
    """The plan, the day (days since 1970-01-01, inclusive), how many parts there are, and what some part may have.

    `may_have` as of `patron.engine.batch.Part`; `lines` and `members` are those frames' columns, with the
    industry's fields. `compiled=False` runs the kernel's source as plain Python.
    """

    plan: Plan
    as_of: int
    parts: int
    names: SourceNames = field(default_factory=SourceNames)
    may_have: frozenset[str] = frozenset()
    lines: Mapping[str, pl.DataType] = field(default_factory=lambda: LINES)
    members: Mapping[str, pl.DataType] = field(default_factory=lambda: MEMBERS)
    compiled: bool = True
