"""Random uses of points: exchange, draws, quizzes, introductions, and the yearly issue of vouchers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generators_conditions import Draw, chance, pick
from generators_points import YEAR_DAYS, tier_set
from hypothesis import strategies as st
from patron.engine.plan.model import Plan
from patron.engine.plan.uses import Exchange, Prize, Quiz, Referral, Vouchers

USES = ("exchange", "win", "quiz", "use_voucher")


def _exchange(draw: Draw, index: int, ranks: int) -> Exchange:
    prizes = (Prize(f"prize-{index}-a", 1000, 0, pick(draw, [0, 3, 20])), Prize(f"prize-{index}-b", 10, 100, 1)) if chance(draw, 40) else ()
    tiers = tier_set(draw, ranks) if chance(draw, 45) else None
    return Exchange(f"swap-{index}", "draw" if prizes else "goods", pick(draw, [1, 2, 5, 10]), tiers=tiers, prizes=prizes)


def _vouchers(draw: Draw) -> Vouchers:
    month, day = pick(draw, [(3, 1), *YEAR_DAYS])
    return Vouchers("cash-vouchers", month, day, pick(draw, [1, 5, 2, 10]), 5000, (10_000, 5000), most=pick(draw, [None, None, 1, 4]))


def used(draw: Draw, plan: Plan, percent: int) -> Plan:
    """In `percent` of the draws, the plan with uses of its points."""
    if not chance(draw, percent):
        return plan
    ranks = len(plan.tiers)
    points = replace(
        plan.points,
        exchange=tuple(_exchange(draw, index, ranks) for index in range(draw(st.integers(0, 2)))),
        quiz=tuple(Quiz(f"quiz-{index}", pick(draw, [3, 1, 20]), pick(draw, [None, 1, 2])) for index in range(draw(st.integers(0, 2)))),
        referral=tuple(
            Referral(f"friend-{index}", pick(draw, [7, 2, 30]), pick(draw, [0, 1000, 12_345]), pick(draw, [None, 1]))
            for index in range(draw(st.integers(0, 2)))
        ),
        vouchers=_vouchers(draw) if chance(draw, 60) else None,
    )
    return replace(plan, points=points)


def has_uses(plan: Plan) -> bool:
    """Whether some movement may use the plan's points in a way that is derived."""
    return bool(plan.points.exchange or plan.points.quiz)


def use(draw: Draw, plan: Plan) -> dict[str, Any]:
    """Kind, ref and value of such a movement, now and then of an entry that the plan has not."""
    entries, prizes = plan.points.exchange, [prize for one in plan.points.exchange for prize in one.prizes]
    kind = pick(draw, ["exchange", *(["win"] if prizes else []), "quiz"] if entries else ["quiz"])
    known = {"exchange": [one.id for one in entries], "win": [one.id for one in prizes], "quiz": [one.id for one in plan.points.quiz]}
    value = pick(draw, [None, None, "2", "3"]) if kind == "exchange" else None
    return {"kind": kind, "ref": pick(draw, [*known[kind], *known[kind], "no-such"]), "value": value}
