"""How figures are shown to people: the same in the terminal, on the page and in its charts, with − before what is below 0."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from patron.simulation.report.words import WORDS, Lang, word

NONE = "—"


def money(minor: int | None, places: int) -> str:
    """Minor units as `1,234.50`; a dash where there is none."""
    if minor is None:
        return NONE
    return _signed(f"{Decimal(minor).scaleb(-places):,.{places}f}")


def percent(share: float | None, digits: int = 2) -> str:
    """A share as `12.35 %`, rounded half up."""
    if share is None:
        return NONE
    shown = (Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return _signed(f"{shown if shown else abs(shown):,} %")


def count(number: float | None) -> str:
    """A number with thousands apart; at most two decimals."""
    if number is None:
        return NONE
    return _signed(f"{number:,}" if isinstance(number, int) else f"{Decimal(str(number)).quantize(Decimal('0.01'), ROUND_HALF_UP):,}")


def _signed(text: str) -> str:
    """With the minus sign that charts have too, which is as wide as a digit's place and is not broken off at a line's end."""
    return text.replace("-", "−")


def name(document: dict[str, Any], tier: str, lang: Lang) -> str:
    """A tier's title, or the phrase for what is no tier's."""
    if tier.startswith("("):
        return word(tier.strip("()"), lang)
    return next((one["title"][lang] for one in document["tiers"] if one["id"] == tier), tier)


def reason(document: dict[str, Any], text: str | None, lang: Lang) -> str:
    """A reason of a change: the rule's name, else its id."""
    key = f"reason.{text}"
    if text in document["titles"]:
        return str(document["titles"][text][lang])
    return word(key, lang) if key in WORDS else text or NONE


def rule_names(rules: list[dict[str, Any]], lang: Lang) -> list[str]:
    """The names of the rules of `costs.by_rule`, with the id behind where two would read the same."""
    names = [one["title"][lang] for one in rules]
    return [name if names.count(name) == 1 else f"{name} [{one['rule']}]" for name, one in zip(names, rules, strict=True)]


def goal_figure(goal: dict[str, Any], value: float | None, places: int) -> str:
    """A goal's value or bound in its unit."""
    if goal["unit"] == "money":
        return money(None if value is None else int(value), places)
    return percent(value)


def bound(goal: dict[str, Any], places: int, lang: Lang) -> str:
    """What a goal asks for."""
    parts = [f"{word(key, lang)} {goal_figure(goal, goal[key], places)}" for key in ("at_least", "at_most") if goal[key] is not None]
    return " · ".join(parts)
