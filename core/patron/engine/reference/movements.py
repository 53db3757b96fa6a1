"""Movements of points: redeem, give and adjust, and what was derived from others."""

from __future__ import annotations

from patron.engine.derived import EARN
from patron.engine.history import SourceNames
from patron.engine.plan import Plan
from patron.engine.reference.events import Movement
from patron.engine.reference.lots import ADJUST_RULE, Lot
from patron.engine.reference.member import Member
from patron.findings import CellPlace, Finding

NOT_AVAILABLE = "points-not-available"
NOT_FOR_TIER = "exchange-not-for-tier"


def shortage(movement: Movement, wanted: int, available: int, names: SourceNames) -> Finding:
    """The finding for a movement that spends more than there is; the movement is left out."""
    return Finding(
        str(names.movements),
        CellPlace(movement.row, "points" if movement.stated is None else "ref"),
        NOT_AVAILABLE,
        f"{movement.stated or movement.kind} {movement.id!r} takes {wanted} points of member {movement.member!r}, "
        f"who has {available} to spend",
        "correct the points or the time of this row, or add the row that brought the points",
    )


def not_for_tier(movement: Movement, tier: str, plan: Plan, names: SourceNames) -> Finding:
    """The finding for an exchange that the member's tier may not have; the movement is left out."""
    assert movement.exchange is not None
    entry = plan.points.exchange[movement.exchange]
    tiers = " or ".join(plan.tiers[rank].id for rank in entry.tiers or ())
    return Finding(
        str(names.movements),
        CellPlace(movement.row, "ref"),
        NOT_FOR_TIER,
        f"exchange {movement.id!r} asks for {entry.id!r}, which is for {tiers}; member {movement.member!r} is {tier}",
        "correct the row, or the time of it",
    )


def spends(movement: Movement) -> int:
    """How many points the movement takes from its member."""
    if movement.kind in {"redeem", "give"}:
        return movement.points
    return max(-movement.points, 0) if movement.kind == "adjust" else 0


def move_points(member: Member, receiver: Member | None, movement: Movement) -> None:
    """Do it, once it is known that there is enough; a receiver of None gets nothing."""
    day = movement.day
    if movement.kind == "adjust" and movement.points > 0:
        member.ledger.earn(Lot(member.next_lot(), ADJUST_RULE, movement.points, movement.points), day)
        return
    if movement.kind == EARN:
        assert movement.ref is not None
        member.ledger.earn(Lot(member.next_lot(), movement.ref, movement.points, movement.points), day)
        return
    took = member.ledger.spend(spends(movement), day)
    if movement.kind == "give" and receiver is not None:
        receiver.ledger.advance(day)
        for lot, points in took:
            receiver.ledger.earn(Lot(receiver.next_lot(), lot.rule, points, points), day, given=lot)
