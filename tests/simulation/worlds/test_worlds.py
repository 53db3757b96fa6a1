"""Worlds: nothing from nothing, the same by any number of processes, and every assumption changes something."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from patron.findings import FindingsError
from patron.simulation.assumptions.model import Assumption, Assumptions, middles
from patron.simulation.replay.costs import total
from patron.simulation.replay.request import Margins
from patron.simulation.worlds.bands import Band, bands
from patron.simulation.worlds.outcome import Outcome
from patron.simulation.worlds.run import Job, full_world, run_world, run_worlds
from worlds_case import ASSUMED, CLUB, NO_PROMISE, job

SMALL = 250


def of(case: Job, count: int) -> list[Outcome]:
    return run_worlds([(case, world, None) for world in range(count)], processes=1)


def test_a_scheme_without_promises_gives_exactly_nothing_in_every_world() -> None:
    found = bands(of(job(NO_PROMISE, customers=SMALL), 5))
    for name in ("net", "cost", "extra_sales", "extra_gross", "anyway_discount", "liability"):
        assert found[name] == Band(0, 0, 0, 0), name
    assert found["sales"].p10 != found["sales"].p90  # the worlds do differ


def test_nobody_changes_where_nothing_is_assumed() -> None:
    for one in of(job(assumptions=Assumptions(), customers=SMALL), 2):
        assert one.figures["extra_sales"] == 0
        assert one.figures["net"] == -int(one.figures["cost"] or 0) < 0
        assert one.figures["payback"] is None


def test_processes_change_nothing() -> None:
    case = job(customers=120)
    tasks = [(case, world, None) for world in (3, 0, 2, 1)] + [(job(NO_PROMISE, customers=120), 5, middles(ASSUMED))]
    told: list[tuple[int, int]] = []
    alone = run_worlds(tasks, processes=1, progress=lambda done, all_: told.append((done, all_)))
    assert [one.world for one in alone] == [3, 0, 2, 1, 5]
    assert told == [(number, 5) for number in range(1, 6)]
    for processes in (2, 3):
        assert run_worlds(tasks, processes=processes) == alone
    assert len({one.figures["net"] for one in alone[:4]}) == 4


def test_the_seed_makes_other_worlds_and_the_same_ones_again() -> None:
    first, again, other = (run_world(job(seed=seed, customers=SMALL), 0) for seed in (1, 1, 2))
    assert first == again
    assert first.figures["sales"] != other.figures["sales"]


@pytest.mark.parametrize("entry", ASSUMED.entries, ids=lambda one: one.id)
def test_each_assumptions_two_ends_change_a_figure(entry: Assumption) -> None:
    case = job(customers=SMALL)
    low, high = (run_world(case, 0, values={**middles(ASSUMED), entry.id: end}) for end in (entry.range.low, entry.range.high))
    assert low.figures["net"] != high.figures["net"]


def test_the_months_add_up_to_the_world() -> None:
    found = run_world(job(customers=SMALL), 1)
    for name in ("net", "cost", "extra_gross"):
        assert sum(found.months[name]) == found.figures[name]
    assert len(found.months["net"]) == 12
    assert found.figures["net"] == int(found.figures["extra_gross"] or 0) - int(found.figures["cost"] or 0)
    assert found.months["liability"][-1] == found.figures["liability"]
    assert found.months["members(vip)"][-1] == found.figures["members(vip)"]
    by_rule = sum(int(value or 0) for name, value in found.figures.items() if name.startswith("cost("))
    assert by_rule == found.figures["cost"]


def test_the_world_in_full_is_the_world() -> None:
    case = job(customers=SMALL)
    outcome = run_world(case, 2)
    replay, base, made = full_world(case, 2)
    assert total(replay.costs) == outcome.figures["cost"]
    assert replay.break_even.uplift == outcome.figures["break_even"]
    assert replay.company.over().sales == outcome.figures["sales"]
    inside = (made.history.lines["day"] >= replay.period.first).to_numpy()
    before = int(made.amounts_before[inside & ~made.extra].sum())
    assert before <= int(base.history.lines.filter(base.history.lines["day"] >= replay.period.first)["amount"].sum())


def test_what_the_extra_sales_must_be_is_what_makes_the_net_nothing() -> None:
    """The break-even on what would be bought anyway is below the growth that the answers bring exactly where the net is above 0."""
    case = job(customers=SMALL, assumptions=Assumptions("basket", tuple(one for one in ASSUMED.entries if one.id == "bigger-bills")))
    for lift in (Fraction(0), Fraction(1, 50), Fraction(2, 5)):
        found = run_world(case, 0, values={"bigger-bills": lift})
        needed = found.figures["break_even"]
        assert isinstance(needed, Fraction)
        assert (lift > needed) == (int(found.figures["net"] or 0) > 0), lift


def test_without_a_margin_there_is_no_net_but_costs_and_members() -> None:
    found = run_world(job(margins=None, customers=SMALL), 0)
    for name in ("net", "gross", "extra_gross", "break_even", "payback"):
        assert found.figures[name] is None, name
    assert found.figures["cost"]
    assert found.figures["members(vip)"]
    assert set(found.months) == {"cost", "liability", "members(guest)", "members(vip)"}


def test_a_one_off_is_paid_whole_at_the_launch() -> None:
    dear: dict[str, Any] = {**CLUB, "costs": {"one_off": [{"id": "set-up", "amount": 10_000_000, "spread_over": "2 years"}]}}
    assert run_world(job(dear, customers=SMALL), 0).figures["payback"] is None
    lean = {**CLUB, "costs": None, "benefits": [], "discounts": []}
    often = {one.id: one.range.high if one.id in ("more-often", "bigger-bills", "stay") else one.range.low for one in ASSUMED.entries}
    assert run_world(job(lean, customers=SMALL), 0, values=often).figures["payback"] is not None


def test_an_error_says_in_which_world_it_is() -> None:
    wrong = replace(job(customers=50), margins=Margins(None, {"gold": Fraction(1, 2)}))
    for processes in (1, 2):
        with pytest.raises(FindingsError) as caught:
            run_worlds([(wrong, world, None) for world in (4, 7)], processes=processes)
        assert [one.message for one in caught.value.findings] == ["no margin is stated for goods without category (in world 4 of seed 1)"]
