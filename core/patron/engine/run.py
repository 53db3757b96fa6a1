"""A history to results, by the runner that is quicker for its size."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Detail, Evaluation
from patron.engine.validate import validate_history
from patron.engine.vouchers import refuse_uses_of_vouchers, uses_vouchers
from patron.findings import FindingsError

if TYPE_CHECKING:
    from patron.engine.batch.kept import Kept
    from patron.engine.price_levels import Levels

Runner = Literal["auto", "reference", "batch"]
BATCH_FROM = 100_000  # events; below, the reference is done before the batch runner is compiled, and soon enough where it is


def evaluate(
    plan: Plan,
    history: History,
    as_of: int,
    *,
    detail: Detail = False,
    prices: Levels | None = None,
    runner: Runner = "auto",
    progress: Callable[[str], None] | None = None,
) -> Evaluation:
    """Every member's tier and points as of a day (days since 1970-01-01, inclusive).

    Raises FindingsError for what is wrong in the data. `prices` and `detail` as in the runners;
    `progress` is told of long work (compiling).
    """
    findings = validate_history(history, plan, as_of)
    if findings:
        raise FindingsError(findings)
    return run(plan, history, as_of, detail=detail, prices=prices, runner=runner, progress=progress)


def run(
    plan: Plan,
    history: History,
    as_of: int,
    *,
    detail: Detail = False,
    prices: Levels | None = None,
    runner: Runner = "auto",
    progress: Callable[[str], None] | None = None,
    kept: Kept | None = None,
) -> Evaluation:
    """As `evaluate`, for a history that has been validated; raises FindingsError for points and benefits that are not there.

    `kept`: what the batch runner has worked out of the history before (see `patron.engine.many`).
    """
    paid = uses_vouchers(history)
    asked: Detail = True if paid or _uses_items(plan, history) else detail
    if choose(history, runner) == "reference":
        from patron.engine import reference

        evaluation = reference.run(plan, history, as_of, detail=bool(asked), prices=prices)
    else:
        from patron.engine import batch

        evaluation = batch.run(plan, history, as_of, detail=asked, prices=prices, progress=progress, kept=kept)
    refuse_uses(plan, history, evaluation, as_of, prices if detail else None)
    return evaluation


def _uses_items(plan: Plan, history: History) -> bool:
    """Few plans have such rights; what works them out is imported for those alone."""
    if not plan.benefits.items:
        return False
    from patron.engine.entitlements.items import uses_items

    return uses_items(plan, history)


def refuse_uses(plan: Plan, history: History, evaluation: Evaluation, as_of: int, prices: Levels | None = None) -> None:
    """Raises FindingsError for benefits, coupons and vouchers that were used and are not there; the history is not a derived one."""
    if (plan.benefits.ids or plan.coupons) and not history.movements.is_empty():
        from patron.engine.coupon_tiers import tier_findings
        from patron.engine.entitlements.run import uses_refused

        refused = uses_refused(plan, history, evaluation, as_of, prices)
        refused += tier_findings(plan, history, evaluation, as_of)
        if refused:
            raise FindingsError(sorted(refused, key=lambda one: one.sort_key))
    if uses_vouchers(history):
        refuse_uses_of_vouchers(plan, history, evaluation, as_of)


def choose(history: History, runner: Runner = "auto") -> Literal["reference", "batch"]:
    """Small input goes through the reference runner, which needs no compiling."""
    if runner != "auto":
        return runner
    return "reference" if history.lines.height + history.returns.height + history.movements.height < BATCH_FROM else "batch"
