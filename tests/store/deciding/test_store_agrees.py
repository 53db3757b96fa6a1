"""The store, the reference runner and batch say the same of the same events, in whatever order these arrive."""

from __future__ import annotations

from random import Random

from generators import Case, cases
from generators_agree import disagreement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patron.store.deciding.desk import Desk
from store_feed import NOW, close, events_of, faults, feed, fit_for_a_store, in_order, store_over, tell

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def told(case: Case, seed: int | None) -> list[str]:
    """The faults of a store that is told the case's events; none where this order cannot be."""
    fed = store_over(case)
    try:
        if not feed(fed, in_order(events_of(case)), seed):
            assert seed is not None, "events in their order are all accepted"
            return []
        close(fed)
        return faults(fed)
    finally:
        fed.desk.database.close()


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=14))
def test_events_in_their_order(case: Case) -> None:
    assert told(fit_for_a_store(case), None) == []


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=12), st.integers(0, 10**6))
def test_events_in_any_order(case: Case, seed: int) -> None:
    assert told(fit_for_a_store(case), seed) == []


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=16), st.integers(0, 10**6))
def test_two_processes_in_turn(case: Case, seed: int) -> None:
    """What another process wrote is seen: what is in memory is used only as of the stored version."""
    case = fit_for_a_store(case)
    fed, turns = store_over(case), Random(seed)
    desks = [fed.desk, Desk(fed.desk.database, lambda: NOW, fed.desk.versions(None))]  # type: ignore[arg-type]
    for event in in_order(events_of(case)):
        tell(turns.choice(desks), event)
    close(fed)
    assert faults(fed) == []
    fed.desk.database.close()


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=12), st.integers(0, 10**6))
def test_two_processes_in_any_order(case: Case, seed: int) -> None:
    """Nor does a dry run, or what was refused, leave anything in memory."""
    fed = store_over(fit_for_a_store(case))
    other = Desk(fed.desk.database, lambda: NOW, fed.desk.versions(None))  # type: ignore[arg-type]
    if feed(fed, in_order(events_of(fed.case)), seed, others=[other]):
        close(fed)
        assert faults(fed) == []
    fed.desk.database.close()


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=14))
def test_batch_says_the_same_of_these_cases(case: Case) -> None:
    assert disagreement(fit_for_a_store(case)) == ""
