"""A history that was stored is read back as it was, whole and by closed sets of members."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from generators import Case, cases
from histories import back, buy, history, member, move
from hypothesis import given, settings
from patron.engine.history import History
from patron.engine.reference import runner
from patron.findings import FindingsError
from patron.store.reading.closure import Links, affected, needed, numbers_of
from patron.store.reading.histories import history_of, movements
from patron.store.tables import MemberRow
from patron.store.tables.events import NAMES_INTRODUCER
from polars.testing import assert_frame_equal
from sqlalchemy import Connection, select, text
from stored_rows import merged, stored


def everyone(connection: Connection) -> list[int]:
    return list(connection.execute(select(MemberRow.number).where(MemberRow.merged_into.is_(None))).scalars())


def same_frames(read: History, told: History) -> None:
    """Alike but for the order of rows, the numbers of rows, and columns that nobody fills in."""
    own = told.lines.filter(pl.col("member_id").is_not_null())
    back = told.returns.filter(pl.col("member_id").is_not_null())
    for ours, theirs in ((read.lines, own), (read.returns, back), (read.movements, told.movements), (read.members, told.members)):
        filled = [name for name in theirs.columns if name in ours.columns or theirs[name].null_count() < theirs.height]
        filled.remove("row")
        assert_frame_equal(ours.select(filled), theirs.select(filled), check_row_order=False)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_everything_is_read_back(case: Case) -> None:
    told = case.history()
    connection = stored(told)
    same_frames(history_of(connection, everyone(connection)), told)


def outcome(case: Case, told: History) -> dict[str, tuple[object, ...]] | None:
    try:
        found = runner.run(case.plan, told, case.as_of)
    except FindingsError:
        return None
    return {row[0]: row for row in found.members.iter_rows()}


@settings(max_examples=40, deadline=None)
@given(cases())
def test_a_closed_set_is_decided_as_in_the_whole(case: Case) -> None:
    told = replace(case.history())
    whole = outcome(replace(case, prices=None), told)
    if whole is None:
        return
    connection = stored(told)
    links = Links.of([case.plan])
    for number, member_id in connection.execute(select(MemberRow.number, MemberRow.member_id)).all():
        closed = needed(connection, {number}, links)
        part = outcome(case, history_of(connection, closed))
        assert part is not None
        assert part.get(member_id) == whole.get(member_id)


def test_merged_records_are_read_as_the_survivor() -> None:
    told = history(
        purchases=[buy("p1", "a", "2025-01-01", 100), buy("p2", "b", "2025-01-02", 50), buy("p3", "c", "2025-01-03", 7)],
        returns=[back("r1", "b", "2025-02-01", 10, of="p2")],
        movements=[
            move("m1", "c", "2025-01-05", "give", points=1, to_member="b"),
            move("m2", "c", "2025-01-06", "profile", ref="referred_by", value="a"),
        ],
        members=[member("a"), member("c", referred_by="b"), member("d")],
    )
    connection = stored(told)
    numbers = numbers_of(connection, ["a", "b", "c", "d"])
    merged(connection, numbers["a"], numbers["b"])
    merged(connection, numbers["b"], numbers["d"])
    assert numbers_of(connection, ["a", "nobody"]) == {"a": numbers["d"]}
    read = history_of(connection, [numbers["d"], numbers["c"]])
    assert sorted(read.lines.select("purchase_id", "member_id").iter_rows()) == [("p1", "d"), ("p2", "d"), ("p3", "c")]
    assert read.returns["member_id"].to_list() == ["d"]
    assert sorted(read.movements.select("movement_id", "to_member", "value").iter_rows()) == [("m1", "d", None), ("m2", None, "d")]
    assert sorted(read.members.select("member_id", "referred_by").iter_rows()) == [("c", "d"), ("d", None)]
    every = Links()
    assert affected(connection, {numbers["d"]}, every) == {numbers["c"], numbers["d"]}
    assert needed(connection, {numbers["c"]}, every) == {numbers["c"], numbers["d"]}


def test_whom_an_event_may_change() -> None:
    told = history(
        purchases=[buy("p1", "a", "2025-01-01", 100)],
        movements=[
            move("m1", "a", "2025-01-05", "give", points=1, to_member="b"),
            move("m2", "b", "2025-01-05", "give", points=1, to_member="c"),
            move("m3", "e", "2025-01-05", "profile", ref="referred_by", value="a"),
        ],
        members=[member("d", referred_by="a")],
    )
    connection = stored(told)
    of = numbers_of(connection, "abcde")

    def named(found: set[int]) -> str:
        return "".join(sorted(member for member, number in of.items() if number in found))

    def sets(member_id: str, links: Links) -> tuple[str, str]:
        found = affected(connection, {of[member_id]}, links)
        return named(found), named(needed(connection, found, links))

    assert sets("a", Links(referrer_tier=False, referral=False)) == ("abc", "abc")
    assert sets("b", Links(referrer_tier=False, referral=False)) == ("bc", "abc")
    assert sets("a", Links(referrer_tier=True, referral=False)) == ("abcde", "abcde")
    assert sets("d", Links(referrer_tier=True, referral=False)) == ("d", "ad")
    assert sets("d", Links(referrer_tier=False, referral=True)) == ("abcd", "abcde")


def test_many_members_are_read_in_parts() -> None:
    told = history(purchases=[buy(f"p{number}", f"m{number:05d}", "2025-01-01", 1) for number in range(12_000)])
    connection = stored(told)
    read = history_of(connection, everyone(connection))
    assert read.lines.height == 12_000
    assert read.lines["member_id"].n_unique() == 12_000


def test_cards_are_read_with_what_others_did_to_them() -> None:
    told = history(
        movements=[
            move("m1", None, "2025-01-01", "card_make", ref="1001", value="gift:10"),
            move("m2", None, "2025-01-02", "card_approve", ref="1001"),
            move("m3", "a", "2025-01-03", "card_sell", ref="1001", amount=500),
            move("m4", "b", "2025-01-04", "card_pay", ref="1001", amount=20),
            move("m5", None, "2025-01-04", "card_pay", ref="1002", amount=20),
        ]
    )
    connection = stored(told)
    (number,) = numbers_of(connection, ["a"]).values()
    assert history_of(connection, [number]).movements["movement_id"].to_list() == ["m3"]
    assert sorted(history_of(connection, [number], cards=True).movements["movement_id"]) == ["m1", "m2", "m3", "m4"]


def test_reading_follows_indexes() -> None:
    connection = stored(history(purchases=[buy("p1", "a", "2025-01-01", 100)]))
    for table, column in (("purchases", "member"), ("returns", "member"), ("movements", "member"), ("members", "merged_into")):
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} = 1")).all()
        assert "USING INDEX" in plan[0][-1], table
    named = select(movements.c.member).where(NAMES_INTRODUCER, movements.c.value == "a")
    plan = connection.execute(text(f"EXPLAIN QUERY PLAN {named}"), {"value_1": "a"}).all()
    assert "movements_naming" in plan[0][-1]
