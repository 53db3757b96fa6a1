"""The store, the reference runner and batch say the same of the same events, in whatever order these arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from generators import Case, cases
from generators_agree import disagreement
from generators_plan import plans
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patron.engine.plan import Plan
from patron.store.deciding.again import differences
from patron.store.deciding.desk import Desk
from patron.store.refused import RefusedError
from store_feed import NOW, Event, close, events_of, faults, feed, fit_for_a_store, held, in_order, store_over, tell

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


MOST_STUCK = 0.1  # of the random orders: some late event would need points that were spent since


def told(case: Case, seed: int | None) -> list[str] | None:
    """The faults of a store that is told the case's events; None where this order cannot be."""
    fed = store_over(case)
    try:
        if not feed(fed, in_order(events_of(case)), seed):
            return None
        close(fed)
        return faults(fed)
    finally:
        fed.desk.database.close()


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=14))
def test_events_in_their_order(case: Case) -> None:
    assert told(fit_for_a_store(case), None) == []


def test_events_in_any_order() -> None:
    ended: Counter[str] = Counter()

    @settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
    @given(cases(most_events=12), st.integers(0, 10**6))
    def every_order(case: Case, seed: int) -> None:
        found = told(fit_for_a_store(case), seed)
        ended["stuck" if found is None else "told"] += 1
        assert not found

    every_order()
    assert ended["stuck"] <= MOST_STUCK * sum(ended.values()), ended


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(cases(plans(uses=100), most_events=14), st.integers(0, 10**6))
def test_exchanges_quizzes_and_prizes_in_any_order(case: Case, seed: int) -> None:
    case = fit_for_a_store(case)
    assert told(case, None) == []
    assert not told(case, seed)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(cases(plans(profiles=100), most_events=12), st.integers(0, 10**6))
def test_profiles_in_any_order(case: Case, seed: int) -> None:
    case = fit_for_a_store(case)
    assert told(case, None) == []
    assert not told(case, seed)


@st.composite
def versioned(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[Case, list[tuple[int, Plan]]]:
    """A case, and the plan that takes over from its own on one of its days."""
    case, plan = draw(cases(plans(uses=0, profiles=20), most_events=12)), draw(plans(uses=0, profiles=20))
    tiers = {tier.id for tier in plan.tiers} & {tier.id for tier in case.plan.tiers}
    members = [row if row.get("opening_tier") in tiers else row | {"opening_tier": None, "opening_since": None} for row in case.members]
    kept = [row for row in case.movements if row["kind"] != "grant_tier" or row["value"] in tiers]
    case = fit_for_a_store(replace(case, movements=kept, members=members))
    days = sorted({row["day"] for row in (*case.lines, *case.movements)} or {case.as_of})
    return case, [(draw(st.sampled_from(days)) + draw(st.sampled_from([0, 1, -1, 40])), plan)]


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(versioned(), st.integers(0, 10**6))
def test_two_versions_in_any_order(pair: tuple[Case, list[tuple[int, Plan]]], seed: int) -> None:
    """What stands after any order is what stands after that of time, and what a replay of everything gives."""
    case, later = pair
    ends = []
    accepted = in_order(events_of(case))
    for how in (None, seed):
        fed = store_over(case, later=later)
        if how is None:
            accepted = [event for event in accepted if taken(fed.desk, event)]
        elif not feed(fed, accepted, how):
            break
        close(fed)
        with fed.desk.database.read() as connection:
            assert not list(differences(connection, fed.desk.versions(connection), list(fed.numbers.values())))
        ends.append(held(fed))
        fed.desk.database.close()
    assert ends[0] == ends[-1]


def taken(desk: Desk, event: Event) -> bool:
    """Whether the event is not refused."""
    try:
        tell(desk, event)
    except RefusedError:
        return False
    return True


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
