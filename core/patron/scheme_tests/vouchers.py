"""What a test may expect of vouchers: two further columns of the members' rows."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.engine.vouchers import vouchers_of
from patron.findings import FindingsError


def with_vouchers(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> Evaluation:
    """The evaluation with `vouchers_issued` and `vouchers_left` (minor units); raises FindingsError for uses of more than there is."""
    found = vouchers_of(plan, history, evaluation, as_of)
    if found.findings:
        raise FindingsError(list(found.findings))
    sums = found.ledger.group_by("member_id").agg(vouchers_issued=pl.col("amount").sum(), vouchers_left=pl.col("left").sum())
    members = evaluation.members.join(sums, on="member_id", how="left", maintain_order="left")
    return replace(evaluation, members=members.with_columns(pl.col("vouchers_issued", "vouchers_left").fill_null(0)))


def uses_made(plan: Plan, history: History, as_of: int) -> set[str]:
    """The entries that points were exchanged for."""
    entries = {one.id for one in plan.points.exchange}
    rows = history.movements.filter((pl.col("kind") == "exchange") & (pl.col("day") <= as_of))
    return entries & set(rows["ref"].to_list())
