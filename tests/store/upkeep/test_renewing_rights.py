"""Vouchers and entitlements come with their days, and statements tell them whether or not the day was closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from patron.store.tables import EntitlementRow
from sqlalchemy import select
from store_cases import Shop
from store_schemes import CLUB

PARKING = CLUB + "benefits:\n  - {id: parking, for: gold, each_year: 20, unit_cost: 20}\n"
VOUCHERS = CLUB.replace(
    "  redemption: {points: 20, worth: 1}\n",
    "  vouchers: {id: yearly, each_year_on: 01-05, points: 10, worth: 1, denominations: [5, 1], valid_for: 6 months}\n",
)


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(store_url, tmp_path, PARKING)
    made.buys("ann", "2024-05-04T10:00", 1500)
    made.buys("bob", "2024-05-04T10:00", 50)
    yield made
    made.store.close()


def rows(shop: Shop) -> list[Any]:
    table: Any = EntitlementRow.__table__  # type: ignore[attr-defined]
    with shop.store.desk.database.read() as connection:
        return [row._mapping for row in connection.execute(select(table).order_by(table.c.number))]


def told(shop: Shop, on: str) -> list[tuple[str, int]]:
    return [(one["good_until"], one["left"]) for one in shop.store.statement("ann", on=date.fromisoformat(on)).entitlements]


def test_a_year_of_a_benefit_is_issued_and_the_next_one_when_it_begins(shop: Shop) -> None:
    first = shop.closes("2024-05-05")
    assert first.rights_refreshed == 1  # ann; bob's tier gets none
    assert [(row["benefit"], row["granted"], row["left"]) for row in rows(shop)] == [("parking", 20, 20)]
    assert shop.closes("2024-05-05").rights_refreshed == 0
    shop.moves("ann", "2024-06-01T10:00", "use_benefit", ref="parking", value="3")
    shop.buys("ann", "2025-04-01T10:00", 700)
    shop.closes("2025-05-04")
    assert [(row["granted"], row["used"], row["left"]) for row in rows(shop)] == [(20, 3, 0), (20, 0, 20)]


def test_a_statement_tells_rights_whether_or_not_the_day_was_closed(shop: Shop) -> None:
    assert told(shop, "2024-05-05") == [("2025-05-03", 20)]
    shop.closes("2024-05-05")
    assert told(shop, "2024-05-05") == [("2025-05-03", 20)]
    shop.moves("ann", "2024-06-01T10:00", "use_benefit", ref="parking", value="3")
    assert told(shop, "2024-06-01") == [("2025-05-03", 17)]


def test_rights_that_ended_since_the_day_that_is_closed_are_no_deviation(store_url: str, tmp_path: Path) -> None:
    made = Shop(store_url, tmp_path, CLUB + "benefits:\n  - {id: welcome, for: gold, on_gain: 1, valid_for: 1 month, unit_cost: 20}\n")
    made.buys("ann", "2024-05-04T10:00", 1500)
    made.at("2024-06-04T12:00")
    made.buys("ann", "2024-06-04T10:00", 50)  # the day on which the welcome is good no more
    made.store.close_day(date(2024, 6, 3))  # closed late
    assert made.store.rebuild().clean
    made.store.close()


def test_a_use_after_the_day_was_closed_is_no_deviation(shop: Shop) -> None:
    shop.closes("2024-05-05")
    shop.at("2024-05-21T03:00")
    shop.moves("ann", "2024-05-21T10:00", "use_benefit", ref="parking", value="3")
    assert shop.store.rebuild().clean
    shop.store.close_day(date(2024, 5, 20))  # the day before: what was used since stays used
    assert shop.store.rebuild().clean
    assert [row["left"] for row in rows(shop)] == [17]
    assert told(shop, "2024-05-05") == [("2025-05-03", 20)]
    assert told(shop, "2024-05-21") == [("2025-05-03", 17)]


def test_points_become_vouchers_on_their_day(sqlite_url: str, tmp_path: Path) -> None:
    shop = Shop(sqlite_url, tmp_path, VOUCHERS)
    shop.buys("ann", "2024-05-04T10:00", 777)
    assert shop.closes("2025-01-04").vouchers_issued == 0
    report = shop.closes("2025-01-05")
    assert (report.vouchers_issued, report.points_to_vouchers, report.rights_refreshed) == (1, 70, 1)
    (one,) = shop.store.statement("ann").vouchers
    assert (one["rule"], one["left"], one["good_until"]) == ("yearly", "7.00", "2025-07-04")
    again = shop.closes("2025-01-05")
    assert (again.vouchers_issued, again.points_to_vouchers, again.rights_refreshed) == (0, 0, 0)
    shop.closes("2025-07-05")
    assert shop.store.statement("ann").vouchers == ()
    assert shop.store.rebuild().clean
    assert shop.store.verify().ok
    shop.store.close()


def test_rights_that_were_changed_are_told_and_put_right(shop: Shop) -> None:
    shop.closes("2024-05-05")
    assert shop.store.rebuild().clean
    shop.edits('UPDATE entitlements SET "left" = 25')
    report = shop.store.rebuild()
    assert [(one.member, one.column) for one in report.deviations] == [("ann", "entitlements")] * 2
    shop.store.rebuild(write=True)
    assert shop.store.rebuild().clean
    assert [row["left"] for row in rows(shop)] == [20]
