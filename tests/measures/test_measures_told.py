"""Measures of an industry in the charter and in explanations."""

from __future__ import annotations

from histories import buy, day
from inn import HOUSE, made, plan, stated
from patron.engine.plan import Addition, Stream, Test
from patron.engine.reference.conditions import Verdict
from patron.engine.reference.trace import trace
from patron.explain.measured import goods_of, is_units, units
from patron.explain.phrases import Phrases
from patron.plugins import KNOWN_INDUSTRIES, KNOWN_MEASURES, industries, industry_of_measure
from patron.scheme.describe import charter
from patron.scheme.describe.words import Words

WHEN = {
    "nights": {"within": "12 months", "at_least": "4.5", "goods": {"channel_not": "ota"}},
    "longest_stay": {"at_least": 2},
    "pieces": {"at_least": 1},
    "purchase": {"at_least": 1, "goods": {"category": "room", "sold_from": "0.5"}},
}


def test_the_charter_says_measures_in_both_languages() -> None:
    english, chinese = (charter(stated(WHEN), HOUSE, lang=lang).render() for lang in ("en", "zh"))
    assert "at least 4.5 room nights within the last 12 months (not through ota)" in english
    assert "a longest stay of at least 2 since the first purchase" in english
    assert "at least 1 pieces on the receipt" in english
    assert "最近12个月内间夜满4.5（ota渠道除外）" in chinese
    assert "一次消费满1元（限room，限不低于标价50%售出的）" in chinese


def test_an_explanation_shows_units_and_goods() -> None:
    rules = plan(WHEN)
    sales = made([buy("1", "ann", "2025-01-10", 100, category="room", nights=20, list_amount=150)])
    found = trace(rules, sales, day("2025-02-01"), "ann")
    assert found is not None
    parts: dict[str, Verdict] = {}
    for part in found.qualifying[0].finding.parts:
        assert isinstance(part.condition, Test)
        parts[part.condition.name or part.condition.measure] = part
    say = Phrases(Words("en", stated(WHEN), HOUSE), rules)
    text = say.test(parts["nights"])
    assert text == "room nights (not through ota) 2024-02-02 to 2025-02-01: 2 (at least 4.5), 2.5 more needed"
    assert say.test(parts["pieces"]) == "pieces on the receipt: 1 (at least 1)"
    nights = parts["nights"].condition
    assert isinstance(nights, Test)
    assert is_units(rules, nights)
    assert units(rules, nights, 25) == "2.5"
    asked = goods_of(rules, nights)
    assert asked is not None
    assert asked.channel_not == ["ota"]


def test_a_stream_is_made_once_and_the_first_is_plain() -> None:
    rules = plan({"nights": {"at_least": 1}, "any_of": [{"nights": {"at_most": 9}}, {"longest_stay": {"at_least": 3}}]})
    assert rules.streams[0] == Stream()
    assert rules.streams[1:] == (Stream(None, Addition.UNITS, "nights", 1, ("room",)),)


def test_measures_of_industries_that_are_not_installed_are_known_by_name() -> None:
    installed = {measure.id: one.id for one in industries().values() if one.id in KNOWN_INDUSTRIES for measure in one.measures}
    assert {name: KNOWN_MEASURES.get(name) for name in installed} == installed
    assert industry_of_measure("nights") == "hotel"
    assert not industry_of_measure("spend")
