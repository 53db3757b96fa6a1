"""What a plan and its data use: decides the generated source, and with it what is compiled again."""

from __future__ import annotations

from dataclasses import dataclass

from patron.engine.plan import AllOf, AnyOf, Condition, LapseTo, NoneOf, Plan, ProfileFact, Test, Window, WindowKind
from patron.engine.plan.profiles import facts_of
from patron.scheme.measures import MEASURES, Adds, Combines


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the data bring and the caller asks for."""

    returns: bool
    movements: bool
    opening_points: bool
    groups: bool
    prices: bool
    detail: bool
    columns: int  # of weighted amounts


@dataclass(frozen=True, slots=True)
class Structure:
    """The flags of `template.flags` by name, and the windows of the qualification rules that slide and that look back."""

    flags: dict[str, int | bool]
    sliding: tuple[tuple[Window, int], ...]  # each with its stream
    tables: tuple[Window, ...]
    columns: int


def tests_of(condition: Condition) -> list[Test]:
    """Every test in a condition, from left to right."""
    if isinstance(condition, Test):
        return [condition]
    if isinstance(condition, ProfileFact):
        return []
    return [test for part in condition.parts for test in tests_of(part)]


def uses_introducers(plan: Plan) -> bool:
    """True if some rule of a tier asks for the introducer's tier."""
    rules = (*plan.qualification, *plan.maintenance)
    return any(MEASURES[test.measure].adds is Adds.INTRODUCER_TIER for rule in rules for test in tests_of(rule.when))


def structure_of(plan: Plan, wanted: Wanted) -> Structure:
    """The structure of a plan over such data."""
    points = plan.points
    qualifying = [test for rule in plan.qualification for test in tests_of(rule.when)]
    keeping = [test for rule in plan.maintenance for test in tests_of(rule.when)]
    withdrawing = [test for rule in plan.withdrawal for test in tests_of(rule.when)]
    slid = [(test.window, test.stream) for test in qualifying if MEASURES[test.measure].combines in {Combines.SUM, Combines.COUNT}]
    sliding = tuple(dict.fromkeys(slid))
    dated = [test.window for test in (*qualifying, *keeping, *withdrawing) if MEASURES[test.measure].windowed]
    tables = tuple(dict.fromkeys(window for window in dated if window.kind not in {WindowKind.EVER, WindowKind.TERM}))
    makes_points = bool(points.accrual or points.bonuses) or wanted.movements or wanted.opening_points
    flags: dict[str, int | bool] = {
        "TIERS": len(plan.tiers),
        "ACCRUALS": len(points.accrual),
        "BONUSES": len(points.bonuses),
        "WINDOWS": len(sliding),
        "STREAMS": len(plan.streams),
        "LEVELS": len(plan.tiers) if wanted.prices else 1,
        "GRACE": any(tier.grace is not None and tier.term is not None for tier in plan.tiers),
        "RENEWALS": any(tier.renews for tier in plan.tiers),
        "REQUALIFY": any(tier.lapse_to is LapseTo.REQUALIFIED for tier in plan.tiers),
        "REVIEWS": any(tier.term is not None for tier in plan.tiers),
        "QUALIFIES": bool(plan.qualification),
        "RETURNS": wanted.returns,
        "WITHDRAW": plan.returns_withdraw_tier,
        "MOVEMENTS": wanted.movements,
        "POINTS": makes_points,
        "PENDING": any(rule.pending_until is not None for rule in points.accrual),
        "EXPIRY": points.expiry is not None,
        "AVAILABLE": points.available_after is not None,
        "CAP": points.at_most_a_day is not None,
        "EXCHANGES": len(points.exchange),
        "VOUCHERS": points.vouchers is not None and makes_points,
        "PRICES": wanted.prices,
        "PRICED_AFTER": plan.priced_as_after,
        "GROUPS": wanted.groups and not plan.group_counts_for_buyer,
        "PROFILES": bool(facts_of(plan)),
        "WITHDRAWALS": bool(plan.withdrawal) and wanted.movements,
        "DETAIL": wanted.detail,
    }
    return Structure(flags, sliding, tables, wanted.columns)


def cost(condition: Condition) -> int:
    """How much work a condition is, roughly: cheap parts are looked at first, which changes no answer."""
    match condition:
        case Test(measure=measure):
            by_kind = {Combines.LAST: 1, Combines.SUM: 4, Combines.COUNT: 4}
            return 20 if MEASURES[measure].adds is Adds.INTRODUCER_TIER else by_kind.get(MEASURES[measure].combines, 9)
        case ProfileFact():
            return 1
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            return 1 + sum(cost(part) for part in parts)
