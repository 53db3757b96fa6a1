"""The quick way to read one member gives what the whole way gives, and steps aside where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from patron.store.telling import statements
from patron.store.telling.held import held
from patron.store.telling.quick import Alone, quick_held, read_member
from patron.store.telling.statements import stated
from patron.store.telling.told import Statement
from sqlalchemy import event
from store_cases import Shop, iso, number_of
from store_schemes import CLUB, HARDER

INTRODUCED = CLUB.replace("when: {purchase: {at_least: 300}}", "when: {purchase: {at_least: 300}, referrer_tier: {at_least: silver}}")


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(store_url, tmp_path)
    yield made
    made.store.close()


def both(shop: Shop, member: str, day: str) -> tuple[Statement | None, Statement | None]:
    with shop.store.desk.database.read() as connection:
        versions = shop.store.desk.versions(connection)
        who = read_member(connection, member)
        assert who is not None
        ways = (
            quick_held(connection, Alone.of(versions), who, number_of(day)),
            held(connection, versions, who.number, number_of(day)),
        )
    quick, whole = (None if one is None else stated(one) for one in ways)
    return quick, whole


def agree(shop: Shop, *members: str, day: str) -> None:
    for member in members:
        quick, whole = both(shop, member, day)
        assert quick is not None
        assert quick == whole


@pytest.mark.parametrize("seed", range(4))
def test_both_ways_agree_on_random_histories(sqlite_url: str, tmp_path: Path, seed: int) -> None:
    shop, choose = Shop(sqlite_url, tmp_path), Random(seed)
    bought: list[str] = []
    shop.enrolls("ann", opening_on="2023-12-31", opening_tier="silver", opening_since="2023-06-30", opening_points=70)
    for step in range(40):
        at = f"{iso(number_of('2024-01-02') + 17 * step)}T{choose.randint(8, 20):02d}:00"
        what = choose.random()
        if what < 0.7 or not bought:
            bought.append(shop.buys("ann", at, choose.choice(["39.90", "120", "310", "555.55"])).id)
        elif what < 0.8:
            shop.returns(bought.pop(choose.randrange(len(bought))), at)
        elif what < 0.9:
            shop.moves("ann", at, "adjust", points=choose.randint(1, 40))
        else:
            shop.moves("ann", at, "grant_tier", value=choose.choice(["guest", "silver", "gold"]), by="the manager")
        agree(shop, "ann", day=at[:10])
    agree(shop, "ann", day="2027-01-01")
    shop.store.close()


def test_openings_redemptions_and_gifts_that_she_makes_are_read(shop: Shop) -> None:
    shop.enrolls("ann", opening_on="2023-12-31", opening_tier="silver", opening_since="2023-06-30", opening_points=500)
    shop.buys("bob", "2024-01-05T10:00", 10)
    shop.moves("ann", "2024-02-05T10:00", "redeem", points=100)
    shop.moves("ann", "2024-02-06T10:00", "give", points=50, to_member="bob")
    agree(shop, "ann", day="2024-03-01")
    quick, whole = both(shop, "bob", "2024-03-01")
    assert quick is None  # what he got is known by her history
    assert whole is not None
    assert shop.store.statement("bob", on=date(2024, 3, 1)).points == 51


def test_who_is_introduced_is_read_with_the_introducer_where_that_counts(sqlite_url: str, tmp_path: Path) -> None:
    shop = Shop(sqlite_url, tmp_path, INTRODUCED)
    shop.enrolls("ann")
    shop.enrolls("bob", referred_by="ann")
    shop.buys("bob", "2024-01-05T10:00", 10)
    agree(shop, "ann", "bob", day="2024-03-01")
    shop.moves("bob", "2024-02-05T10:00", "profile", ref="referred_by", value="ann")
    assert both(shop, "bob", "2024-03-01")[0] is None
    assert {gap.kind for gap in shop.store.statement("bob").rise[0].ways[0]} == {"alone", "tier"}
    shop.store.close()


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_agree_on_a_chain_of_introducers(sqlite_url: str, tmp_path: Path, seed: int) -> None:
    shop, choose = Shop(sqlite_url, tmp_path, INTRODUCED), Random(seed)
    people = ["ann", "bob", "cid", "dot"]
    bought: list[str] = []
    for before, name in zip([None, *people], people, strict=False):
        if choose.random() < 0.3 and before is None:
            shop.enrolls(name, opening_on="2023-12-31", opening_tier="silver", opening_since="2023-06-30", opening_points=70)
        else:
            shop.enrolls(name, **({} if before is None else {"referred_by": before}))
    for step in range(24):
        at = f"{iso(number_of('2024-01-02') + 30 * step + choose.randint(0, 5))}T{choose.randint(8, 20):02d}:00"
        what, name = choose.random(), choose.choice(people)
        if what < 0.75 or not bought:
            bought.append(shop.buys(name, at, choose.choice(["39.90", "310", "555.55", "1200"])).id)
        elif what < 0.85:
            shop.returns(bought.pop(choose.randrange(len(bought))), at)
        else:
            shop.moves(name, at, "grant_tier", value=choose.choice(["guest", "silver", "gold"]), by="the manager")
        agree(shop, *people, day=at[:10])
        agree(shop, *people, day="2024-06-30")
    agree(shop, *people, day="2027-01-01")
    shop.store.close()


def test_a_granted_tier_ends_in_the_statement_even_if_no_day_was_closed(shop: Shop) -> None:
    shop.enrolls("ann")
    shop.moves("ann", "2024-05-04T10:00", "grant_tier", value="gold", by="the manager", until="2024-08-01")
    assert shop.store.statement("ann", on=date(2024, 7, 31)).tier == "gold"
    assert (shop.store.statement("ann", on=date(2024, 8, 1)).tier, shop.state("ann")["tier"]) == ("guest", "gold")
    shop.closes("2024-08-01")
    assert shop.store.statement("ann").tier == shop.state("ann")["tier"] == "guest"
    agree(shop, "ann", day="2024-08-01")


def test_a_merged_record_is_read_with_what_it_took_over(shop: Shop) -> None:
    shop.buys("ann", "2024-01-05T10:00", 600)
    shop.buys("ann-2", "2024-01-06T10:00", 500)
    shop.store.merge("ann-2", "ann", by="the manager")
    assert both(shop, "ann", "2024-03-01")[0] is None
    assert {shop.store.statement(name).tier for name in ("ann", "ann-2")} == {"gold"}


def test_versions_are_read_as_they_follow(shop: Shop) -> None:
    shop.buys("ann", "2024-01-05T10:00", 1100)
    shop.store.apply(shop.file(HARDER, "harder.yaml"), effective_from=date(2024, 6, 1), by="the board")
    agree(shop, "ann", day="2024-05-31")
    agree(shop, "ann", day="2024-06-01")
    shop.buys("ann", "2024-07-05T10:00", 100)
    agree(shop, "ann", day="2025-01-05")
    one = shop.store.statement("ann", on=date(2024, 7, 5))
    assert (one.version, [rule.rule for rule in one.keep]) == (2, ["keep-gold-800"])


def asked_of(shop: Shop) -> list[str]:
    """The statements that the database gets from now on, but for those that begin and end a transaction."""
    asked: list[str] = []

    def told(text: str) -> None:
        if text.split(maxsplit=1)[0] not in {"BEGIN", "ROLLBACK"}:
            asked.append(text)

    database = shop.store.desk.database
    if database.dialect == "sqlite":
        event.listen(database.plain, "checkout", lambda driver, *_: driver.set_trace_callback(told))
    else:
        event.listen(database.plain, "before_cursor_execute", lambda *cells: told(cells[2]))
    return asked


def test_a_statement_asks_few_queries(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.buys("ann", "2024-01-05T10:00", 600)
    shop.store.statement("ann")
    asked = asked_of(shop)
    monkeypatch.setattr(statements, "held", None)
    shop.store.statement("ann")
    assert 0 < len(asked) <= 9


def test_no_events_of_introducers_are_read_where_their_tiers_are_stored(store_url: str, tmp_path: Path) -> None:
    shop = Shop(store_url, tmp_path, INTRODUCED)
    shop.enrolls("ann")
    shop.enrolls("bob", referred_by="ann")
    shop.enrolls("cid", referred_by="bob")
    for day, (name, amount) in enumerate([("ann", 1200), ("bob", 555), ("bob", 20), ("cid", 555), ("cid", 310)]):
        shop.buys(name, f"2024-01-{10 + day}T10:00", amount)
    asked = asked_of(shop)
    agree(shop, "cid", day="2024-03-01")
    asked.clear()
    shop.store.statement("cid")
    assert len([one for one in asked if "purchase_lines" in one]) == 1
    shop.buys("bob", "2024-03-04T09:00", 5000)  # his tier changes on a day of hers: which was first is known by his events
    shop.buys("cid", "2024-03-04T10:00", 400)
    asked.clear()
    agree(shop, "cid", day="2024-03-04")
    agree(shop, "cid", day="2024-03-03")
    assert shop.state("cid")["tier"] == shop.store.statement("cid").tier
    agree(shop, "ann", "bob", "cid", day="2027-01-01")  # reviews that nobody ran
    shop.closes("2025-06-01")
    agree(shop, "ann", "bob", "cid", day="2025-06-01")
    shop.store.close()
