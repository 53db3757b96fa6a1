"""A statement: figures as `evaluate` has them, lots in the order in which they die, and what is missing in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from histories import buy, day, history, member
from patron.engine.run import evaluate
from patron.store.schemes import Versions
from patron.store.telling.held import held_in
from patron.store.telling.statements import stated
from patron.store.telling.told import Statement
from store_schemes import club

VERSION = club()
SALES = [buy("p1", "ann", "2024-05-04", 1000), buy("p2", "ann", "2024-11-10", 375), buy("p3", "bob", "2025-01-02", 120)]


def told(on: str, who: str = "ann", **events: Any) -> Statement:
    found = held_in(Versions((VERSION,)), history(**{"purchases": SALES, **events}), who, day(on))
    assert found is not None
    return stated(found)


def test_its_figures_are_those_of_evaluate() -> None:
    for on in ("2024-05-04", "2025-02-01", "2025-05-04", "2025-06-03", "2025-11-10"):
        row = evaluate(VERSION.plan, history(SALES), day(on)).members.filter(member_id="ann").to_dicts()[0]
        one = told(on)
        assert (one.tier, one.points, one.points_pending, one.reason) == (row["tier"], row["points"], row["points_pending"], row["reason"])
        assert [day(text) if text else None for text in (one.since, one.review_on)] == [row["since"], row["review_on"]]
        assert one.spend_12m == f"{row['spend_12m'] / 100:.2f}"
        assert sum(lot.points for lot in one.lots) == one.points


def test_what_keeps_the_tier_is_said_with_its_last_day() -> None:
    (keep,) = told("2025-02-01").keep
    assert keep.en == "CNY 125 more by 3 May 2025"
    assert keep.zh == "2025年5月3日前再消费125元"
    ((gap,),) = keep.ways
    assert (gap.kind, gap.measure, gap.have, gap.more, gap.by) == ("more", "spend", "375.00", "125.00", "2025-05-03")


def test_what_is_missing_to_higher_tiers_is_said() -> None:
    one = told("2025-02-01", "bob")
    assert [(rise.rule, rise.tier, rise.en, rise.zh) for rise in one.rise] == [
        ("any-300", "silver", "one purchase of CNY 300", "单笔消费满300元"),
        ("year-1000", "gold", "CNY 880 more by 1 January 2026", "2026年1月1日前再消费880元"),
    ]
    assert one.keep == ()
    assert one.titles == {
        "guest": {"zh": "顾客", "en": "Guest"},
        "silver": {"zh": "银卡", "en": "Silver"},
        "gold": {"zh": "金卡", "en": "Gold"},
    }


def test_in_grace_the_end_of_grace_is_the_last_moment() -> None:
    one = told("2025-05-10")
    assert (one.tier, one.in_grace_until, one.review_on) == ("gold", "2025-06-03", "2025-06-03")
    assert one.keep[0].en == "CNY 125 more by 2 June 2025"


def test_lots_are_in_the_order_in_which_they_die() -> None:
    one = told("2025-02-01")
    assert [(lot.points, lot.earned, lot.good_until) for lot in one.lots] == [
        (100, "2024-05-04", "2025-05-03"),
        (75, "2024-11-10", "2025-11-09"),
    ]
    assert one.worth == "8.00"


def test_a_member_without_events_has_a_statement() -> None:
    one = told("2025-02-01", "eve", members=[member("eve")])
    assert (one.tier, one.since, one.review_on, one.points, one.lots) == ("guest", None, None, 0, ())


def test_nobody_has_none() -> None:
    assert held_in(Versions((VERSION,)), history(SALES), "eve", day("2025-02-01")) is None
    assert held_in(Versions((VERSION,)), history(SALES), "bob", day("2024-12-31")) is None


@pytest.mark.parametrize("on", ["2024-05-04", "2025-05-10"])
def test_it_is_json(on: str) -> None:
    one = told(on)
    assert json.loads(json.dumps(one.as_json()))["keep"][0]["ways"][0][0]["by"] == one.keep[0].ways[0][0].by
