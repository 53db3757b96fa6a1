"""The figures of a small history, worked out by hand (amounts in fen)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from patron.engine.days import to_day
from patron.engine.rounding import half_up
from patron.findings import FindingsError
from patron.simulation.replay.break_even import State, break_even
from patron.simulation.replay.costs import CostKind, per_member_year
from patron.simulation.replay.exact import shown, spread
from patron.simulation.replay.goals import GoalState
from patron.simulation.replay.membership import membership_of
from patron.simulation.replay.period import Period
from patron.simulation.replay.replay import Replay, replay
from patron.simulation.replay.request import Margins, Request, TakeUp
from patron.simulation.replay.sales import GROUP, WALK_IN
from simulation_case import Evaluation, fake, plan, scheme, small_history

THIRD = Fraction(35, 100)
YEAR_2024 = (to_day(date(2024, 3, 1)), to_day(date(2025, 2, 28)))


def run(request: Request | None = None, **changes: Any) -> Replay:
    of = scheme(**changes)
    return replay(of, plan(of), small_history(), request or Request(margins=Margins(THIRD)), evaluate=fake)


def by_rule(result: Replay) -> dict[str, int]:
    sums: dict[str, int] = {}
    for cell in result.costs:
        sums[cell.rule] = sums.get(cell.rule, 0) + cell.amount
    return sums


def test_sales_are_net_of_returns_and_every_fen_is_somewhere() -> None:
    result = run()
    company = result.company
    assert company.over().sales == 50000_00 + 100_00 + 30000_05 + 300_00 + 400_00 + 40000_00 + 900_00 + 120000_00
    assert company.over(segment=WALK_IN).sales == 900_00
    assert company.over(segment=GROUP).sales == 120000_00
    assert company.over(segment=1).sales == 100_00 + 30000_05  # the tier held before each purchase
    assert company.over(segment=0).sales == 50000_00 + 40000_00 + 300_00 + 400_00
    assert company.covered.sales == 120000_00 + 100_00 + 30000_05


def test_discounts_by_rule_net_of_returns() -> None:
    # a2: 1,000 -> 895 and 200 -> 175; 1,100 of the 1,200 come back, line 1 first, so that half of line 2 is left at 87.50.
    # a3: 30,000.05 -> 26,995.045 -> 26,995.05 rounded once; a tenth off is 3,000.005 -> 3,000.00 of it. g1: 120,000 -> 107,995.
    rules = by_rule(run())
    assert rules["tenth-off"] + rules["five-off"] == (100_00 - 87_50) + (30000_05 - 26995_05) + (120000_00 - 107995_00)
    assert rules["five-off"] == 2_50 + 5_00 + 5_00


def test_points_cost_what_was_issued_less_what_came_back() -> None:
    rules = by_rule(run(Request(redeemed=Fraction(1, 2))))
    assert rules["waiting"] == (4000 + 5000) * 5 // 2  # a point is worth 5 fen, half of them are redeemed
    assert rules["waiting"] + rules["per-ten"] == half_up(Fraction(5, 2) * (9000 + 106 - 98 + 2699))


def test_a_full_membership_year_costs_exactly_4000() -> None:
    first, last = YEAR_2024
    result = run(Request(first=first, last=last))
    ann = membership_of(result.stints.stints.filter(member_id="ann"), Period(first, last))
    assert ann.member_years(frozenset({1})) == 1
    of = scheme()
    assert per_member_year(of, plan(of), 1, Request()) == 4000_00
    cyd = Fraction(to_day(date(2025, 1, 10)) - first, 366)  # in her year from 10 January 2024 lies a 29 February
    benefits = sum(cell.amount for cell in result.costs if cell.kind is CostKind.BENEFIT)
    assert benefits == sum(half_up(part * (1 + cyd)) for part in (300_00, 400_00, 600_00, 200_00, 2500_00))


def test_take_up_and_a_yearly_cost_for_each_member() -> None:
    first, last = YEAR_2024
    take_up = TakeUp(Fraction(1), {"trip": Fraction(0)})
    costs = {"yearly": [{"id": "card", "amount": 12, "for_each": "vip"}, {"id": "staff", "amount": 36500}]}
    result = run(Request(first=first, last=last, take_up=take_up), costs=costs)
    rules = by_rule(result)
    assert "trip" not in rules
    years = result.membership.member_years(frozenset({1}))
    assert rules["card"] == half_up(12_00 * years)
    assert rules["staff"] == half_up(36500_00 * (Fraction(306, 366) + Fraction(59, 365)))
    assert result.full_take_up["trip"] == half_up(2500_00 * years)


@pytest.mark.parametrize(
    ("spread_over", "expected"),
    [("3 years", half_up(Fraction(200000_00 * 12, 36))), ("2 months", 200000_00), (None, 200000_00), ("730 days", 100000_00)],
)
def test_one_off_costs_are_borne_by_months(spread_over: str | None, expected: int) -> None:
    first, last = YEAR_2024
    one = {"id": "set-up", "amount": 200000} | ({"spread_over": spread_over} if spread_over else {})
    result = run(Request(first=first, last=last), costs={"one_off": [one]})
    cells = [cell for cell in result.costs if cell.kind is CostKind.ONE_OFF]
    assert sum(cell.amount for cell in cells) == expected
    if spread_over == "3 years":
        assert {cell.amount for cell in cells} == {5555_55, 5555_56}
        assert len(cells) == 12


def test_item_rights_cost_when_the_item_is_bought() -> None:
    rights = [{"valid_for": "1 year", "times": 2, "price_below": 5000}, {"valid_for": "3 years", "times": 7}]
    benefit = {"id": "cleaning", "for": "vip", "unit_cost": 10, "each_item": rights}
    assert by_rule(run(benefits=[benefit])) | {"set-up": 0} == by_rule(run(benefits=[])) | {"set-up": 0, "cleaning": (2 + 7) * 10_00}
    assert "cleaning" not in by_rule(run(benefits=[{**benefit, "charged": "cost"}]))


def test_item_rights_may_be_those_of_one_shop() -> None:
    of = scheme(
        benefits=[
            {"id": "care", "for": "vip", "unit_cost": 10, "each_item": [{"valid_for": "1 year", "times": 1, "goods": {"store": "main"}}]}
        ]
    )
    past = small_history()
    past = replace(past, lines=past.lines.with_columns(store=pl.when(pl.col("purchase_id") == "a3").then(pl.lit("main"))))
    result = replay(of, plan(of), past, Request(margins=Margins(THIRD)), evaluate=fake)
    assert by_rule(result)["care"] == 10_00


def test_members_by_month_flows_falls_and_goals() -> None:
    result = run()
    counts = [result.stints.counts_on(month.last, 2) for month in result.period.months]
    assert counts[0] == [0, 1]
    assert counts[4] == [1, 2]
    assert counts[-1] == [2, 1]
    (fall,) = result.movement.falls
    assert (fall.reason, fall.times, fall.bought_nothing) == ("lapse", 1, 1)
    assert {goal.id: goal.state for goal in result.goals} == {
        "few": GoalState.MISSED,
        "sales-share": GoalState.MET,
        "spend": GoalState.MET,
        "service": GoalState.MISSED,
    }
    few = result.goals[0]
    assert few.value == Fraction(1, 3)
    assert {goal.id: goal.state for goal in run(Request()).goals}["service"] is GoalState.UNKNOWN


def test_break_even_is_the_closed_form_and_a_second_run_agrees() -> None:
    result = run()
    found = result.break_even
    assert found.state is State.FOUND
    assert found.uplift is not None
    sales, variable, fixed = found.sales, found.variable, found.fixed
    g, c = THIRD, Fraction(variable, sales)
    assert found.uplift == (c + Fraction(fixed, sales)) / (g - c)
    # The profit with sales scaled by 1 + u*, all costs taken off, is the profit without the scheme.
    assert (1 + found.uplift) * (g * sales - variable) - fixed == g * sales
    assert sales == result.company.covered.sales
    assert variable + fixed == sum(cell.amount for cell in result.costs)
    assert result.check is not None
    assert result.check.agrees
    assert result.check.lines == 3


def test_the_check_would_find_a_wrong_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    import patron.simulation.replay.replay as module

    def wrong(sales: int, gross: Fraction | None, variable: int, fixed: int, *, promised: bool) -> Any:
        return break_even(sales, gross, variable + 500_00, fixed, promised=promised)

    monkeypatch.setattr(module, "break_even", wrong)
    result = run()
    assert result.check is not None
    assert not result.check.agrees


def test_where_there_is_no_break_even_it_is_said() -> None:
    assert run(Request()).break_even.state is State.NEEDS_MARGIN
    assert run(Request(margins=Margins(Fraction(1, 20)))).break_even.state is State.NEVER
    assert break_even(0, Fraction(0), 0, 100, promised=True).state is State.NO_SALES
    nothing = run(discounts=[], points=None, benefits=[], goals=[], group_purchase=[])
    assert nothing.break_even.state is State.NOTHING_PROMISED
    assert break_even(1000, Fraction(350), 0, 0, promised=True).uplift == 0


def test_amounts_that_include_discounts_stand_as_they_are() -> None:
    seen: dict[str, Any] = {}

    def spy(*args: Any, **named: Any) -> Evaluation:
        seen.update(named)
        return fake(*args)

    of = scheme()
    result = replay(of, plan(of), small_history(), Request(include_discounts=True), evaluate=spy)
    assert seen["prices"] is None
    assert result.company.over().sales == result.company.over().paid
    assert not any(cell.kind is CostKind.DISCOUNT for cell in result.costs)
    replay(of, plan(of), small_history(), Request(), evaluate=spy)
    assert [len(level) for level in seen["prices"]] == [small_history().lines.height] * 2


def test_margins_by_category_and_goods_without_one() -> None:
    result = run(Request(margins=Margins(Fraction(1, 2), {"x": Fraction(1, 4)})))
    assert result.company.covered.gross == Fraction(100_00, 4) + Fraction(150000_05, 2)
    with pytest.raises(FindingsError) as caught:
        run(Request(margins=Margins(None, {"x": Fraction(1, 4)})))
    assert caught.value.findings[0].code == "no-margin"


def test_an_empty_period_is_a_finding() -> None:
    with pytest.raises(FindingsError) as caught:
        run(Request(first=to_day(date(2030, 1, 1)), last=to_day(date(2030, 12, 31))))
    assert caught.value.findings[0].code == "empty-period"
    assert "2024-01-10" in caught.value.findings[0].help


def test_spread_keeps_the_sum_and_shares_round_half_up() -> None:
    assert spread([Fraction(1, 3)] * 3) == [0, 1, 0]
    assert sum(spread([Fraction(1, 7)] * 10)) == half_up(Fraction(10, 7))
    assert shown(Fraction(1, 3)) == 0.333333
    assert shown(Fraction(5, 10_000_000)) == 0.000001


def test_leap_years_count_one_year_each() -> None:
    import polars as pl

    for start, end in (
        ("2024-02-29", "2025-02-28"),
        ("2027-02-28", "2028-02-28"),
        ("2023-03-01", "2024-03-01"),
        ("2024-02-28", "2025-02-28"),
    ):
        first, last = to_day(date.fromisoformat(start)), to_day(date.fromisoformat(end))
        stint = pl.DataFrame({"member_id": ["m"], "rank": [1], "start": [first], "end": [last], "anchor": [first]})
        assert membership_of(stint, Period(first, last - 1)).member_years(frozenset({1})) == 1, start
