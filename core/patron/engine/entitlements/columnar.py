"""Entitlements over columns: every grant's issues for all members at once."""

from __future__ import annotations

import numpy as np
import polars as pl

from patron.engine.entitlements.holdings import Holdings, Ints, holdings_of
from patron.engine.entitlements.making import Made, make
from patron.engine.entitlements.model import DETAIL_COLUMNS, ENDLESS, ISSUE_COLUMNS, Lack
from patron.engine.entitlements.sales import sales_of
from patron.engine.entitlements.using import use
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation


def issue_all(
    plan: Plan, history: History, evaluation: Evaluation, as_of: int, amounts: Ints | None, *, compiled: bool = True
) -> tuple[Holdings, list[Made], list[Lack]]:
    """Every grant's issues with what was used; `amounts`: what each of `history.lines` cost, none: its `amount`."""
    holdings = holdings_of(plan, history, evaluation, as_of)
    sales = sales_of(plan, history, holdings, as_of, amounts)
    made = [make(grant, holdings, sales, as_of) for grant in plan.benefits.grants]
    lacks = [lack for one in made for lack in use(one, holdings, history, as_of, compiled=compiled)]
    return holdings, made, lacks


def run_columnar(
    plan: Plan, history: History, evaluation: Evaluation, as_of: int, amounts: Ints | None, *, compiled: bool = True
) -> tuple[pl.DataFrame, list[Lack]]:
    """The rows of `Entitlements.issues`, and what could not be used."""
    holdings, made, lacks = issue_all(plan, history, evaluation, as_of, amounts, compiled=compiled)
    ordered = sorted(made, key=lambda one: one.grant.id)
    if not ordered:
        return pl.DataFrame(schema=ISSUE_COLUMNS | DETAIL_COLUMNS), lacks
    code = np.concatenate([one.code for one in ordered])
    order = np.argsort(code, kind="stable")

    def column(name: str) -> Ints:
        return np.concatenate([getattr(one, name) for one in ordered])[order]

    left, gone, last = column("left"), column("gone"), column("last")
    over = gone <= as_of
    names = pl.Series([one.grant.id for one in ordered], dtype=pl.String)
    grant = np.repeat(np.arange(len(ordered)), [len(one.code) for one in ordered])[order]
    frame = pl.DataFrame(
        {
            "member_id": holdings.ids.gather(code[order]),
            "benefit": names.gather(grant),
            "from": column("first"),
            "until": _known(last),
            "granted": column("granted"),
            "carried": column("carried"),
            "used": column("used"),
            "lapsed": np.where(over, left, 0),
            "left": np.where(over, 0, left),
            "passed_on": column("passed_on"),
            "gone": _known(gone),
            "withdrawn": column("withdrawn"),
            "rank": column("rank"),
        }
    )
    return frame.cast(ISSUE_COLUMNS | DETAIL_COLUMNS), lacks  # type: ignore[arg-type]


def _known(days: Ints) -> pl.Series:
    """Days, null where there is none."""
    return pl.DataFrame({"day": days}).select(pl.when(pl.col("day") < ENDLESS).then("day"))["day"]
