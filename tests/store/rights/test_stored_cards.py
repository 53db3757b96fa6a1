"""Cards in the store: every story, told in any order, gives the ledger that the engine gives of all its rows at once."""

from __future__ import annotations

from card_steps import LAST, PLAN, Step, happened, likely, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patron.engine.cards import run
from patron.engine.run import evaluate
from patron.store.deciding.stored import changes_of
from rights_stories import Story, events_of, story_over

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
MADE = ("card_make",)


def tiers_agree(told: Story, steps: list[Step]) -> None:
    known = told.accepted(happened(story(steps)))
    right = evaluate(PLAN, known, LAST, runner="reference").changes
    with told.desk.database.read() as connection:
        stood = changes_of(connection, told.members.values())
    stored = [(name, *change) for name, number in sorted(told.members.items()) for _, change in stood.get(number, [])]
    assert stored == right.rows()


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(likely())
def test_in_order_the_store_refuses_what_the_engine_refuses(steps: list[Step]) -> None:
    history = happened(story(steps))
    told = story_over(PLAN, history)
    told.tell_all(events_of(history))
    wrong = {one.row: one.code for one in run(PLAN, history, LAST).wrong}
    ids = dict(history.movements.select("row", "movement_id").iter_rows())
    refused = {name: code for name, code in told.refused.items() if code != "not-above-zero"}
    assert {name: refused.get(name) for name in told.refused if name in refused} == {
        ids[row]: code for row, code in wrong.items() if ids[row] in refused
    }
    assert set(told.refused) == {ids[row] for row in wrong}
    told.close(LAST)
    assert told.faults(history, LAST) == []
    tiers_agree(told, steps)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(likely(), st.integers(0, 10**6))
def test_in_any_order_the_ledger_is_that_of_what_was_accepted(steps: list[Step], seed: int) -> None:
    history = happened(story(steps))
    told = story_over(PLAN, history)
    told.tell_all(events_of(history), seed)
    told.close(LAST)
    assert told.faults(history, LAST) == []
    tiers_agree(told, steps)
