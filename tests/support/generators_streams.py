"""Random streams of a plan: measures over some goods, over units of lines and over seasons, and the cells that they read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generators_conditions import Draw, chance, pick
from generators_points import CATEGORIES, goods_filter
from hypothesis import strategies as st
from patron.engine.plan.conditions import Comparison, Condition, ProfileFact, Test
from patron.engine.plan.model import GoodsFilter, Plan
from patron.engine.plan.streams import PLAIN, Addition, Stream
from patron.scheme.durations import Window, WindowKind
from patron.scheme.measures import MEASURES

OVER_GOODS = {"purchase", "spend", "largest_purchase", "purchase_count", "visit_days"}
COUNTED = {"purchase_count", "visit_days"}
SEASONS = [((3, 1), (6, 1), (9, 1), (12, 1)), ((2, 29),), ((1, 31), (7, 1))]
UNITS = {"quantity": [None, 1000, 2000, 500, 0], "nights": [None, 10, 20, 15, 1, 0]}
DIGITS = {"quantity": 3, "nights": 1}


def _stream(draw: Draw) -> Stream:
    kind = draw(st.integers(0, 5))
    if kind < 3:
        goods = goods_filter(draw)
        return Stream(GoodsFilter(category=(pick(draw, CATEGORIES),)) if goods == GoodsFilter() else goods)
    column = pick(draw, list(UNITS))
    goods = goods_filter(draw) if chance(draw, 30) else None
    categories = tuple(draw(st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True)))
    if kind == 5:
        return Stream(goods, Addition.PRESENCE, categories=categories)
    return Stream(goods, Addition.UNITS, column, DIGITS[column], categories)


def streamed(draw: Draw, plan: Plan, percent: int) -> Plan:
    """In so many percent of the draws, the plan with measures over streams of their own, and seasons."""
    if not chance(draw, percent):
        return plan
    streams = tuple(dict.fromkeys([PLAIN, *(_stream(draw) for _ in range(draw(st.integers(1, 3))))]))
    seasons = pick(draw, SEASONS)

    def over(when: Condition) -> Condition:
        if isinstance(when, ProfileFact):
            return when
        if not isinstance(when, Test):
            return type(when)(tuple(over(part) for part in when.parts))
        return _over(draw, when, streams, seasons)

    lists = {name: tuple(replace(rule, when=over(rule.when)) for rule in getattr(plan, name)) for name in ("qualification", "maintenance")}
    lists["withdrawal"] = tuple(replace(rule, when=over(rule.when)) for rule in plan.withdrawal)
    return replace(plan, streams=streams, seasons=seasons, **lists)  # type: ignore[arg-type]


def _over(draw: Draw, test: Test, streams: tuple[Stream, ...], seasons: tuple[tuple[int, int], ...]) -> Test:
    if test.measure not in OVER_GOODS:
        return test
    if MEASURES[test.measure].windowed and chance(draw, 20):
        test = replace(test, window=Window(WindowKind.SEASON, seasons=seasons))
    place = draw(st.integers(0, len(streams) - 1))
    adds = streams[place].adds
    if adds is Addition.AMOUNT or test.measure in COUNTED:
        return replace(test, stream=place)
    if adds is Addition.PRESENCE:
        return test
    figures = [1000, 500, 2000, 3001] if streams[place].column == "quantity" else [10, 5, 15, 31]
    return replace(test, stream=place, comparisons=tuple(Comparison(one.op, pick(draw, figures)) for one in test.comparisons))


def unit_cells(draw: Draw, columns: tuple[str, ...]) -> dict[str, Any]:
    """A line's units."""
    return {name: pick(draw, UNITS[name]) for name in columns}
