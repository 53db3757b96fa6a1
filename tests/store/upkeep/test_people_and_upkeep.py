"""Merging, erasing and openings leave a store that follows from its events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from store_cases import Shop
from store_schemes import HARDER


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(sqlite_url, tmp_path)
    made.buys("ann", "2024-05-04T10:00", 600)
    made.buys("bob", "2024-05-05T10:00", 500)
    made.enrolls("eve", opening_on="2024-04-30", opening_tier="gold", opening_since="2023-09-01", opening_points=90)
    yield made
    made.store.close()


def sound(shop: Shop) -> None:
    report, verified = shop.store.rebuild(), shop.store.verify()
    assert report.deviations == ()
    assert verified.faults == ()


def test_openings_are_no_deviation(shop: Shop) -> None:
    sound(shop)
    shop.closes("2024-09-01")
    sound(shop)


def test_merged_records_are_read_as_the_one_that_is_left(shop: Shop) -> None:
    shop.store.merge("bob", "ann", by="the manager")
    sound(shop)
    shop.store.merge("eve", "ann", by="the manager")
    sound(shop)
    shop.closes("2025-06-10")
    sound(shop)


def test_an_erased_person_leaves_a_sound_store(shop: Shop) -> None:
    shop.store.erase("ann", by="the manager")
    sound(shop)
    shop.closes("2025-06-10")
    sound(shop)


def test_members_who_join_under_a_later_version_are_sound(shop: Shop) -> None:
    renamed = HARDER.replace("id: guest", "id: member").replace("for: guest", "for: member")
    shop.store.apply(shop.file(renamed, "renamed.yaml"), effective_from=date(2024, 6, 1), by="the board")
    shop.closes("2024-06-01")
    shop.buys("new", "2024-06-02T10:00", 5)
    shop.enrolls("newer")
    sound(shop)
    assert shop.state("new")["tier"] == "member"
