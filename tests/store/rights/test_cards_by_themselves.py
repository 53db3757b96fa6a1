"""What cards do by themselves: they end at the day's close, take their tier with them, come over from files, and are worked out again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from card_steps import PLAN, Step, happened, story
from patron.store.answer import Decision
from patron.store.deciding.again import redecide
from patron.store.deciding.stored import changes_of, states_of
from patron.store.deciding.transaction import Txn
from patron.store.reading.histories import movements
from patron.store.rights.card_source import cards
from patron.store.rights.taking_over import take_over_cards
from patron.store.upkeep.closing import close_day
from patron.store.upkeep.rebuilding import rebuild
from rights_stories import Story, events_of, story_over
from sqlalchemy import insert, select, update

STEPS: list[Step] = [
    ("make", 0, 1, 0, 3),
    ("draw", 0, 1, 0, 0),
    ("approve", 0, 1, 0, 0),
    ("sell", 0, 1, 0, 0),
    ("activate", 0, 1, 0, 0),
    ("pay", 3, 1, 0, 5),
]


def ann_with_a_card() -> Story:
    history = happened(story(STEPS))
    told = story_over(PLAN, history)
    told.tell_all(events_of(history))
    assert told.refused == {}
    return told


def day_of(told: Story, day: date) -> None:
    told.now[0] = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def test_the_day_after_the_last_ends_value_and_tier() -> None:
    told = ann_with_a_card()
    ann = told.members["ann"]
    with told.desk.database.read() as connection:
        assert states_of(connection, [ann])[ann]["next_due"] == (date(2026, 1, 1) - date(1970, 1, 1)).days
    day_of(told, date(2025, 12, 31))
    assert close_day(told.desk, date(2025, 12, 31)).cards_ended == 0
    day_of(told, date(2026, 1, 1))
    report = close_day(told.desk, date(2026, 1, 1))
    assert (report.cards_ended, report.due, report.refused) == (1, 1, ())
    assert close_day(told.desk, date(2026, 1, 1)).cards_ended == 0
    with told.desk.database.read() as connection:
        assert connection.execute(select(cards.c.state, cards.c.balance).where(cards.c.card == "HV5001")).one() == ("expired", 0)
        stood = [change for _, change in changes_of(connection, [ann])[ann]]
    assert [(after, on) for on, _, after, _ in stood] == [("vip", 20089), ("guest", 20454)]
    assert rebuild(told.desk).clean


def test_a_card_that_was_tampered_with_is_found_and_put_right() -> None:
    told = ann_with_a_card()
    told.desk.database.write(lambda connection: connection.execute(update(cards).where(cards.c.card == "HV5001").values(balance=7)))
    found = rebuild(told.desk)
    assert (found.clean, found.cards_differing, [one.stored for one in found.deviations]) == (False, 1, ["HV5001"])
    assert rebuild(told.desk, write=True).written
    assert rebuild(told.desk).clean


def test_movements_that_were_written_down_together_are_posted_in_one_go() -> None:
    history = happened(story(STEPS))
    told = story_over(PLAN, history)
    told.tell_all([event for event in events_of(history) if event.id in {"p1", "p2"}])
    told.now[0] += timedelta(days=30)

    def work(txn: Txn) -> Decision:
        for row in history.movements.drop("row", "to_member").to_dicts():
            row["member"] = told.members.get(row.pop("member_id") or "")
            txn.connection.execute(insert(movements), {**row, "entry": txn.entry})
        assert take_over_cards(txn, 20119) == 5
        redecide(txn, told.members.values())
        return Decision("import", "all", "", 1)

    told.desk.transact("import", {}, work)
    told.told["movements"] += history.movements["movement_id"].to_list()
    told.close(20119)
    assert told.faults(history, 20119) == []
    assert rebuild(told.desk).clean
