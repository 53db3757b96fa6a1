"""Explanations: why a member had her tier at a moment, as known then and as known now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from patron.store.refused import RefusedError
from patron.store.telling.told import Explanation
from store_cases import Shop
from store_schemes import HARDER


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(store_url, tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(sqlite_url, tmp_path)
    yield made
    made.store.close()


def gold_by_a_purchase_told_late(shop: Shop) -> None:
    shop.buys("ann", "2024-04-01T10:00", 600, "first")
    shop.at("2024-05-20T09:00")
    shop.buys("ann", "2024-05-01T10:00", 500, "late")


def test_a_late_event_shows_the_difference_between_then_and_now(shop: Shop) -> None:
    gold_by_a_purchase_told_late(shop)
    told = shop.store.explain("ann", at=date(2024, 5, 3), lang="en")
    assert told.then is not None
    assert (told.then.tier, told.then.points, told.now.tier, told.now.points) == ("silver", 60, "gold", 110)
    assert [(one.kind, one.id) for one in told.late] == [("purchase", "late")]
    assert told.now.changes[-1].on == "2024-05-01"
    assert told.now.changes[-1].recorded_at is not None
    assert told.now.changes[-1].recorded_at.startswith("2024-05-20")
    text = "\n".join(told.lines)
    assert "As known then:" in text
    assert "purchase late of 2024-05-01 10:00, recorded 2024-05-20 09:00" in text


def test_why_was_she_gold_on_3_may_names_the_rule_with_its_figures(shop: Shop) -> None:
    gold_by_a_purchase_told_late(shop)
    told = shop.store.explain("ann", at=date(2024, 5, 3), lang="zh")
    (one,) = told.now.decided_by
    assert (one.rule, one.tier, one.occasion, one.on, one.purchase, one.holds) == (
        "year-1000",
        "gold",
        "qualification",
        "2024-05-01",
        "late",
        True,
    )
    assert one.facts == ("累计消费（2023-05-02 至 2024-05-01）：1,100.00（须至少 1,000.00）",)
    assert "按现在所知：" in told.lines


def test_a_return_told_late_takes_back_what_was_known(shop: Shop) -> None:
    shop.buys("ann", "2024-04-01T10:00", 1200, "first")
    shop.at("2024-05-20T09:00")
    shop.returns("first", "2024-05-01T10:00")
    told = shop.store.explain("ann", at=date(2024, 5, 3))
    assert told.then is not None
    assert (told.then.tier, told.now.tier, told.now.reason) == ("gold", "guest", "return")
    assert [(one.on, one.after) for one in told.then.changes] == [("2024-04-01", "gold")]


def test_changes_that_were_overturned_are_told(shop: Shop) -> None:
    shop.buys("ann", "2024-05-01T10:00", 1000, "second")
    shop.at("2024-05-20T09:00")
    shop.buys("ann", "2024-04-01T10:00", 400, "earlier")
    told = shop.store.explain("ann", at=date(2024, 5, 3))
    assert [(one.before, one.after) for one in told.undone] == [("guest", "gold")]
    assert [(one.before, one.after) for one in told.now.changes] == [("guest", "silver"), ("silver", "gold")]


def test_without_a_moment_it_is_now_and_both_are_one(small: Shop) -> None:
    gold_by_a_purchase_told_late(small)
    told = small.store.explain("ann", lang="en")
    assert (told.then, told.late, told.undone) == (told.now, (), ())
    assert "As known then, and as known now:" in told.lines


def test_before_anything_was_recorded_nothing_was_known(small: Shop) -> None:
    small.at("2024-06-01T09:00")
    small.buys("ann", "2024-04-01T10:00", 1200)
    told = small.store.explain("ann", at=date(2024, 5, 3), lang="en")
    assert (told.then, told.now.tier) == (None, "gold")
    assert "Nothing was recorded of her then." in told.lines


def test_a_moment_of_a_day_is_before_what_came_after_it(small: Shop) -> None:
    small.buys("ann", "2024-04-01T10:00", 400)
    small.buys("ann", "2024-04-01T12:00", 800)
    tiers = [small.store.explain("ann", at=datetime(2024, 4, 1, hour)).now.tier for hour in (9, 11, 13)]
    assert tiers == ["guest", "silver", "gold"]


def test_a_review_is_explained_by_the_rules_that_did_not_hold(small: Shop) -> None:
    small.buys("ann", "2024-04-01T10:00", 1200)
    small.closes("2025-06-01")
    told = small.store.explain("ann", lang="en")
    assert (told.now.tier, told.now.reason) == ("silver", "lapse")
    review = [one for one in told.now.judged if one.occasion == "review"]
    assert [(one.rule, one.on, one.holds) for one in review] == [("keep-gold", "2025-04-01", False)]


def test_a_review_of_a_day_that_was_not_closed_has_happened_all_the_same(small: Shop) -> None:
    small.buys("ann", "2024-04-01T10:00", 1200)
    small.at("2025-06-01T09:00")
    told = small.store.explain("ann")
    assert (told.now.tier, small.state("ann")["tier"]) == ("silver", "gold")
    assert told.now.changes[-1].version is None  # not written yet


def test_a_grant_tells_who_approved_it_and_until_when(small: Shop) -> None:
    small.enrolls("ann")
    small.moves("ann", "2024-05-04T10:00", "grant_tier", value="gold", by="the manager", until="2024-08-01", id="g1")
    granted = small.store.explain("ann").now.granted
    assert granted is not None
    assert (granted.id, granted.by, granted.until) == ("g1", "the manager", "2024-08-01")


def test_past_decisions_keep_the_version_that_they_were_made_by(small: Shop) -> None:
    small.buys("ann", "2024-04-01T10:00", 1200)
    small.store.apply(small.file(HARDER, "harder.yaml"), effective_from=date(2024, 6, 1), by="the board")
    small.closes("2024-06-02")
    small.buys("bob", "2024-06-03T10:00", 1200)
    small.buys("bob", "2024-06-04T10:00", 1200)
    ann, bob = (small.store.explain(name, lang="en") for name in ("ann", "bob"))
    assert (ann.version, [(one.reason, one.version) for one in ann.now.changes]) == (2, [("year-1000", 1)])
    assert [(one.reason, one.version) for one in bob.now.changes] == [("year-2000", 2)]
    assert small.store.explain("ann", at=date(2024, 5, 3)).version == 1


def test_a_scheme_applied_afterwards_was_not_known_then(small: Shop) -> None:
    small.buys("ann", "2024-04-01T10:00", 400)
    small.at("2024-06-01T12:00")
    small.store.apply(small.file(HARDER, "harder.yaml"), effective_from=date(2024, 6, 1), by="the board")
    told = small.store.explain("ann", at=datetime(2024, 6, 1, 11))
    assert told.then is not None
    assert (told.then.tier, told.now.tier) == ("silver", "guest")


def test_it_is_json(small: Shop) -> None:
    gold_by_a_purchase_told_late(small)
    told: Explanation = small.store.explain("ann", at=date(2024, 5, 3))
    assert json.loads(json.dumps(told.as_json(), ensure_ascii=False))["now"]["decided_by"][0]["rule"] == "year-1000"


def test_whoever_is_not_known_and_other_languages_are_refused(small: Shop) -> None:
    small.enrolls("ann")
    for words in ({"member": "eve"}, {"member": "ann", "lang": "fr"}):
        with pytest.raises(RefusedError):
            small.store.explain(**words)
