"""Histories that cannot be fitted: what they lack is said with a code, and no number is given."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from fit_data import bg_nbd_customers, day, drawn_history, gamma_gamma_amounts, history
from patron.engine.history import History
from patron.findings import FindingsError
from patron.simulation.population.fit import Wish, fit_population
from patron.vocabulary import GENERAL

WISH = Wish("x", GENERAL, "CNY", 2)
DRAWN = bg_nbd_customers((0.9, 60.0, 0.8, 2.5), 1000, 400, seed=3, came_within=200)


def codes(made: History, wish: Wish = WISH) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        fit_population(made, wish)
    assert all(finding.help for finding in caught.value.findings)
    return [finding.code for finding in caught.value.findings]


def test_nothing_at_all() -> None:
    assert codes(History()) == ["history-too-short", "too-few-repeat-buyers"]


def test_one_customer() -> None:
    assert codes(history(member_id=["A"] * 50, day=list(range(0, 500, 10)))) == ["too-few-repeat-buyers"]


def test_walk_ins_only() -> None:
    assert codes(history(member_id=np.array([None] * 200), day=list(range(200)))) == ["too-few-repeat-buyers"]


def test_all_on_one_day() -> None:
    made = history(member_id=[f"M{n}" for n in range(500)] * 2, day=[100] * 1000)
    assert codes(made) == ["history-too-short", "too-few-repeat-buyers"]


def test_how_many_there_are_and_how_many_are_needed_is_said() -> None:
    made = history(member_id=["A", "A", *(f"M{n}" for n in range(98))], day=list(range(100)))
    with pytest.raises(FindingsError) as caught:
        fit_population(made, WISH)
    (finding,) = caught.value.findings
    assert finding.message == "1 of 99 customers bought on a second day; at least 100 must have"
    assert "10 %" in finding.help


def test_a_history_of_weeks() -> None:
    drawn = bg_nbd_customers((2.0, 10.0, 0.8, 2.5), 1000, 50, seed=3, came_within=20)
    assert codes(drawn_history(drawn)) == ["history-too-short"]


@pytest.mark.parametrize("amount", [10_000, 0])
def test_amounts_that_are_all_equal_or_nothing(amount: int) -> None:
    assert codes(drawn_history(DRAWN, np.full(len(DRAWN[0]), amount))) == ["amounts-not-fitted"]


def test_amounts_that_differ_between_customers_only() -> None:
    one_a_day = np.unique(np.stack([DRAWN[0], np.floor(DRAWN[1])]), axis=1)
    who, when = one_a_day[0].astype(np.int64), one_a_day[1]
    assert codes(drawn_history((who, when), 1_000 + who)) == ["amounts-not-fitted"]


def test_amounts_without_a_mean() -> None:
    amounts = gamma_gamma_amounts(DRAWN[0], (3.0, 0.5, 10.0), seed=4)
    assert codes(drawn_history(DRAWN, amounts)) == ["amounts-not-fitted"]


@pytest.mark.parametrize("holdout", [day("2023-01-10"), day("2024-12-31"), Fraction(99, 100)])
def test_a_hold_out_that_leaves_nothing_on_one_side(holdout: int | Fraction) -> None:
    assert codes(drawn_history(DRAWN), replace(WISH, holdout=holdout)) == ["holdout-not-possible"]


def test_without_a_stated_hold_out_too_little_for_one_is_no_error() -> None:
    drawn = bg_nbd_customers((2.0, 10.0, 0.8, 2.5), 1000, 70, seed=3, came_within=20)
    fit = fit_population(drawn_history(drawn), WISH)
    assert fit.holdout is None
    assert "not checked by a hold-out" in fit.population.sources["timing"]


def test_a_change_that_the_first_part_does_not_foretell_is_said_to_be_poor() -> None:
    who, when = DRAWN
    fewer = (when < 267) | (np.random.default_rng(1).random(len(when)) < 0.5)  # half of the purchases stay away
    fit = fit_population(drawn_history((who[fewer], when[fewer])), WISH)
    assert fit.holdout is not None
    assert fit.holdout.poor
    assert fit.holdout.off is not None
    assert fit.holdout.off > 0.15
