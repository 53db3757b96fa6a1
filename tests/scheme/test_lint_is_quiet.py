"""Schemes that look odd and are meant: the lint says nothing, and each has a neighbour of which it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import VALID, codes, load

GOLD = "  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months%s}\nqualification:\n%s"
KEEP_GOLD = "  - {id: keep-gold, keeps: gold, when: {spend: {within: 12 months, at_least: 5000}}}\n"


def _with_gold(rules: str, options: str = "") -> str:
    return VALID.replace("qualification:\n", GOLD % (options, rules)) + KEEP_GOLD


EVERYONE = "  - {id: to-gold, grants: gold, when: {spend: {within: 2 years, at_least: 2500}}}\n"
HARD = "  - {id: to-gold, grants: gold, when: {spend: {within: 12 months, at_least: 9000}}}\n"
CASES = {
    "the same figure over a shorter time keeps": (
        VALID.replace("{within: 12 months, at_least: 3000}", "{at_least: 2000}"),
        VALID.replace("{within: 12 months, at_least: 3000}", "{at_least: 1999.99}"),
        "harder-to-keep",
    ),
    "one purchase admits, the largest keeps": (
        VALID.replace("spend: {within: 12 months, at_least: 3000}", "purchase: {at_least: 3000}").replace(
            "spend: {within: 12 months, at_least: 2000}", "largest_purchase: {within: 12 months, at_least: 3000}"
        ),
        VALID.replace("spend: {within: 12 months, at_least: 3000}", "purchase: {at_least: 3000}").replace(
            "spend: {within: 12 months, at_least: 2000}", "largest_purchase: {within: 12 months, at_least: 3001}"
        ),
        "harder-to-keep",
    ),
    "another way to keep is easier": (
        VALID.replace("at_least: 2000", "at_least: 4000")
        + "  - {id: visits, keeps: silver, when: {visit_days: {within: 12 months, at_least: 2}}}\n",
        VALID.replace("at_least: 2000", "at_least: 4000"),
        "harder-to-keep",
    ),
    "a lower tier's rule decides where a fall is to what is requalified for": (
        _with_gold(EVERYONE, ", lapse_to: requalified").replace("at_least: 5000", "at_least: 2500"),
        _with_gold(EVERYONE).replace("at_least: 5000", "at_least: 2500"),
        "implied-rule",
    ),
    "a later rule of a lower tier asks for less": (
        _with_gold(HARD),
        _with_gold(HARD + "  - {id: again, grants: gold, when: {spend: {within: 12 months, at_least: 9001}}}\n"),
        "implied-rule",
    ),
    "in grace there is a purchase": (
        VALID.replace("term: 12 months", "term: 12 months, grace: 30 days")
        + "  - {id: one, keeps: silver, when: {purchase: {at_least: 100}}}\n",
        VALID + "  - {id: one, keeps: silver, when: {purchase: {at_least: 100}}}\n",
        "rule-never-holds",
    ),
    "qualifying again renews": (
        VALID[: VALID.index("maintenance:")].replace("term: 12 months", "term: 12 months, renews_on: qualification"),
        VALID[: VALID.index("maintenance:")],
        "never-kept",
    ),
    "a tier is come to by a fall": (
        _with_gold(HARD).replace("grants: silver", "grants: gold"),
        _with_gold(HARD, ", lapse_to: guest").replace("grants: silver", "grants: gold"),
        "never-reached",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_meant_is_left_alone(case: str, tmp_path: Path) -> None:
    quiet, _, code = CASES[case]
    loaded = load(tmp_path, quiet)
    assert loaded.scheme is not None
    assert code not in codes(loaded)


@pytest.mark.parametrize("case", CASES)
def test_its_neighbour_is_warned_of(case: str, tmp_path: Path) -> None:
    _, warned, code = CASES[case]
    loaded = load(tmp_path, warned)
    assert loaded.scheme is not None
    assert code in codes(loaded)
