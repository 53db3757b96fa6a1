"""Random conditions: every measure, window, comparison and nesting, over a small palette of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from patron.engine.plan.conditions import AllOf, AnyOf, Comparison, Condition, NoneOf, Op, ProfileFact, Test
from patron.scheme.durations import EVER, Duration, Unit, Window, WindowKind
from patron.scheme.measures import MEASURES, ValueKind

Draw = Callable[[st.SearchStrategy[Any]], Any]
DAYS = [1, 7, 30, 90, 365]
MONTHS = [1, 3, 6, 12, 24]
ALL_DURATIONS = [Duration(Unit.MONTHS, 12), *(Duration(Unit.DAYS, n) for n in DAYS), *(Duration(Unit.MONTHS, n) for n in MONTHS)]
FIGURES = [1000, 100, 500, 1200, 3000, 5000, 50000, 1, 333]
_CALENDAR = [WindowKind.TERM, WindowKind.YEAR, WindowKind.QUARTER, WindowKind.MONTH]


@dataclass(frozen=True)
class Palette:
    """The few figures that one plan uses again and again, so that its rules and dates collide."""

    durations: list[Duration]
    money: list[int]
    ranks: int


def chance(draw: Draw, percent: int) -> bool:
    """True in about `percent` of the draws; shrinks to False."""
    return bool(draw(st.integers(0, 99)) >= 100 - percent)


def pick(draw: Draw, values: list[Any]) -> Any:
    """One of the values; shrinks to the first."""
    return draw(st.sampled_from(values)) if len(values) > 1 else values[0]


def palette(draw: Draw, ranks: int) -> Palette:
    """Two or three durations and amounts."""
    durations = draw(st.lists(st.sampled_from(ALL_DURATIONS), min_size=1, max_size=3, unique=True))
    return Palette(durations, draw(st.lists(st.sampled_from(FIGURES), min_size=1, max_size=3, unique=True)), ranks)


def window(draw: Draw, figures: Palette) -> Window:
    """Any window that a measure may have."""
    kind = draw(st.integers(0, 9))
    if kind < 2:
        return EVER
    if kind < 6:
        return Window(WindowKind.ROLLING, pick(draw, figures.durations))
    return Window(_CALENDAR[kind - 6])


def _value(draw: Draw, kind: ValueKind, figures: Palette) -> int:
    if kind is ValueKind.COUNT:
        return int(draw(st.integers(0, 3)))
    if kind is ValueKind.TIER:
        return int(draw(st.integers(0, figures.ranks - 1)))
    amount = int(pick(draw, figures.money))
    return amount + int(pick(draw, [0, 0, 0, 1, amount]))


def one_test(draw: Draw, measure: str, figures: Palette) -> Test:
    """One measure with one or two comparisons."""
    spec = MEASURES[measure]
    ops = [Op.AT_LEAST] if chance(draw, 60) else draw(st.lists(st.sampled_from(list(Op)), min_size=1, max_size=2, unique=True))
    comparisons = tuple(Comparison(op, _value(draw, spec.value, figures)) for op in ops)
    return Test(measure, window(draw, figures) if spec.windowed else EVER, comparisons)


def condition(draw: Draw, measures: list[str], figures: Palette, depth: int = 2) -> Condition:
    """A test, or a nesting of at most `depth` levels."""
    if depth == 0 or not chance(draw, 35):
        return one_test(draw, pick(draw, measures), figures)
    kind = pick(draw, [AllOf, AnyOf, NoneOf])
    parts = tuple(condition(draw, measures, figures, depth - 1) for _ in range(draw(st.integers(1, 3))))
    made: Condition = kind(parts)
    return made


def tests_in(node: Condition) -> list[Test]:
    """Every test of a condition, in order."""
    if isinstance(node, ProfileFact):
        return []
    return [node] if isinstance(node, Test) else [test for part in node.parts for test in tests_in(part)]
