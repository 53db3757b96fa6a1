"""Random plans with every field of `patron.engine.plan`, valid as `patron check` demands."""

from __future__ import annotations

from generators_conditions import ALL_DURATIONS, Draw, Palette, chance, condition, palette, pick
from generators_points import goods_filter, points
from generators_profiles import profiled
from generators_streams import streamed
from generators_uses import used
from hypothesis import strategies as st
from patron.engine.plan.model import RATE_SCALE, GoodsFilter, LapseTo, LeaveOut, Plan, Rule, Tier
from patron.scheme.durations import Duration, Unit

MEASURES = ["spend", "purchase", "largest_purchase", "purchase_count", "visit_days", "referrer_tier"]
GRACES = [
    Duration(Unit.DAYS, 1),
    Duration(Unit.DAYS, 7),
    Duration(Unit.DAYS, 27),
    Duration(Unit.MONTHS, 1),
    Duration(Unit.MONTHS, 3),
    Duration(Unit.DAYS, 30),
]
TIER_IDS = ["guest", "silver", "gold", "black"]
ZONE = "Asia/Shanghai"


def fewest_days(length: Duration) -> int:
    """No span of the duration is shorter."""
    return length.count if length.unit is Unit.DAYS else length.count * 30 - 2


def most_days(length: Duration) -> int:
    """No span of the duration is longer."""
    return length.count if length.unit is Unit.DAYS else length.count * 31


def _tier(draw: Draw, rank: int, figures: Palette) -> Tier:
    name = TIER_IDS[rank]
    if rank == 0 or chance(draw, 20):
        return Tier(name, name, name, lapse_to=_lapse(draw, rank) if rank else LapseTo.BELOW)
    term = pick(draw, [*figures.durations, *ALL_DURATIONS])
    shorter = [length for length in GRACES if most_days(length) < fewest_days(term)]
    grace = pick(draw, shorter) if shorter and chance(draw, 50) else None
    return Tier(
        name,
        name,
        name,
        term=term,
        grace=grace,
        lapse_to=_lapse(draw, rank),
        renews=chance(draw, 40),
        gaining_purchase_keeps=chance(draw, 40),
    )


def _lapse(draw: Draw, rank: int) -> LapseTo | int:
    kind = draw(st.integers(0, 5))
    if kind < 2:
        return LapseTo.BELOW
    return LapseTo.REQUALIFIED if kind < 5 else int(draw(st.integers(0, rank - 1)))


def _rules(draw: Draw, prefix: str, ranks: list[int], most: int, figures: Palette) -> tuple[Rule, ...]:
    count = draw(st.integers(0, most)) if ranks else 0
    return tuple(Rule(f"{prefix}-{index}", pick(draw, ranks), condition(draw, MEASURES, figures)) for index in range(count))


def _leave_out(draw: Draw) -> LeaveOut:
    if not chance(draw, 30):
        return LeaveOut()
    goods = goods_filter(draw)
    return LeaveOut(
        goods=None if goods == GoodsFilter() else goods,
        tenders=("stored",) if chance(draw, 40) else (),
        sold_below=int(draw(st.sampled_from([RATE_SCALE // 2, 800_000, RATE_SCALE]))) if chance(draw, 40) else None,
    )


@st.composite
def plans(draw: Draw, profiles: int = 35, uses: int = 20, streams: int = 30) -> Plan:
    """A plan with 1 to 4 tiers; most parts are off in a shrunk one.

    In `profiles`, `uses` and `streams` percent of the draws with rules about profiles, with uses of points, and with
    measures over some goods, units of lines and seasons.
    """
    ranks = draw(st.integers(1, 4)) if chance(draw, 60) else 2
    figures = palette(draw, ranks)
    tiers = tuple(_tier(draw, rank, figures) for rank in range(ranks))
    reviewed = [rank for rank, tier in enumerate(tiers) if tier.term is not None]
    group = chance(draw, 30)
    made = Plan(
        scheme="random",
        industry="general",
        currency="CNY",
        places=2,
        time_zone=ZONE,
        tiers=tiers,
        qualification=_rules(draw, "join", list(range(1, ranks)), 4, figures),
        maintenance=_rules(draw, "keep", reviewed, 3, figures),
        group_purchase=_group_rules(draw, figures) if group else (),
        group_counts_for_buyer=group and chance(draw, 50),
        leave_out=_leave_out(draw),
        returns_withdraw_tier=not chance(draw, 25),
        points=points(draw, figures),
        priced_as_after=chance(draw, 40),
    )
    return streamed(draw, used(draw, profiled(draw, made, figures, profiles), uses), streams)


def _group_rules(draw: Draw, figures: Palette) -> tuple[Rule, ...]:
    return tuple(
        Rule(f"group-{index}", draw(st.integers(0, figures.ranks - 1)), condition(draw, ["group_order"], figures))
        for index in range(draw(st.integers(1, 3)))
    )
