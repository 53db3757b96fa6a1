"""The sections of a search in the document: the tornado, curves and the heat map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from patron.scheme.keys import Key
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumptions
from patron.simulation.replay.exact import shown
from patron.simulation.report.titles import Pair, titles_of
from patron.simulation.search.curves import Curve, Heat
from patron.simulation.search.tornado import Bar
from patron.simulation.search.vary import number_of
from patron.simulation.worlds.bands import Band, bands
from patron.simulation.worlds.outcome import Figure

Section = Any
SECTIONS = tuple(Scheme.model_fields)  # the names of the file's parts, which say nothing beside a rule's own name
# What the last keys of figures are called; others are shown as they stand in the file.
_KEYS: dict[str, tuple[str, str]] = {
    "at_least": ("至少", "at least"),
    "at_most": ("至多", "at most"),
    "within": ("期间", "within"),
    "term": ("期限", "term"),
    "rate": ("折扣", "rate"),
    "off": ("立减", "amount off"),
    "off_per": ("每单位立减", "off per"),
    "one_point_per": ("每积分所需金额", "spend per point"),
    "unit_cost": ("单次成本", "cost of one use"),
    "each_year": ("每年次数", "times a year"),
    "amount": ("金额", "amount"),
    "worth": ("抵扣金额", "worth"),
    "points": ("积分", "points"),
    "spread_over": ("分摊年限", "spread over"),
    "pending_for": ("等待期", "wait"),
    "after": ("时长", "after"),
}
_MEASURES: dict[str, tuple[str, str]] = {
    "purchase": ("单笔消费", "one purchase"),
    "largest_purchase": ("最大单笔消费", "largest purchase"),
    "spend": ("累计消费", "spend"),
    "group_order": ("团购金额", "group order"),
    "redemption": ("积分兑换", "redemption"),
    "expiry": ("积分有效期", "expiry"),
}


def search_sections(
    scheme: Scheme,
    *,
    assumptions: Assumptions | None = None,
    curve: Curve | None = None,
    heat: Heat | None = None,
    bars: Sequence[Bar] | None = None,
) -> dict[str, Section]:
    """`tornado`, `curves` and `heat`; null where a part was not asked for."""
    return {
        "tornado": None if bars is None else [_bar(scheme, assumptions or Assumptions(), one) for one in bars],
        "curves": None if curve is None else [_curve(scheme, curve)],
        "heat": None if heat is None else _heat(scheme, heat),
    }


def title_of(scheme: Scheme, key: Key) -> Pair:
    """What a value is called: its rule's name and what of the rule it is; a parameter is called after the first value that uses it."""
    titles = titles_of(scheme)
    if key.uses:
        first, more = title_of(scheme, key.uses[0]), len(key.uses) - 1
        return {"zh": f"{first['zh']}等 {more + 1} 处", "en": f"{first['en']} and {more} more"} if more else first
    if len(key.steps) == 1:
        return {"zh": key.name, "en": key.name}
    rule = next((step for step in reversed(key.steps[:-1]) if step in titles), None)
    named = key.name.split(".")
    named = named[1:] if len(named) > 2 and named[0] in SECTIONS else named
    told = titles.get(rule, {"zh": rule, "en": rule}) if rule else {"zh": "", "en": ""}
    rest = [step for step in named if step != rule]
    if rule is None and rest:
        told = {"zh": rest[0], "en": rest[0]} if rest[0] not in _MEASURES and rest[0] not in _KEYS else told
        rest = rest[1:] if told["en"] else rest
    words = [[(_MEASURES.get(step) or _KEYS.get(step) or (step, step))[lang] for step in rest] for lang in (0, 1)]
    zh, en = "".join(words[0]) if all(ord(part[0]) > 0x2E7F for part in words[0]) else " ".join(words[0]), " ".join(words[1])
    return {"zh": f"{told['zh']}：{zh}" if told["zh"] else zh, "en": f"{told['en']}: {en}" if told["en"] else en}


def plain(figure: Figure) -> int | float | None:
    """Money and counts as they are, shares rounded to six places."""
    return shown(figure) if isinstance(figure, Fraction) else figure


def value_of(text: str) -> float | int | str:
    """The number that a varied text states, by which it is drawn; words as they are."""
    number = number_of(text)
    if number is None:
        return text
    return int(number) if number.denominator == 1 else float(number)


def _bar(scheme: Scheme, assumptions: Assumptions, bar: Bar) -> Section:
    if bar.key is not None:
        title = title_of(scheme, bar.key)
    else:
        entry = next(one for one in assumptions.entries if one.id == bar.id)
        title = {"zh": entry.title_zh or entry.id, "en": entry.title_en or entry.id}
    return {
        "id": bar.id,
        "title": title,
        "kind": bar.kind,
        "low_value": bar.low_text,
        "high_value": bar.high_text,
        "low": bar.low,
        "high": bar.high,
        "middle": bar.middle,
    }


def _curve(scheme: Scheme, curve: Curve) -> Section:
    points = [(one.text, bands(one.outcomes)) for one in curve.points]
    many = any(len(one.outcomes) > 1 for one in curve.points)
    return {
        "key": curve.key.name,
        "title": title_of(scheme, curve.key),
        "standing": curve.key.text,
        "points": [
            {
                "value": value_of(text),
                "text": text,
                "figures": _figures(found, "p50"),
                "p10": _figures(found, "p10") if many else None,
                "p90": _figures(found, "p90") if many else None,
            }
            for text, found in points
        ],
    }


def _figures(found: Mapping[str, Band], which: str) -> dict[str, int | float | None]:
    return {name: plain(getattr(one, which)) for name, one in found.items()}


def _heat(scheme: Scheme, heat: Heat) -> Section:
    def axis(key: Key, texts: Sequence[str]) -> Section:
        return {"key": key.name, "title": title_of(scheme, key), "values": [value_of(text) for text in texts], "texts": list(texts)}

    return {
        "x": axis(heat.x, heat.x_values),
        "y": axis(heat.y, heat.y_values),
        "figure": heat.figure,
        "cells": [[plain(one) for one in row] for row in heat.cells],
    }
