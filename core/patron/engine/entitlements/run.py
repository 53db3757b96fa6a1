"""Who has which benefits left, by the runner that is quicker for the size."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from patron.engine.entitlements.items import refused_item_uses, uses_items
from patron.engine.entitlements.model import Entitlements, Lack
from patron.engine.history import History
from patron.engine.places import places_of
from patron.engine.plan import Plan
from patron.engine.price_levels import Levels
from patron.engine.results import Evaluation
from patron.engine.spans import Later
from patron.findings import CellPlace, Finding

Runner = Literal["auto", "reference", "columnar"]
COLUMNS_FROM = 2_000  # members and events; below, plain Python is done before columns are set up


def run(
    plan: Plan,
    history: History,
    evaluation: Evaluation,
    as_of: int,
    *,
    prices: Levels | None = None,
    runner: Runner = "auto",
    later: Later = (),
) -> Entitlements:
    """Every issue up to the as-of date (days since 1970-01-01, inclusive), from the tier changes of a run.

    `prices` as the run had them: minor units, one row a tier and one column a row of `history.lines`; they need a run with
    `detail`. The findings are `benefit-not-available` (`coupon-not-issued` of coupons): movements that use more than there
    is, or what is good no more; such a movement uses nothing. `later`: further versions of the scheme; they come without `prices`.
    """
    if later:
        from patron.engine.entitlements.reference import issue_frame
        from patron.engine.entitlements.versions import issue_by_versions

        made, lacks = issue_by_versions(plan, later, history, evaluation, as_of)
        return Entitlements(issue_frame(made, as_of), findings_of(lacks, history))
    amounts = None if prices is None else paid(history, evaluation, prices)
    size = evaluation.members.height + history.lines.height + history.movements.height
    if runner == "reference" or (runner == "auto" and size < COLUMNS_FROM):
        from patron.engine.entitlements.reference import run_reference

        issues, lacks = run_reference(plan, history, evaluation, as_of, None if amounts is None else amounts.tolist())
    else:
        from patron.engine.entitlements.columnar import run_columnar

        issues, lacks = run_columnar(plan, history, evaluation, as_of, amounts)
    return Entitlements(issues, findings_of(lacks, history))


def uses_refused(plan: Plan, history: History, evaluation: Evaluation, as_of: int, prices: Levels | None = None) -> list[Finding]:
    """A finding for every movement that uses more than there is; nothing is run where none uses anything."""
    refused = item_findings(plan, history, evaluation, as_of)
    kinds = sorted({one.used_by for one in plan.benefits.grants})
    if kinds and history.movements["kind"].is_in(kinds).any():
        refused += run(plan, history, evaluation, as_of, prices=prices).findings
    return refused


def item_findings(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> list[Finding]:
    """`benefit-not-available` for uses of rights of items of which none is left; `evaluation` has detail where there are such uses."""
    return findings_of(refused_item_uses(plan, history, evaluation, as_of), history) if uses_items(plan, history) else []


def paid(history: History, evaluation: Evaluation, prices: Levels) -> np.ndarray:
    """What each of `history.lines` cost at the level that the run priced its purchase at, int64; the first tier's where there is none."""
    level = np.maximum(places_of(history, evaluation).level, 0)
    found = history.lines["amount"].to_numpy().astype(np.int64)
    for rank, price in enumerate(prices):
        found = np.where(level == rank, price, found)
    return found


def findings_of(lacks: list[Lack], history: History) -> list[Finding]:
    """A finding for each movement that was refused, by row."""
    path = str(history.names.movements)
    day = pl.Series([one.day for one in lacks], dtype=pl.Int32).cast(pl.Date).to_list()
    return [
        Finding(
            path,
            CellPlace(one.row, "ref"),
            "coupon-not-issued" if one.coupon else "benefit-not-available",
            _said(one, on.isoformat()),
            _HELP,
        )
        for one, on in sorted(zip(lacks, day, strict=True), key=lambda pair: pair[0].row)
    ]


_HELP = "`patron explain` lists what a member has had and what is left"


def _said(lack: Lack, on: str) -> str:
    what = f"coupon '{lack.name}'" if lack.coupon else f"'{lack.name}'"
    had = f"member '{lack.member}' has {lack.available or 'none'} of {what} left on {on}"
    return had if lack.wanted == 1 else f"{had}, and uses {lack.wanted}"
