"""Points: figures above 0, keys that need each other, one way to expire."""

from __future__ import annotations

from collections.abc import Iterator

from patron.findings import Severity
from patron.scheme.checks.amounts import above_zero, at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.prices import exactly_one
from patron.scheme.model import Accrual, Expiry, Points, Promotion
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import quoted

MULTIPLIER_PLACES = 4
_OF_MULTIPLIER = ("goods", "weekdays", "each_year_on", "from_", "until", "stack")


def check_points(context: Context) -> Iterator[Problem]:
    """The whole section."""
    points = context.scheme.points
    if points is None:
        return
    for index, accrual in enumerate(points.accrual):
        yield from _accrual(context, ("points", "accrual", index), accrual)
    for index, promotion in enumerate(points.promotions):
        yield from _promotion(("points", "promotions", index), promotion)
    yield from _rest(points)


def _accrual(context: Context, loc: Loc, accrual: Accrual) -> Iterator[Problem]:
    yield from above_zero((*loc, "one_point_per"), accrual.one_point_per)
    if accrual.pending_for and not accrual.pending_until:
        yield Problem(
            (*loc, "pending_for"),
            "key-without-effect",
            "'pending_for' has nothing to wait for without 'pending_until'",
            "name the tier, or delete 'pending_for'",
            on_key=True,
        )
    until = context.ranks.get(accrual.pending_until or "")
    held = [context.ranks[tier] for tier in accrual.for_ if tier in context.ranks]
    if until is not None and held and min(held) >= until:
        text = f"members with {quoted(accrual.for_, 'and')} hold '{accrual.pending_until}' or a higher tier already, so nothing waits"
        yield Problem(
            (*loc, "pending_until"), "key-without-effect", text, "name a higher tier, or delete 'pending_until'", severity=Severity.WARNING
        )


def _promotion(loc: Loc, promotion: Promotion) -> Iterator[Problem]:
    kinds = [key for key in ("multiplier", "bonus") if getattr(promotion, key) is not None]
    yield from exactly_one(loc, kinds, ("multiplier", "bonus"))
    yield from above_zero((*loc, "multiplier"), promotion.multiplier)
    yield from at_most_places((*loc, "multiplier"), promotion.multiplier, MULTIPLIER_PLACES)
    yield from above_zero((*loc, "bonus"), promotion.bonus)
    if kinds == ["bonus"]:
        for attribute in _OF_MULTIPLIER:
            if attribute in promotion.model_fields_set:
                key = attribute.rstrip("_")
                yield Problem(
                    (*loc, key),
                    "key-without-effect",
                    f"'{key}' belongs to a multiplier; a bonus does not read it",
                    f"delete '{key}'",
                    on_key=True,
                )
        if promotion.when is None:
            yield Problem(
                loc, "missing-key", "missing key 'when'", "say what the bonus asks for: when: {points_earned: 2000, within: 1 month}"
            )
    if kinds == ["multiplier"] and promotion.when is not None:
        yield Problem(
            (*loc, "when"), "key-without-effect", "'when' belongs to a bonus; a multiplier does not read it", "delete 'when'", on_key=True
        )
    if promotion.when is not None:
        yield from above_zero((*loc, "when", "points_earned"), promotion.when.points_earned)
    if promotion.from_ and promotion.until and promotion.until < promotion.from_:
        yield Problem((*loc, "until"), "ends-before-start", f"{promotion.until} is before from, {promotion.from_}", "swap the two dates")
    for key in ("weekdays", "each_year_on"):
        values: list[object] = getattr(promotion, key) or []
        for index, value in enumerate(values):
            if value in values[:index]:
                yield Problem((*loc, key, index), "named-twice", "this day is named twice", "once is enough")


def _rest(points: Points) -> Iterator[Problem]:
    yield from above_zero(("points", "at_most_a_day"), points.at_most_a_day)
    if points.expiry:
        yield from _expiry(("points", "expiry"), points.expiry)
    if points.redemption:
        yield from above_zero(("points", "redemption", "points"), points.redemption.points)
        yield from above_zero(("points", "redemption", "worth"), points.redemption.worth)


def _expiry(loc: Loc, expiry: Expiry) -> Iterator[Problem]:
    given = [key for key in ("after", "each_year_on") if getattr(expiry, key) is not None]
    yield from exactly_one(loc, given, ("after", "each_year_on"))
    if expiry.year and given == ["after"]:
        yield Problem((*loc, "year"), "key-without-effect", "'year' belongs to 'each_year_on'", "delete 'year'", on_key=True)
