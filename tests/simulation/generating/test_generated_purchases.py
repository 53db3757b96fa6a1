"""Generated customers buy as their models say: the moments that the models' authors published or that follow in closed form."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pytest
from patron.engine.days import to_day
from patron.simulation.behaviour.made import baseline_lives
from patron.simulation.population.calendar import calendar_of, years
from patron.simulation.population.model import Arrival, BgNbd, GammaGamma, Goods, ParetoNbd, Population, Season
from patron.simulation.population.random import world_key
from patron.simulation.population.world import Span, World, draw_world
from scipy.special import hyp2f1, polygamma

WEEK = 7
WEEKS = 78
# Fader, Hardie and Lee 2005, table 2: the CDNOW cohort of 2,357 customers.
CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426)
CDNOW_PARETO = ParetoNbd(0.553, 10.578, 0.606, 11.669)
AMOUNTS = GammaGamma(6.25, 3.74, 15.44)  # Fader and Hardie 2013
START = to_day(date(2024, 1, 1))


def cohort(timing: BgNbd | ParetoNbd, customers: int = 200_000) -> World:
    """Customers who all come within the first day of a long time, so that each is looked at for 78 weeks and more."""
    population = Population("cdnow", "USD", timing, WEEK, AMOUNTS, customers=customers, arrival=Arrival(0, 0.0))
    span = Span(START, START + 1, START + WEEKS * WEEK + 1)
    return draw_world(population, span, seed=7, world=0)


def repeats(world: World) -> npt.NDArray[np.int64]:
    """Repeat purchases within 78 weeks of each customer's first."""
    paths = world.paths
    within = paths.when <= world.customers.came[paths.customer] + WEEKS * WEEK
    return np.bincount(paths.customer[within], minlength=len(world.customers)) - 1


def test_bg_nbd_of_cdnow() -> None:
    """E[X(78)] = 1.8605 and P(X(78) = 0) = .491 in the paper's model, by its own figures."""
    found = repeats(cohort(CDNOW))
    r, alpha, a, b = CDNOW.r, CDNOW.alpha, CDNOW.a, CDNOW.b
    z = WEEKS / (alpha + WEEKS)
    expected = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + WEEKS)) ** r * hyp2f1(r, b, a + b - 1, z))
    assert expected == pytest.approx(1.8605, abs=0.002)
    assert found.mean() == pytest.approx(expected, abs=4 * found.std() / np.sqrt(len(found)))
    assert (found == 0).mean() == pytest.approx((alpha / (alpha + WEEKS)) ** r, abs=0.005)
    assert (found == 0).mean() == pytest.approx(0.491, abs=0.005)
    # P(X = 1): one purchase, and either the end of it or none after it.
    pairs = b / (a + b)
    one = pairs * r * (alpha / (alpha + WEEKS)) ** r * (WEEKS / (alpha + WEEKS))
    dropped = a / (a + b) * (1 - (alpha / (alpha + WEEKS)) ** r)
    assert (found == 1).mean() == pytest.approx(one + dropped, abs=0.005)


def test_pareto_nbd_of_cdnow() -> None:
    """Schmittlein, Morrison and Colombo 1987: E[X(t)] = r beta / (alpha (s - 1)) (1 - (beta / (beta + t))^(s - 1))."""
    found = repeats(cohort(CDNOW_PARETO))
    r, alpha, s, beta = CDNOW_PARETO.r, CDNOW_PARETO.alpha, CDNOW_PARETO.s, CDNOW_PARETO.beta
    expected = r * beta / (alpha * (s - 1)) * (1 - (beta / (beta + WEEKS)) ** (s - 1))
    assert found.mean() == pytest.approx(expected, abs=4 * found.std() / np.sqrt(len(found)))


def test_amounts_of_gamma_gamma() -> None:
    """The mean is p gamma / (q - 1), and a customer's amounts are alike by q and p."""
    world = cohort(CDNOW, 100_000)
    lives = baseline_lives(world)
    amount = lives.found.amount / 100
    mean = AMOUNTS.p * AMOUNTS.gamma / (AMOUNTS.q - 1)
    first = lives.paths.number == 0
    assert amount[first].mean() == pytest.approx(mean, rel=0.01)
    second = np.flatnonzero(lives.paths.number == 1)
    both = np.log(np.stack([amount[second - 1], amount[second]]))
    between, within = polygamma(1, AMOUNTS.q), polygamma(1, AMOUNTS.p)
    assert np.corrcoef(both)[0, 1] == pytest.approx(between / (between + within), abs=0.02)


def test_goods_and_prices() -> None:
    population = Population(
        "g",
        "CNY",
        CDNOW,
        WEEK,
        AMOUNTS,
        customers=50_000,
        goods=(Goods("gold", 0.7), Goods("jade", 0.3, price=3.0)),
        arrival=Arrival(12, 0),
    )
    world = draw_world(population, Span(START, START + 366, START + 500), seed=3, world=1)
    found = baseline_lives(world).found
    assert (found.goods == 1).mean() == pytest.approx(0.3, abs=0.01)
    assert found.amount[found.goods == 1].mean() / found.amount[found.goods == 0].mean() == pytest.approx(3, rel=0.05)


def test_the_season_is_followed() -> None:
    """A month of weight 2 sells twice what one of weight 1 sells a day; a weekday of weight 0 nothing."""
    season = Season(months=(1.0,) * 6 + (2.0,) * 6, weekdays=(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0))
    population = Population(
        "s", "CNY", BgNbd(50.0, 5000.0, 0.001, 100.0), 1.0, AMOUNTS, customers=20_000, season=season, arrival=Arrival(0, 0)
    )
    world = draw_world(population, Span(START, START + 1, START + 365), seed=3, world=1)
    lives = baseline_lives(world)
    again = lives.found.day[lives.paths.number > 0] - START
    assert (again % 7 != 6).all()  # 1 January 2024 is a Monday
    late = again >= 182  # 1 July
    weekdays = [sum((day % 7) != 6 for day in days) for days in (range(182), range(182, 366))]
    assert late.sum() / (~late).sum() == pytest.approx(2 * weekdays[1] / weekdays[0], rel=0.03)


def test_even_time_is_a_day_a_day() -> None:
    span = Span(START, START + 100, START + 400)
    calendar = calendar_of(Season(), span)
    assert calendar.starts.tolist() == list(range(402))
    assert (calendar.launch, calendar.end) == (100, 401)
    assert years(to_day(date(2025, 1, 1)), to_day(date(2025, 12, 31))) == 1
    assert years(to_day(date(2024, 1, 1)), to_day(date(2026, 12, 31))) == 3


def test_new_customers_come_through_the_period() -> None:
    population = Population("n", "CNY", CDNOW, WEEK, AMOUNTS, customers=20_000, arrival=Arrival(24, 0.3))
    span = Span(to_day(date(2023, 1, 1)), to_day(date(2025, 1, 1)), to_day(date(2025, 12, 31)))
    world = draw_world(population, span, seed=1, world=0)
    assert (world.customers.known, len(world.customers)) == (20_000, 26_000)
    joined = baseline_lives(world).found.day[baseline_lives(world).paths.number == 0]
    assert joined[:20_000].max() < span.launch <= joined[20_000:].min()
    assert np.median(joined[:20_000]) == pytest.approx(span.first + 365, abs=10)
    assert np.median(joined[20_000:]) == pytest.approx(span.launch + 182, abs=8)


def test_the_key_of_a_world_is_its_seed_and_number() -> None:
    keys = {int(world_key(seed, world)) for seed in range(50) for world in range(200)}
    assert len(keys) == 10_000
