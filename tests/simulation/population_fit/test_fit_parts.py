"""What counts as a visit, and the parts of a population that are counted rather than fitted."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from fit_data import bg_nbd_customers, day, drawn_history, history
from patron.engine.history import MEMBERS, RETURNS, History
from patron.plugins import industry
from patron.simulation.population.fit import Wish, fit_population
from patron.simulation.population.goods_mix import fit_goods, whole
from patron.simulation.population.other_parts import arrival_of, group_orders_of, introductions_of, stores_of, walk_ins_of
from patron.simulation.population.summary import by_customer, every, summarise
from patron.simulation.population.visits import sample_of, visits_of
from patron.vocabulary import GENERAL


def returned(lines: History, purchase: str, amount: int) -> History:
    row = {"row": 99, "purchase_id": "R1", "at": 10**16, "day": 400, "amount": amount, "returns": purchase}
    frame = pl.DataFrame([row]).with_columns(pl.lit(None).alias(name) for name in RETURNS if name not in row)
    return replace(lines, returns=frame.select(*RETURNS).cast(dict(RETURNS.items())))


def members(**columns: list[object]) -> pl.DataFrame:
    given = pl.DataFrame(columns)
    filled = given.with_columns(pl.lit(None).alias(name) for name in MEMBERS if name not in given.columns)
    return filled.cast(dict(MEMBERS.items()))


def test_a_day_is_one_visit_and_walk_ins_and_group_orders_are_none() -> None:
    made = history(
        member_id=["A", "A", "A", None, "A", "B"],
        day=[100, 100, 130, 110, 140, 120],
        amount=[1000, 500, 700, 900, 80_000, 0],
        group_id=[None, None, None, None, "G1", None],
    )
    visits = visits_of(made)
    assert visits.frame.sort("member_id", "day").rows() == [("A", 100, 1500), ("A", 130, 700), ("B", 120, 0)]
    assert (visits.first, visits.last) == (100, 140)
    summary = summarise(by_customer(visits.frame, visits.last), 7.0)
    assert list(zip(summary.x, summary.recency * 7, summary.age * 7, strict=True)) == [(0, 0, 20), (1, 30, 40)]


def test_returns_are_taken_off_and_a_visit_of_which_nothing_is_left_is_none() -> None:
    made = history(member_id=["A", "A"], day=[100, 130], amount=[1000, 700])
    assert visits_of(returned(made, "P1", 200)).frame.sort("day").rows() == [("A", 100, 1000), ("A", 130, 500)]
    assert visits_of(returned(made, "P1", 700)).frame.rows() == [("A", 100, 1000)]


def test_what_comes_after_the_end_is_not_seen() -> None:
    visits = visits_of(history(member_id=["A", "A", "B"], day=[100, 130, 131])).frame
    assert by_customer(visits, 130).rows() == [("A", 100, 1, 30, 30)]


def test_equal_rows_are_counted_once() -> None:
    visits = visits_of(history(member_id=["A", "B", "C"], day=[100, 100, 101])).frame
    summary = summarise(by_customer(visits, 110), 1.0)
    assert (list(summary.age), list(summary.customers), summary.total) == ([9, 10], [1, 2], 3)
    assert len(every(summary, 1).x) == 1


def test_shares_add_up_whatever_is_rounded() -> None:
    for numbers in ([1.0, 1.0, 1.0], [7.0] * 7, [1.0, 1e7]):
        assert sum(whole(numbers)) == pytest.approx(1, abs=1e-12)


def test_newcomers_of_the_last_year_as_a_share_of_all() -> None:
    days = [0, 0, 0, 0, 0, 0, 800, 900]
    customers = pl.DataFrame({"member_id": [str(i) for i in range(8)], "first": days})
    arrival, newcomers, seen = arrival_of(customers, 0, 1095)
    assert (newcomers, round(seen)) == (2, 365)
    assert arrival.before_months == 36
    assert arrival.new_each_year == pytest.approx(0.25)


def test_walk_ins_groups_stores_and_introductions() -> None:
    made = history(
        purchase_id=["1", "2", "3", "4", "4", "5", "6"],
        member_id=["A", "A", "B", None, None, "C", "A"],
        day=[0, 10, 20, 30, 30, 40, 365],
        amount=[100, 100, 100, 50, 60, 1_000_000, 300],
        store=["S1", "S2", "S2", "S1", "S1", "S1", "S2"],
        group_id=[None, None, None, None, None, "G", None],
    )
    made = replace(made, members=members(member_id=["A", "B", "X"], referred_by=["B", None, "A"]))
    assert walk_ins_of(made) == (0.2, 1)
    found = group_orders_of(made, 100, 0, 365)
    assert found is not None
    assert (found[0].median, found[0].sigma, found[1]) == (10_000.0, 0.0, 1)
    assert found[0].each_year == pytest.approx(1, abs=0.01)
    assert stores_of(sample_of(made)) == (("S2", 1.0),)  # A bought twice in S2 and once in S1
    customers = by_customer(visits_of(made).frame, 365)
    assert introductions_of(made, customers) == (0.5, 2)  # X never bought
    assert introductions_of(replace(made, members=made.members.clear()), customers) is None


def test_cells_of_gold_grow_with_the_amount_or_stand_by_themselves() -> None:
    made = history(
        member_id=["A", "B", "C", "D"],
        day=[0, 1, 2, 3],
        category=["gold"] * 4,
        amount=[600_000, 1_200_000, 300_000, 50_000],
        grams=[10_000, 20_000, 5_000, None],
        gold_price=[59_000, 60_000, 61_000, None],
        priced_by=["weight", "weight", "weight", "piece"],
        list_amount=[None, None, None, 55_000],
    )
    weight, piece = fit_goods(sample_of(made), industry("jewelry"), 100).goods
    cells = {cell.field: cell for cell in weight.cells}
    assert cells["grams"].amount_per == pytest.approx(600)  # yuan a gram
    assert cells["gold_price"].number == pytest.approx(600)
    assert cells["priced_by"].text == "weight"
    assert (weight.share, piece.share, piece.list_ratio) == (0.75, 0.25, 1.1)
    assert [cell.field for cell in piece.cells] == ["priced_by"]


def test_members_who_joined_before_the_history_are_left_out_of_the_timing_only() -> None:
    made = drawn_history(bg_nbd_customers((0.9, 60.0, 0.8, 2.5), 1500, 500, seed=3, came_within=200))
    older = [f"M{number:06d}" for number in range(300)]
    made = replace(made, members=members(member_id=older, joined_on=[day("2020-05-05")] * 300))
    fit = fit_population(made, Wish("x", GENERAL, "CNY", 2))
    assert (fit.came_before, fit.summary.total, fit.population.customers) == (300, 1200, 1500)
    assert "300 who joined before" in fit.population.sources["timing"]
