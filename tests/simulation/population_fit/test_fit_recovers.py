"""What data were made from comes back: by implied moments, since single parameters are known badly from few customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from fit_data import bg_nbd_customers, day, drawn_history, gamma_gamma_amounts, pareto_nbd_customers
from patron.simulation.population.amounts_fit import fit_amounts, repeat_visits, spending_of
from patron.simulation.population.fit import Wish, fit_population
from patron.simulation.population.gamma_gamma import mean_amount
from patron.simulation.population.model import BgNbd, GammaGamma, ParetoNbd
from patron.simulation.population.seasonality import fit_season
from patron.simulation.population.summary import by_customer, summarise
from patron.simulation.population.timing_fit import ModelName, expected, fit_timing, probabilities
from patron.simulation.population.visits import visits_of
from patron.vocabulary import GENERAL

BG = (0.9, 60.0, 0.8, 2.5)  # rates a day
PARETO = (0.9, 60.0, 0.7, 200.0)


@pytest.mark.parametrize(("name", "truth"), [("bg-nbd", BG), ("pareto-nbd", PARETO)])
def test_moments_of_a_made_population_come_back(name: ModelName, truth: tuple[float, float, float, float]) -> None:
    make = bg_nbd_customers if name == "bg-nbd" else pareto_nbd_customers
    visits = visits_of(drawn_history(make(truth, 8000, 730, seed=5, came_within=365))).frame
    fit = fit_timing(summarise(by_customer(visits, day("2023-01-02") + 729), 7.0), name)
    assert fit.sound
    r, alpha, third, fourth = truth
    meant = BgNbd(r, alpha / 7, third, fourth) if name == "bg-nbd" else ParetoNbd(r, alpha / 7, third, fourth / 7)
    for weeks in (13.0, 52.0, 104.0):
        assert float(expected(fit.model, weeks)) == pytest.approx(float(expected(meant, weeks)), rel=0.06)
        assert probabilities(fit.model, weeks, 0)[0] == pytest.approx(probabilities(meant, weeks, 0)[0], abs=0.02)


def test_amounts_come_back() -> None:
    truth = GammaGamma(6.25, 3.74, 15.44)
    drawn = bg_nbd_customers(BG, 6000, 730, seed=6, came_within=365)
    history = drawn_history(drawn, gamma_gamma_amounts(drawn[0], (truth.p, truth.q, truth.gamma), seed=7))
    fit = fit_amounts(spending_of(repeat_visits(visits_of(history).frame), 100))
    assert fit.sound
    assert mean_amount(fit.model) == pytest.approx(mean_amount(truth), rel=0.05)
    assert fit.model.q == pytest.approx(truth.q, rel=0.15)


def test_the_fit_does_not_depend_on_the_size_of_the_currency() -> None:
    drawn = bg_nbd_customers(BG, 2000, 400, seed=6, came_within=100)
    amounts = gamma_gamma_amounts(drawn[0], (6.0, 4.0, 15.0), seed=7)
    small, large = (
        fit_amounts(spending_of(repeat_visits(visits_of(drawn_history(drawn, amounts * times)).frame), 100)).model for times in (1, 10_000)
    )
    assert large.gamma == pytest.approx(small.gamma * 10_000, rel=1e-4)
    assert (large.p, large.q) == pytest.approx((small.p, small.q), rel=1e-4)


def seasonal(drawn: tuple[np.ndarray, np.ndarray], begin: str) -> tuple[np.ndarray, np.ndarray]:
    """Purchases thinned: all in December, half of the others; none of the repeat purchases on Sundays."""
    who, when = drawn
    random = np.random.default_rng(8)
    first = np.zeros(int(who.max()) + 1)
    np.minimum.at(first := np.full(len(first), 1e9), who, when)
    days = [date.fromisoformat(begin) + timedelta(days=int(one)) for one in when]
    chance = np.array([(1.0 if one.month == 12 else 0.5) * (one.weekday() != 6) for one in days])
    kept = (when == first[who]) | (random.random(len(when)) < chance)
    return who[kept], when[kept]


@pytest.mark.parametrize("came_within", [60, 1000])
def test_the_season_is_told_apart_from_a_growing_or_shrinking_base(came_within: int) -> None:
    begin, days = "2022-01-01", 1096
    drawn = bg_nbd_customers((1.0, 40.0, 0.4, 8.0), 6000, days, seed=9, came_within=came_within)
    visits = visits_of(drawn_history(seasonal(drawn, begin), begin=begin)).frame
    last = day("2024-12-31")
    customers = by_customer(visits, last)
    timing = fit_timing(summarise(customers, 7.0), "bg-nbd")
    found = fit_season(visits, customers, timing.model, 7.0, last)
    assert found.years == 3
    months = np.array(found.season.months)
    assert months.mean() == pytest.approx(1, abs=1e-3)
    assert months[11] / months[:11].mean() == pytest.approx(2, rel=0.12)
    assert months[:11].std() < 0.08  # the others are alike, though many more or fewer bought in some of them
    assert found.season.weekdays[6] == 0
    assert found.season.weekdays[:6] == pytest.approx([7 / 6] * 6, rel=0.06)


def test_dear_goods_are_not_taken_for_goods_of_rich_customers() -> None:
    """Rich customers buy mostly diamonds, at the same prices beside gold as everybody."""
    drawn = bg_nbd_customers((1.5, 40.0, 0.4, 8.0), 3000, 730, seed=10, came_within=300)
    random = np.random.default_rng(11)
    rich = random.random(3000) < 0.3
    diamond = random.random(len(drawn[0])) < np.where(rich[drawn[0]], 0.7, 0.2)
    level = np.where(rich, 4.0, 1.0)[drawn[0]]
    amounts = np.round(10_000 * level * np.where(diamond, 3.0, 1.0) * random.gamma(8, 1 / 8, len(level))).astype(np.int64) + 1
    history = drawn_history(drawn, amounts, category=pl.Series(np.where(diamond, "diamond", "gold")))
    goods = {one.category: one for one in fit_population(history, Wish("x", GENERAL, "CNY", 2)).population.goods}
    assert goods["diamond"].price / goods["gold"].price == pytest.approx(3, rel=0.05)
    assert sum(one.share for one in goods.values()) == pytest.approx(1, abs=1e-9)
    assert sum(one.share * one.price for one in goods.values()) == pytest.approx(1, abs=1e-3)
    assert goods["diamond"].share == pytest.approx(diamond.mean(), abs=0.02)


def test_customers_who_do_not_differ_and_never_leave_are_fitted_and_said_to_be_so() -> None:
    random = np.random.default_rng(12)
    who = np.repeat(np.arange(1500), 20)
    when = np.cumsum(random.exponential(30, (1500, 20)), axis=1)
    when = (when - when[:, :1]).ravel()  # everyone begins on day 0
    inside = when < 300
    fit = fit_population(drawn_history((who[inside], when[inside])), Wish("x", GENERAL, "CNY", 2))
    assert fit.timing.stays
    assert float(expected(fit.timing.model, 52.0)) == pytest.approx(365 / 30, rel=0.05)


def test_the_order_of_the_rows_does_not_matter() -> None:
    history = drawn_history(bg_nbd_customers(BG, 1500, 500, seed=13, came_within=200))
    mixed = replace(history, lines=history.lines.sample(fraction=1, shuffle=True, seed=1))
    wish = Wish("x", GENERAL, "CNY", 2)
    assert fit_population(history, wish).population == fit_population(mixed, wish).population
