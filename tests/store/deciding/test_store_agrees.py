"""The store, the reference runner and batch say the same of the same events, in whatever order these arrive."""

from __future__ import annotations

from generators import Case, cases
from generators_agree import disagreement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_feed import close, events_of, faults, feed, fit_for_a_store, in_order, store_over

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


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=14))
def test_batch_says_the_same_of_these_cases(case: Case) -> None:
    assert disagreement(fit_for_a_store(case)) == ""
