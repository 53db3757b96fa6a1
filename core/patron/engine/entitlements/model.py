"""What a run about benefits answers: one row an issue, and the movements that use what there is not."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from patron.findings import Finding

ISSUE_COLUMNS: dict[str, pl.DataType] = {
    "member_id": pl.String(),
    "benefit": pl.String(),
    "from": pl.Int32(),  # days since 1970-01-01: good from this day
    "until": pl.Int32(),  # the last day it is good by itself; null: as long as the tier
    "granted": pl.Int64(),
    "carried": pl.Int64(),  # come from the period before
    "used": pl.Int64(),
    "lapsed": pl.Int64(),
    "left": pl.Int64(),  # good at the end of the as-of date
}
DETAIL_COLUMNS: dict[str, pl.DataType] = {
    "passed_on": pl.Int64(),  # gone into the next period
    "gone": pl.Int32(),  # the first day at whose end it is good no more; null: not known yet
    "withdrawn": pl.Boolean(),  # gone because its purchase was returned, or its tier withdrawn by a return
    "rank": pl.Int16(),  # the tier held on the day of issue
}
ENDLESS = 1 << 30  # a day after every day: what is good as long as the tier


@dataclass(frozen=True, slots=True)
class Entitlements:
    """`issues` has ISSUE_COLUMNS and DETAIL_COLUMNS, by member_id as text, benefit as text, `from`, and order of issue.

    Of every row, granted + carried = used + passed_on + lapsed + left.
    """

    issues: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lack:
    """A movement that uses more than there is."""

    row: int
    member: str
    name: str
    day: int
    wanted: int
    available: int
    coupon: bool = False  # of a coupon, not of a benefit
