"""Compiles `when` into the conditions that the runners read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from patron.engine.plan.compile_points import compile_goods
from patron.engine.plan.conditions import AllOf, AnyOf, Comparison, Condition, NoneOf, Op, Test
from patron.engine.plan.profiles import facts_stated
from patron.engine.plan.streams import Addition, Stream, Streams
from patron.scheme import model
from patron.scheme.durations import EVER, Window, WindowKind
from patron.scheme.measures import CORE_OF, MEASURES, ValueKind, digits_of
from patron.vocabulary import GENERAL, Combines, Industry, LineMeasure


@dataclass(frozen=True)
class Around:
    """What a condition's words refer to beside tiers; `streams` grows with each condition that is compiled."""

    industry: Industry = GENERAL
    seasons: tuple[tuple[int, int], ...] = ()
    streams: Streams = field(default_factory=Streams)


def compile_condition(when: model.Condition, ranks: dict[str, int], digits: int, around: Around | None = None) -> Condition:
    """All keys of `when` must hold; a single key stands for itself.

    Keys keep the order of the model, and an industry's measures that of the industry, so that the same meaning
    written in another order gives the same plan.
    """
    around = around or Around()
    parts: list[Condition] = [*_core(when, ranks, digits, around), *_industry(when, around)]
    parts += facts_stated(when)
    for key, wrap in (("any_of", AnyOf), ("all_of", AllOf), ("none_of", NoneOf)):
        nested = getattr(when, key)
        if nested is not None:
            parts.append(wrap(tuple(compile_condition(one, ranks, digits, around) for one in nested)))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _core(when: model.Condition, ranks: dict[str, int], digits: int, around: Around) -> Iterator[Test]:
    for name, measure in MEASURES.items():
        stated = getattr(when, name, None)
        if stated is None:
            continue
        goods: model.Goods | None = getattr(stated, "goods", None)
        stream = 0 if goods is None else around.streams.place(Stream(compile_goods(goods, around.industry)))
        scale = 10**digits if measure.value is ValueKind.MONEY else 1
        yield Test(name, _window(stated, around), _comparisons(stated, scale, ranks), stream)


def _industry(when: model.Condition, around: Around) -> Iterator[Test]:
    for measure in around.industry.measures:
        stated = getattr(when, measure.id, None)
        if stated is None:
            continue
        goods = compile_goods(stated.goods, around.industry) if stated.goods is not None else None
        stream = around.streams.place(replace(stream_of(measure, around.industry), goods=goods))
        digits = digits_of(measure, around.industry)
        yield Test(CORE_OF[measure.combines], _window(stated, around), _comparisons(stated, 10**digits, {}), stream, measure.id)


def stream_of(measure: LineMeasure, industry: Industry) -> Stream:
    """What an industry's measure adds up, over all goods that it is about."""
    if measure.combines is Combines.COUNT:
        return Stream(adds=Addition.PRESENCE, categories=measure.goods)
    return Stream(adds=Addition.UNITS, column=measure.adds, digits=digits_of(measure, industry), categories=measure.goods)


def _window(stated: Any, around: Around) -> Window:
    return in_season(getattr(stated, "within", None) or EVER, around.seasons)


def in_season(window: Window, seasons: tuple[tuple[int, int], ...]) -> Window:
    """The window with the scheme's seasons, if it is one of seasons."""
    return replace(window, seasons=seasons) if window.kind is WindowKind.SEASON else window


def _comparisons(stated: Any, scale: int, ranks: dict[str, int]) -> tuple[Comparison, ...]:
    compared = []
    for op in Op:
        value: Decimal | int | str | None = getattr(stated, op.value)
        if value is not None:
            compared.append(Comparison(op, ranks[value] if isinstance(value, str) else int(value * scale)))
    return tuple(compared)
