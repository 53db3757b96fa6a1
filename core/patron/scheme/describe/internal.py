"""What the house keeps to itself: costs, goals, and the figures with names."""

from __future__ import annotations

from decimal import Decimal

from patron.scheme.describe.document import Point, Section
from patron.scheme.describe.words import Words
from patron.scheme.model.benefits import Goal

_MEASURED = {
    "share_of_customers": ("占全部顾客的比例", "share of all customers"),
    "share_of_sales": ("占全部销售额的比例", "share of all sales"),
    "spend_per_member": ("每人每年消费额", "sales per member and year"),
    "service_cost_share": ("服务成本占其毛利的比例", "service cost as a share of the gross profit on their sales"),
}


def costs(words: Words) -> Section | None:
    """One-off and yearly costs."""
    if words.scheme.costs is None:
        return None
    blocks: list[str | Point] = []
    for once in words.scheme.costs.one_off:
        text = words(f"一次性{words.money(once.amount)}", f"{words.money(once.amount)} once")
        if once.spread_over is not None:
            text += words(f"，分摊{words.length(once.spread_over)}", f", spread over {words.length(once.spread_over)}")
        else:
            text += words("，计入首月", ", borne by the first month")
        blocks.append(_item(words, words.name(once.id, once.title), text + words.note(once.note)))
    for yearly in words.scheme.costs.yearly:
        text = words(f"每年{words.money(yearly.amount)}", f"{words.money(yearly.amount)} a year")
        if yearly.for_each is not None:
            name = words.tier(yearly.for_each)
            text = words(f"每位{name}{text}", f"{text} for every {name} member")
        blocks.append(_item(words, words.name(yearly.id, yearly.title), text + words.note(yearly.note)))
    return Section(words("成本（内部）", "Costs (internal)"), tuple(blocks)) if blocks else None


def _item(words: Words, name: str, text: str) -> Point:
    return Point(name + words("：", ": ") + text + words("。", "."))


def _goal(words: Words, goal: Goal) -> Point:
    phrases = []
    for key, (zh, en) in _MEASURED.items():
        tiers: list[str] | None = getattr(goal, key)
        if tiers:
            phrases.append(words(f"{words.tiers(tiers)}{zh}", f"{words.tiers(tiers)}: {en}"))
    bounds = []
    if goal.at_least is not None:
        bounds.append(words(f"不低于{_bound(words, goal, goal.at_least)}", f"at least {_bound(words, goal, goal.at_least)}"))
    if goal.at_most is not None:
        bounds.append(words(f"不高于{_bound(words, goal, goal.at_most)}", f"at most {_bound(words, goal, goal.at_most)}"))
    text = words.all(phrases) + words("", " ") + words("且", " and ").join(bounds)
    return _item(words, words.name(goal.id, goal.title), text + words.note(goal.note))


def _bound(words: Words, goal: Goal, bound: Decimal) -> str:
    return words.money(bound) if goal.spend_per_member else words.share(bound)


def goals(words: Words) -> Section | None:
    """What the scheme is meant to reach."""
    points = tuple(_goal(words, goal) for goal in words.scheme.goals)
    return Section(words("目标（内部）", "Goals (internal)"), points) if points else None


def parameters(words: Words) -> Section | None:
    """The named figures and where they come from."""
    points = tuple(Point(f"${name} = {parameter.value}{words.note(parameter.note)}") for name, parameter in words.scheme.parameters.items())
    return Section(words("参数（内部）", "Parameters (internal)"), points) if points else None
