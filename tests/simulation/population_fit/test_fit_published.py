"""The values that Fader, Hardie and Lee published for the CDNOW sample come out of the same purchases."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from fit_data import cdnow_history, day
from patron.simulation.population import bg_nbd
from patron.simulation.population.amounts_fit import AmountsFit, fit_amounts, repeat_visits, spending_of
from patron.simulation.population.holdout import hold_out
from patron.simulation.population.model import BgNbd
from patron.simulation.population.summary import by_customer, summarise
from patron.simulation.population.timing_fit import ModelName, TimingFit, expected, expected_counts, fit_timing
from patron.simulation.population.visits import visits_of

CALIBRATION, END = "1997-09-30", "1998-06-30"  # weeks 1 to 39, and 40 to 78


@cache
def visits() -> pl.DataFrame:
    return visits_of(cdnow_history()).frame


@cache
def fitted(name: ModelName) -> TimingFit:
    return fit_timing(summarise(by_customer(visits(), day(CALIBRATION)), 7.0), name)


@cache
def amounts() -> AmountsFit:
    return fit_amounts(spending_of(repeat_visits(visits().filter(pl.col("day") <= day(CALIBRATION))), 100))


def test_the_sample_is_that_of_the_literature() -> None:
    summary = summarise(by_customer(visits(), day(CALIBRATION)), 7.0)
    assert (summary.total, summary.repeaters, summary.repeats) == (2357, 946, 2457)
    assert summary.age.max() == pytest.approx(38.86, abs=0.005)


def test_bg_nbd_to_the_digit() -> None:
    fit = fitted("bg-nbd")
    assert isinstance(fit.model, BgNbd)
    assert [round(one, 3) for one in (fit.model.r, fit.model.alpha, fit.model.a, fit.model.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(fit.found.log_likelihood, 2) == -9582.43
    assert fit.sound
    assert not fit.alike
    assert not fit.stays


def test_pareto_nbd_within_the_published_rounding() -> None:
    fit = fitted("pareto-nbd")
    assert fit.found.parameters == pytest.approx((0.553, 10.578, 0.606, 11.669), abs=0.005)
    assert fit.found.log_likelihood == pytest.approx(-9594.98, abs=0.01)
    assert fit.sound


def test_gamma_gamma_on_the_946_repeat_buyers() -> None:
    fit = amounts()
    assert fit.customers == 946
    assert fit.found.settled
    assert (fit.model.p, fit.model.q, fit.model.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.02)


def test_the_published_parameters_imply_the_published_moments() -> None:
    published = BgNbd(0.243, 4.414, 0.793, 2.426)
    assert float(bg_nbd.expected(published, 78.0)) == pytest.approx(1.8605, abs=5e-5)
    assert bg_nbd.probabilities(published, 78.0, 0)[0] == pytest.approx(0.491, abs=5e-4)


@pytest.mark.parametrize(("name", "due"), [("bg-nbd", 1653), ("pareto-nbd", 1665.5)])
def test_weeks_40_to_78_are_forecast_as_published(name: ModelName, due: float) -> None:
    check = hold_out(visits(), day(CALIBRATION), day(END), 7.0, name)
    assert check is not None
    assert check.observed == 1882
    assert check.expected == pytest.approx(due, abs=1)
    assert check.off == pytest.approx(due / 1882 - 1, abs=0.001)
    assert not check.poor  # 12 %, within 15 %
    assert [row.customers for row in check.rows][:3] == [1411, 439, 214]
    assert sum(row.customers for row in check.rows) == 2357


def test_nobody_is_lost_in_the_histogram() -> None:
    summary = summarise(by_customer(visits(), day(CALIBRATION)), 7.0)
    due = expected_counts(fitted("bg-nbd").model, summary, 6)
    assert due.sum() == pytest.approx(2357)
    observed = np.bincount(np.minimum(summary.x, 7), weights=summary.customers)
    # The figure of the paper: chi-square 4.82 over these cells.
    assert float(((observed - due) ** 2 / due).sum()) == pytest.approx(4.82, abs=0.05)


def test_days_give_the_same_customers_as_weeks() -> None:
    daily = fit_timing(summarise(by_customer(visits(), day(CALIBRATION)), 1.0), "bg-nbd")
    weekly = fitted("bg-nbd").model
    assert isinstance(weekly, BgNbd)
    assert isinstance(daily.model, BgNbd)
    assert daily.model.alpha == pytest.approx(7 * weekly.alpha, rel=1e-4)
    assert float(expected(daily.model, 365.0)) == pytest.approx(float(expected(weekly, 365.0 / 7)), rel=1e-5)
