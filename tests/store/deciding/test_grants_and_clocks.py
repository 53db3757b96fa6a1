"""Tiers that are granted until a day, what a dry run leaves behind, and tills whose clocks are wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from patron.store.refused import RefusedError
from patron.store.tables import metadata
from sqlalchemy import func, select
from store_cases import Shop

GRANT = {"value": "gold", "by": "the manager", "until": "2024-08-01", "id": "g1"}


@pytest.fixture
def shop(tmp_path: Path, store_url: str) -> Shop:
    made = Shop(store_url, tmp_path)
    made.enrolls("ann", "bea")
    return made


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in refused.value.refusals]


def grant(shop: Shop) -> None:
    shop.moves("ann", "2024-05-04T10:00", "grant_tier", **GRANT)


def test_a_granted_tier_ends_on_its_day_when_the_day_is_closed(shop: Shop) -> None:
    shop.buys("ann", "2024-03-01T10:00", 300)
    grant(shop)
    shop.closes("2024-07-31")
    assert shop.state("ann")["tier"] == "gold"
    shop.closes("2024-08-01")
    shop.closes("2024-08-01")
    assert shop.changes("ann")[-2:] == [("2024-05-04", "gold", "grant"), ("2024-08-01", "silver", "grant")]
    shop.agrees("2024-08-01")
    assert shop.store.rebuild().clean


def test_a_granted_tier_ends_before_the_next_purchase_where_no_day_was_closed(shop: Shop) -> None:
    grant(shop)
    made = shop.buys("ann", "2024-08-01T09:00", 100)
    assert (made.tier_before, made.tier) == ("gold", "guest")
    assert [(one.on, one.before, one.after) for one in made.changes] == [("2024-08-01", "gold", "guest")]
    assert [(one.rule, one.points) for one in made.moved] == [("per-ten", 10)]


def test_a_grant_that_something_else_came_after_does_not_end_it(shop: Shop) -> None:
    grant(shop)
    shop.moves("ann", "2024-06-01T10:00", "grant_tier", value="silver", by="the manager")
    shop.closes("2024-08-02")
    assert shop.changes("ann")[-1] == ("2024-06-01", "silver", "grant")


def test_a_late_purchase_before_the_end_of_a_grant_keeps_it(shop: Shop) -> None:
    """What was bought in time, and told too late, earns the tier that the grant gave; its end takes nothing."""
    grant(shop)
    shop.closes("2024-08-02")
    assert shop.state("ann")["tier"] == "guest"
    made = shop.buys("ann", "2024-03-01T10:00", 1200)
    assert made.late
    shop.closes("2024-08-03")
    assert shop.store.rebuild().clean


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"until": "2024-05-04"}, ("not-valid", "until")),
        ({"until": "2024-01-01"}, ("not-valid", "until")),
        ({"by": None}, ("missing-value", "by")),
    ],
)
def test_grants_that_end_too_early_or_that_nobody_approved(shop: Shop, cells: dict[str, str | None], code: tuple[str, str]) -> None:
    with pytest.raises(RefusedError) as refused:
        shop.moves("ann", "2024-05-04T10:00", "grant_tier", **{**GRANT, **cells})
    assert codes(refused) == [code]


def test_only_a_granted_tier_ends_on_a_day(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        shop.moves("ann", "2024-05-04T10:00", "adjust", points=5, until="2024-08-01")
    assert codes(refused) == [("key-without-effect", "until")]


def rows_of(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored."""
    with shop.store.desk.database.read() as connection:
        return {name: sorted(map(repr, connection.execute(select(table)))) for name, table in metadata.tables.items()}  # type: ignore[misc]


def test_a_dry_run_writes_nothing_and_says_what_would_be(shop: Shop) -> None:
    shop.buys("ann", "2024-03-01T10:00", 900, "P1")
    shop.moves("ann", "2024-03-02T10:00", "adjust", points=50, by="desk")
    shop.at("2024-03-03T10:00")
    before = rows_of(shop)
    store, at = shop.store, shop.local("2024-03-03T10:00")
    asked = [
        lambda dry: store.purchase({"member": "ann", "id": "P2", "at": at, "lines": [{"amount": "200"}]}, key="k1", dry_run=dry),
        lambda dry: store.purchase(
            {"member": "ann", "id": "P0", "at": shop.local("2024-02-01T10:00"), "lines": [{"amount": "50"}]}, dry_run=dry
        ),
        lambda dry: store.return_goods({"purchase": "P1", "id": "R1", "at": at, "rows": [{"amount": "100"}]}, dry_run=dry),
        lambda dry: store.move({"kind": "redeem", "member": "ann", "id": "M1", "at": at, "points": 20}, dry_run=dry),
        lambda dry: store.move({"kind": "give", "member": "ann", "to_member": "bea", "id": "M2", "at": at, "points": 20}, dry_run=dry),
        lambda dry: store.enroll({"member": "eve", "opening_on": "2024-01-01", "opening_points": 30}, dry_run=dry),
    ]
    for ask in asked:
        ask(True)
        assert rows_of(shop) == before
    for ask in asked:
        tried, done = ask(True), ask(False)
        assert tried.dry_run
        assert replace(tried, dry_run=False, id=done.id) == done  # made-up ids may leave out numbers
    assert store.rebuild().clean


def test_what_is_more_than_a_day_ahead_of_the_clock_is_refused(shop: Shop) -> None:
    shop.at("2024-03-01T10:00")
    now = shop.clock()
    with pytest.raises(RefusedError) as refused:
        shop.store.purchase({"member": "ann", "at": now + timedelta(days=1, seconds=1), "lines": [{"amount": "10"}]})
    assert codes(refused) == [("in-the-future", "at")]
    assert shop.store.purchase({"member": "ann", "at": now + timedelta(days=1), "lines": [{"amount": "10"}]}).points == 1


def test_tills_whose_clocks_differ_come_to_one_end(tmp_path: Path) -> None:
    """One till is two minutes ahead: what the other tells then is late, and the end is that of the order by time."""
    ends = []
    for name, ahead in (("right", 0), ("ahead", 120)):
        folder = tmp_path / name
        folder.mkdir()
        shop = Shop(f"sqlite:///{folder / 'patron.db'}", folder)
        shop.enrolls("ann")
        shop.at("2024-03-01T10:00")
        for number in range(6):
            skew = timedelta(seconds=ahead if number % 2 else 0)
            made = shop.store.purchase({"member": "ann", "at": shop.now + skew, "lines": [{"amount": "180"}], "id": f"P{number}"})
            assert made.late == bool(ahead and number and number % 2 == 0)
            shop.now += timedelta(seconds=30)
        shop.closes("2024-03-02")
        assert shop.store.rebuild().clean
        state = shop.state("ann")
        ends.append((state["tier"], state["points"], shop.changes("ann")))
    assert ends[0][0] == ends[1][0] == "gold"
    assert [change[1] for change in ends[0][2]] == [change[1] for change in ends[1][2]]


def test_a_clock_that_went_back_makes_late_events_of_what_is_told_now(shop: Shop) -> None:
    shop.buys("ann", "2024-03-01T10:00", 290)
    shop.now = datetime(2024, 2, 20, 4, tzinfo=UTC)
    made = shop.store.purchase({"member": "ann", "lines": [{"amount": "10"}]})
    assert made.late
    assert made.points == 30
    assert shop.store.rebuild().clean


def test_an_event_of_nobody_is_taken_and_decides_nothing(shop: Shop) -> None:
    made = shop.store.purchase({"lines": [{"amount": "1000"}], "id": "W1"})
    assert (made.member, made.tier, made.points, made.changes, made.moved) == ("", "", 0, (), ())
    with shop.store.desk.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(metadata.tables["postings"])).scalar_one() == 0
