"""What each rule asks for: how much more the tiers that it is for must buy to pay for that rule alone.

u_r = (c_r + F_r / S_r) / (g_r - c_r): S_r sales to the tiers that the rule is for, g_r their gross margin, c_r what the
rule costs as a share of them if that grows with sales (discounts, points), F_r what it costs otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.rounding import half_up
from patron.simulation.replay.break_even import BreakEven, break_even
from patron.simulation.replay.costs import GROWS_WITH_SALES, CostKind
from patron.simulation.replay.replay import Laid
from patron.simulation.replay.rules import costed_rules
from patron.simulation.replay.sales import GROUP


@dataclass(frozen=True, slots=True)
class RuleEconomics:
    """A rule, what it cost in the period (minor units), and its own break-even."""

    kind: CostKind
    rule: str
    amount: int
    break_even: BreakEven


@dataclass(frozen=True, slots=True)
class _Part:
    """Sales of one price level, segment and category: as they were, and what of them would have been bought anyway."""

    level: int
    segment: int
    covered: bool
    category: str | None
    sales: int
    anyway: int


def rules_of(laid: Laid, anyway: npt.NDArray[np.int64] | None = None) -> list[RuleEconomics]:
    """Every rule that may cost something, in the order of kinds and of the file.

    `anyway`: of each of `laid.sales.lines` what would have been bought without the scheme; None: all of it. The rule must
    pay for itself by more than that, at its cost's share of all sales to its tiers.
    """
    parts = _parts(laid, anyway)
    amounts: dict[tuple[CostKind, str], int] = dict.fromkeys(costed_rules(laid.scheme, laid.plan, laid.request), 0)
    for cell in laid.costs:
        amounts[cell.kind, cell.rule] = amounts.get((cell.kind, cell.rule), 0) + cell.amount
    tiers = {kind: _tiers_by_rule(laid, kind) for kind in CostKind}
    return [
        RuleEconomics(kind, rule, amount, _alone(laid, parts, kind, tiers[kind].get(rule), amount))
        for (kind, rule), amount in amounts.items()
    ]


def _alone(laid: Laid, parts: list[_Part], kind: CostKind, tiers: frozenset[int] | None, amount: int) -> BreakEven:
    own = [one for one in parts if _is_for(one, kind, tiers)]
    whole, sales = sum(one.sales for one in own), sum(one.anyway for one in own)
    margins, gross = laid.request.margins, None
    if margins is not None:
        gross = sum(((margins.of(one.category) or Fraction(0)) * one.anyway for one in own), Fraction(0))
    if kind not in GROWS_WITH_SALES:
        return break_even(sales, gross, 0, amount, promised=True)
    variable = half_up(Fraction(amount * sales, whole)) if whole else amount
    return break_even(sales, gross, variable, 0, promised=True)


def _is_for(part: _Part, kind: CostKind, tiers: frozenset[int] | None) -> bool:
    """A price is for group orders of its level too; everything else is for members. None: for all sales under the scheme."""
    if tiers is None:
        return part.covered
    if kind is CostKind.DISCOUNT and part.segment == GROUP:
        return part.level in tiers
    return part.segment in tiers


def _parts(laid: Laid, anyway: npt.NDArray[np.int64] | None) -> list[_Part]:
    keys = ["level", "segment", "covered", "category"]
    lines = laid.sales.lines.select(*keys, "left", anyway=pl.col("left") if anyway is None else pl.Series(anyway))
    sums = lines.group_by(keys).agg(pl.col("left", "anyway").sum()).sort(keys, nulls_last=False)
    return [_Part(*row) for row in sums.iter_rows()]


def _tiers_by_rule(laid: Laid, kind: CostKind) -> dict[str, frozenset[int]]:
    """The tiers that the file names for each rule of a kind; a rule that names none, or is no tier's, is not there."""
    plan, scheme = laid.plan, laid.scheme
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    match kind:
        case CostKind.DISCOUNT:
            return {one.id: frozenset(one.tiers) for one in plan.discounts}
        case CostKind.POINTS:
            accrual = {one.id: frozenset(one.tiers) for one in plan.points.accrual}
            return accrual | {one.id: frozenset(one.tiers) for one in plan.points.bonuses}
        case CostKind.COUPON:
            return {one.id: frozenset(one.tiers) for one in plan.coupons if one.tiers is not None}
        case CostKind.EXCHANGE:
            return {one.id: frozenset(one.tiers) for one in plan.points.exchange if one.tiers is not None}
        case CostKind.BENEFIT:
            return {one.id: frozenset(ranks[tier] for tier in one.for_) for one in scheme.benefits}
        case CostKind.YEARLY:
            yearly = scheme.costs.yearly if scheme.costs else []
            return {one.id: frozenset({ranks[one.for_each]}) for one in yearly if one.for_each is not None}
        case CostKind.CARD | CostKind.COMMISSION | CostKind.ONE_OFF:
            return {}
