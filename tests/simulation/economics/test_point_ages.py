"""Points by the age of their lots: by hand, and on random histories against the lots of the engine itself."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from generators import Case, cases
from histories import back, buy, day, history, move
from hypothesis import given
from patron.engine import reference
from patron.engine.days import to_date
from patron.engine.history import History
from patron.engine.plan import Duration, Plan, Unit
from patron.engine.reference.calendar import add
from patron.engine.reference.runner import Run
from patron.engine.reference.trace import lots_now
from patron.findings import FindingsError
from patron.simulation.replay.period import Period
from patron.simulation.replay.point_ages import BANDS, PointAges, ages_by_month
from patron.simulation.replay.points import points_by_month
from random_cases import repeatable
from simulation_case import plan, scheme

PLAN = plan(scheme(points={"accrual": [{"id": "each", "for": "guest", "one_point_per": 10}], "redemption": {"points": 20, "worth": 1}}))


def _ages(bought: History, first: str, last: str, of: Plan = PLAN) -> list[PointAges]:
    answer = reference.run(of, bought, day(last), detail=True)
    return ages_by_month(bought, answer, of, Period(day(first), day(last)))


def test_a_lot_grows_older_at_the_end_of_whole_months() -> None:
    bought = history(purchases=[buy("p1", "ann", "2025-01-01", 1000), buy("p2", "ann", "2025-03-31", 300)])
    ages = _ages(bought, "2025-01-01", "2026-01-31")
    by_month = {one.month: one.by_age for one in ages}
    assert BANDS == ("0-3", "3-6", "6-12", "12+")
    assert by_month["2025-02"] == (100, 0, 0, 0)
    assert by_month["2025-03"] == (130, 0, 0, 0)  # three months since 1 January are over on 1 April
    assert by_month["2025-04"] == (30, 100, 0, 0)
    assert by_month["2025-06"] == (0, 130, 0, 0)
    assert by_month["2025-07"] == (0, 30, 100, 0)
    assert by_month["2025-12"] == (0, 0, 130, 0)
    assert by_month["2026-01"] == (0, 0, 30, 100)
    assert all(one.unsure == one.below_zero == 0 for one in ages)


def test_spending_takes_the_oldest_and_a_return_its_own() -> None:
    bought = history(
        purchases=[buy("p1", "ann", "2025-01-05", 1000), buy("p2", "ann", "2025-05-05", 500), buy("p3", "ann", "2025-05-06", 500)],
        returns=[back("r1", "ann", "2025-05-20", 500, of="p3")],
        movements=[move("m1", "ann", "2025-05-10", "redeem", points=30)],
    )
    (last,) = _ages(bought, "2025-05-01", "2025-05-31")
    assert last.by_age == (50, 70, 0, 0)
    assert last.unsure == 0


def test_who_is_below_zero_fills_the_hole_with_what_comes_next() -> None:
    bought = history(
        purchases=[buy("p1", "ann", "2025-01-05", 1000), buy("p2", "bob", "2024-12-05", 200), buy("p3", "ann", "2025-03-05", 1200)],
        returns=[back("r1", "ann", "2025-02-20", 1000, of="p1")],
        movements=[move("m1", "ann", "2025-01-10", "redeem", points=90)],
    )
    january, february, march = _ages(bought, "2025-01-01", "2025-03-31")
    assert (january.by_age, january.below_zero) == ((30, 0, 0, 0), 0)
    assert (february.by_age, february.below_zero) == ((20, 0, 0, 0), -90)
    assert (march.by_age, march.below_zero) == ((30, 20, 0, 0), 0)


def test_a_gift_is_counted_among_what_is_not_sure() -> None:
    bought = history(
        purchases=[buy("p1", "ann", "2025-01-05", 1000), buy("p2", "bob", "2025-06-01", 10)],
        movements=[move("m1", "ann", "2025-06-10", "give", points=40, to_member="bob")],
    )
    (june,) = _ages(bought, "2025-06-01", "2025-06-30")
    assert sum(june.by_age) == 101
    assert june.unsure == 40


@repeatable(50, shrink=True)
@given(cases())
def test_ages_add_up_to_the_balance_and_are_the_engines_within_what_is_not_sure(case: Case) -> None:
    bought, of = case.history(), case.plan
    try:
        answer = reference.run(of, bought, case.as_of, detail=True)
    except FindingsError:
        return
    period = Period(case.as_of - 500, case.as_of)
    ages = ages_by_month(bought, answer, of, period)
    balances = [one.balance for one in points_by_month(bought, answer, period=period, worth=Fraction(1))]
    assert [sum(one.by_age) + one.below_zero for one in ages] == balances
    state = Run(of, bought, case.as_of, detail=True)
    state.go()
    want: Counter[int] = Counter()
    for member in state.members.values():
        for lot in lots_now(member.ledger):
            if lot.earned is not None:
                want[_band(lot.earned, case.as_of)] += lot.points
    last = ages[-1]
    assert sum(last.by_age) == sum(want.values()), to_date(case.as_of)
    assert sum(abs(last.by_age[band] - want[band]) for band in range(len(BANDS))) <= 2 * last.unsure


def _band(earned: int, as_of: int) -> int:
    return sum(earned < add(as_of + 1, Duration(Unit.MONTHS, bound), -1) for bound in (3, 6, 12))
