"""What an event must agree on with what is known before it is taken: the codes of `patron.engine.validate`, for one event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from patron.engine.live.deriving import times
from patron.engine.plan import Plan
from patron.engine.plan.uses import Exchange
from patron.engine.reference.events import Movement, Purchase, Return, ReturnRow
from patron.findings import Finding


def refused_return(event: Return, purchases: Mapping[str, Purchase]) -> list[Finding]:
    """The first fault of each row of a return; empty if it may be."""
    taken: Counter[tuple[str, str | None]] = Counter()
    found: list[Finding] = []
    for row in event.rows:
        fault = _fault(event, row, purchases, taken)
        if fault is not None:
            found.append(Finding("purchases", None, *fault))
    return found


def _fault(
    event: Return, row: ReturnRow, purchases: Mapping[str, Purchase], taken: Counter[tuple[str, str | None]]
) -> tuple[str, str, str] | None:
    if row.amount <= 0:
        return "not-above-zero", "takes nothing back: its amount is not above 0", "write what was taken back as a positive amount"
    purchase = purchases.get(row.purchase)
    if purchase is None:
        return "unknown-purchase", f"there is no purchase {row.purchase!r}", "name the purchase_id of the purchase that is taken back"
    if purchase.member != event.member:
        return (
            "other-member",
            f"takes back purchase {row.purchase!r}, which is another member's",
            "a return belongs to the member who bought",
        )
    if (purchase.at, purchase.id) > (event.at, event.id):
        return "return-before-purchase", f"comes before purchase {row.purchase!r}, which it takes back", "check both times"
    categories = {line.kind[0] for line in purchase.lines}
    category = row.category
    if category is None and None not in categories:
        if len(categories) > 1:
            return "category-unclear", f"does not say which category of purchase {row.purchase!r} it takes back", "fill in the category"
        category = next(iter(categories))
    left = sum(line.amount - line.returned for line in purchase.lines if line.kind[0] == category) - taken[row.purchase, category]
    if row.amount > left:
        of = "" if category is None else f" of category {category!r}"
        if category is not None and category not in categories:
            message = f"purchase {row.purchase!r} has nothing{of}"
        else:
            message = f"takes back more{of} than is left of purchase {row.purchase!r}"
        return "more-than-left", message, "all that is taken back must not exceed what was sold"
    taken[row.purchase, category] += row.amount
    return None


def refused_movement(movement: Movement, plan: Plan) -> list[Finding]:
    """What the scheme and the movement's own cells forbid; points and tiers are asked about later."""
    if movement.stated not in {None, "exchange"}:
        return []
    return [Finding("movements", None, *fault) for fault in _faults(movement, plan)]


def _faults(movement: Movement, plan: Plan) -> Iterator[tuple[str, str, str]]:
    kind, points = movement.kind, movement.points
    if kind in {"redeem", "give"} and points <= 0 and movement.stated is None:
        yield "not-above-zero", f"{kind} of {points} points: they must be above 0", "what is spent or used is written as a positive number"
    if kind == "adjust" and points == 0:
        yield "not-above-zero", "an adjustment of 0 points changes nothing", "leave the movement out"
    if kind == "give" and movement.to_member is None:
        yield "missing-value", "give does not say whom the points go to", "fill in to_member"
    if kind == "give" and movement.to_member == movement.member:
        yield "gives-to-oneself", f"member {movement.member!r} gives points to herself or himself", "name the member who receives them"
    if kind == "grant_tier" and all(movement.value != tier.id for tier in plan.tiers):
        known = ", ".join(tier.id for tier in plan.tiers)
        yield "unknown-tier", f"{movement.value!r} is no tier of the scheme", f"known are {known}"
    if kind == "profile" and movement.ref is None:
        yield "missing-value", "profile does not say which field changes", "fill in ref, for example referred_by"
    if kind in {"exchange", "win", "quiz"} and movement.stated is None:
        what = "prize" if kind == "win" else kind
        if movement.ref not in _known(kind, plan):
            yield "unknown-exchange", f"{movement.ref!r} is no {what} of the scheme", "name one of the scheme's points section"
        elif kind == "exchange":
            yield from _exchange(movement, next(one for one in plan.points.exchange if one.id == movement.ref))


def _known(kind: str, plan: Plan) -> set[str]:
    points = plan.points
    if kind == "exchange":
        return {one.id for one in points.exchange}
    if kind == "quiz":
        return {one.id for one in points.quiz}
    return {prize.id for one in points.exchange for prize in one.prizes}


def _exchange(movement: Movement, entry: Exchange) -> Iterator[tuple[str, str, str]]:
    if entry.first_day is not None and movement.day < entry.first_day:
        yield "exchange-not-open", f"{entry.id!r} is not open yet on this day", "correct the time"
    if entry.last_day is not None and movement.day > entry.last_day:
        yield "exchange-not-open", f"{entry.id!r} is over on this day", "correct the time"
    price = times(movement) * entry.points
    if movement.points and movement.points != price:
        message = f"one {entry.id!r} costs {entry.points} points, {times(movement)} cost {price}"
        yield "exchange-disagrees", message, "correct the points, or leave the cell empty"
