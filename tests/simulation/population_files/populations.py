"""A population file that is sound, and random populations."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from patron.simulation.population.model import (
    Arrival,
    BgNbd,
    CardBuyers,
    GammaGamma,
    Goods,
    GroupOrders,
    LineCell,
    ParetoNbd,
    Population,
    Season,
)

SOUND = """\
population: house
industry: jewelry
currency: CNY
customers: 500
timing: {model: bg-nbd, unit: week, r: 0.24, alpha: 4.4, a: 0.79, b: 2.4, source: our own}
amounts: {model: gamma-gamma, p: 6.25, q: 3.74, gamma: 15.44, source: our own}
arrival: {before: 2 years, new_each_year: 130 %, source: our own}
goods:
  source: our own
  items:
    - {category: gold, share: 60 %, price: 0.8, cells: {priced_by: weight, grams: {amount_per: 600}, gold_price: 600}}
    - {category: jade, share: 0.4, list_ratio: 1.1, cells: {quantity: 2}}
season: {months: [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], weekdays: [1, 1, 1, 1, 1, 2, 2], source: our own}
introductions: {share: 10 %, source: our own}
walk_ins: {share: 20 %, source: our own}
stores: {items: {main: 60 %, mall: 40 %}, source: our own}
group_orders: {each_year: 12, median: 350000, sigma: 0.3, category: gold, source: our own}
cards: {source: our own, items: [{kind: card-5000, share_each_year: 1 %, used: 90 %}]}
fitted: {customers: 2357, log_likelihood: -9582.43}
"""

positive = st.floats(1e-9, 1e9, allow_nan=False, allow_infinity=False)
share = st.floats(0, 1, allow_nan=False)
text = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xD7FF, exclude_characters="\x7f", exclude_categories=["Cc"]), min_size=1)
source = text.map(str.strip).filter(bool)
word = st.from_regex(r"[a-z]{1,8}", fullmatch=True)


def divided(names: list[Any], parts: list[int]) -> list[tuple[Any, float]]:
    """Shares that add up to 1."""
    return [(name, part / sum(parts)) for name, part in zip(names, parts, strict=True)]


@st.composite
def shares(draw: st.DrawFn, names: st.SearchStrategy[Any], most: int) -> list[tuple[Any, float]]:
    chosen = draw(st.lists(names, min_size=1, max_size=most, unique=True))
    return divided(chosen, draw(st.lists(st.integers(1, 1000), min_size=len(chosen), max_size=len(chosen))))


cells = st.sampled_from(
    [
        (),
        (LineCell("priced_by", text="weight"), LineCell("grams", amount_per=612.345)),
        (LineCell("priced_by", text="piece"),),
        (LineCell("gold_price", number=1 / 3), LineCell("quantity", number=2.0)),
    ]
)


@st.composite
def populations(draw: st.DrawFn) -> Population:
    """A population of a jewelry house with any of the parts."""
    timing = draw(st.one_of(st.builds(BgNbd, *[positive] * 4), st.builds(ParetoNbd, *[positive] * 4)))
    goods = tuple(
        Goods(category, part, draw(positive), draw(positive), draw(cells))
        for category, part in draw(shares(st.sampled_from(["gold", "silver", "jade", "pearl"]), 4))
    )
    stores = tuple(draw(st.one_of(st.just([]), shares(text, 3))))
    groups = draw(st.one_of(st.just(GroupOrders()), st.builds(GroupOrders, positive, positive, positive, st.sampled_from([None, "gold"]))))
    cards = tuple(
        CardBuyers(kind, draw(share), draw(share), draw(st.floats(0, 10)), draw(share))
        for kind in draw(st.lists(word, max_size=3, unique=True))
    )
    here = {"timing", "amounts", "arrival", "goods", "season", "introductions", "walk_ins"}
    here |= {part for part, is_there in (("stores", stores), ("cards", cards), ("group_orders", groups != GroupOrders())) if is_there}
    return Population(
        id=draw(word),
        currency="CNY",
        timing=timing,
        unit_days=draw(st.one_of(st.sampled_from([1.0, 7.0, 30.4375, 365.25]), positive)),
        amounts=GammaGamma(draw(positive), draw(positive) + 1.5, draw(positive)),
        customers=draw(st.integers(1, 10**9)),
        industry="jewelry",
        arrival=Arrival(draw(st.integers(1, 1200)), draw(share) * 10),
        goods=goods,
        season=Season(tuple(draw(st.lists(positive, min_size=12, max_size=12))), tuple(draw(st.lists(positive, min_size=7, max_size=7)))),
        introduced=draw(share),
        walk_ins=draw(st.floats(0, 0.999)),
        stores=stores,
        groups=groups,
        cards=cards,
        sources={part: draw(source) for part in sorted(here)},
        fitted=draw(st.dictionaries(word, st.one_of(positive, positive.map(lambda one: -one)), max_size=3)),
    )
