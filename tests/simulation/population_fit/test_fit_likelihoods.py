"""Likelihoods, derivatives and expectations against slow direct formulas: integrals over each customer's own rate and drop-out."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from patron.simulation.population import bg_nbd, gamma_gamma, pareto_nbd
from patron.simulation.population.gamma_gamma import Spending
from patron.simulation.population.model import BgNbd, GammaGamma, ParetoNbd
from patron.simulation.population.summary import Summary
from scipy import special, stats

ROWS = [(0, 0.0, 5.0), (1, 0.2, 30.0), (1, 29.0, 30.0), (4, 10.0, 38.9), (30, 35.0, 38.9), (2, 38.9, 38.9)]
BG = [BgNbd(0.243, 4.414, 0.793, 2.426), BgNbd(2.0, 30.0, 1.0, 1.0), BgNbd(0.5, 1.0, 3.0, 0.5)]
PARETO = [
    ParetoNbd(0.553, 10.578, 0.606, 11.669),
    ParetoNbd(2.0, 10.0, 1.0, 10.0),
    ParetoNbd(0.5, 3.0, 2.5, 40.0),
    ParetoNbd(3, 20, 1.5, 4),
]


def one_row(x: int, recency: float, age: float, customers: int = 1) -> Summary:
    return Summary(np.array([x]), np.array([recency]), np.array([age]), np.array([customers]), 7.0)


def over(low: float, high: float, function: Callable[[np.ndarray], np.ndarray]) -> float:
    """The integral of a function that has vanished at both ends, on a fine even grid."""
    grid = np.linspace(low, high, 40_001)
    return float(function(grid).sum() * (grid[1] - grid[0]))


def bg_directly(model: BgNbd, x: int, t: float, age: float) -> float:
    """Over the chance p, by its log-odds: gamma(r, alpha) rates integrate in closed form for one p."""
    base = special.gamma(model.r + x) / special.gamma(model.r) * model.alpha**model.r

    def of(odds: np.ndarray) -> np.ndarray:
        log_p, log_rest = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
        density = np.exp(model.a * log_p + model.b * log_rest - special.betaln(model.a, model.b))
        stays = np.exp(x * log_rest) * (model.alpha + age) ** -(model.r + x)
        left = np.exp(log_p + (x - 1) * log_rest) * (model.alpha + t) ** -(model.r + x) if x else 0.0
        return np.asarray(base * density * (stays + left))

    return over(-120, 120, of)


def pareto_directly(model: ParetoNbd, x: int, t: float, age: float) -> float:
    """Over the logarithms of the rates of purchases and of leaving."""
    grid = np.linspace(-30, 5, 2001)
    rate, leaving = np.exp(grid)[:, None], np.exp(grid)[None, :]
    both = rate + leaving
    here = rate**x * leaving / both * np.exp(-both * t) + rate ** (x + 1) / both * np.exp(-both * age)
    chance = stats.gamma.pdf(leaving, model.s, scale=1 / model.beta) * stats.gamma.pdf(rate, model.r, scale=1 / model.alpha)
    return float((here * chance * rate * leaving).sum() * (grid[1] - grid[0]) ** 2)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("model", BG)
def test_bg_nbd_is_the_integral_over_the_chance_to_leave(model: BgNbd, row: tuple[int, float, float]) -> None:
    assert bg_nbd.log_likelihood(model, one_row(*row)) == pytest.approx(math.log(bg_directly(model, *row)), abs=1e-6)


@pytest.mark.parametrize("row", [ROWS[0], ROWS[2], ROWS[3]])
@pytest.mark.parametrize("model", PARETO)
def test_pareto_nbd_is_the_integral_over_both_rates(model: ParetoNbd, row: tuple[int, float, float]) -> None:
    assert pareto_nbd.log_likelihood(model, one_row(*row)) == pytest.approx(math.log(pareto_directly(model, *row)), abs=1e-5)


def pareto_published(model: ParetoNbd, x: int, t: float, age: float) -> float:
    """Fader and Hardie (2005), formula 22, for alpha >= beta and the other way round."""
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
    n, high, low = r + s + x, max(alpha, beta), min(alpha, beta)
    second = s + 1 if alpha >= beta else r + x

    def part(time: float) -> float:
        return float(special.hyp2f1(n, second, n + 1, (high - low) / (high + time)) / (high + time) ** n)

    base = special.gamma(r + x) / special.gamma(r) * alpha**r * beta**s
    return float(base * ((alpha + age) ** -(r + x) * (beta + age) ** -s + s / n * (part(t) - part(age))))


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("model", PARETO)
def test_pareto_nbd_is_the_published_formula(model: ParetoNbd, row: tuple[int, float, float]) -> None:
    assert pareto_nbd.log_likelihood(model, one_row(*row)) == pytest.approx(math.log(pareto_published(model, *row)), abs=1e-8)


@pytest.mark.parametrize("row", [(0, 0.0, 1e-9), (800, 1000.0, 1000.0), (2000, 3.0, 3000.0), (1, 1e-6, 4000.0)])
@pytest.mark.parametrize("size", [1e-6, 1e-3, 1.0, 1e3, 1e6])
def test_nothing_overflows_at_the_ends(row: tuple[int, float, float], size: float) -> None:
    logs = np.log([size, 1.0, 1.0 / size, size])
    for module in (bg_nbd, pareto_nbd):
        value, gradient = module.value_and_gradient(logs, one_row(*row))
        assert math.isfinite(value)
        assert np.isfinite(gradient).all()


def differences(function: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    steps = 1e-5 * np.eye(len(at))
    return np.array([(function(at + step) - function(at - step)) / 2e-5 for step in steps])


@pytest.mark.parametrize("module", [bg_nbd, pareto_nbd], ids=["bg", "pareto"])
def test_derivatives_are_those_of_the_value(module: object) -> None:
    rows = np.array(ROWS)
    summary = Summary(rows[:, 0].astype(np.int64), rows[:, 1], rows[:, 2], np.array([40, 3, 5, 2, 1, 7]), 7.0)
    for parameters in ([0.243, 4.414, 0.793, 2.426], [0.553, 10.578, 0.606, 11.669], [3.0, 2.0, 5.0, 40.0]):
        at = np.log(parameters)
        gradient = module.value_and_gradient(at, summary)[1]  # type: ignore[attr-defined]
        assert gradient == pytest.approx(differences(lambda one: module.value_and_gradient(one, summary)[0], at), rel=1e-6, abs=1e-6)  # type: ignore[attr-defined]


def test_rows_that_stand_for_several_customers_count_so() -> None:
    for module, model in ((bg_nbd, BG[0]), (pareto_nbd, PARETO[0])):
        one = module.log_likelihood(model, one_row(*ROWS[3]))  # type: ignore[arg-type]
        assert module.log_likelihood(model, one_row(*ROWS[3], customers=17)) == pytest.approx(17 * one)  # type: ignore[arg-type]


def test_gamma_gamma_is_the_density_of_the_mean() -> None:
    model = GammaGamma(6.25, 3.74, 15.44)

    def density(x: int, mean: float) -> float:
        def of(nu: np.ndarray) -> np.ndarray:
            own = stats.gamma.pdf(mean, model.p * x, scale=1 / (nu * x))
            return np.asarray(own * stats.gamma.pdf(nu, model.q, scale=1 / model.gamma))

        return over(1e-9, 5, of)

    for x, mean in ((1, 35.0), (3, 12.5), (12, 80.0)):
        spending = Spending(np.array([x]), np.array([mean]), np.array([1]))
        assert gamma_gamma.log_likelihood(model, spending) == pytest.approx(math.log(density(x, mean)), abs=1e-6)


def test_derivatives_of_gamma_gamma() -> None:
    spending = Spending(np.array([1, 2, 9]), np.array([20.0, 35.5, 80.0]), np.array([4, 2, 1]))
    for at in (np.log([6.25, 3.74, 15.44]), np.log([1.0, 9.0, 400.0])):
        gradient = gamma_gamma.value_and_gradient(at, spending)[1]
        assert gradient == pytest.approx(differences(lambda one: gamma_gamma.value_and_gradient(one, spending)[0], at), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("model", [*BG, BgNbd(0.3, 5.0, 1.0 + 1e-9, 2.0), BgNbd(0.3, 5.0, 1e-4, 9.0)])
def test_bg_nbd_counts_add_up_to_the_expectation(model: BgNbd) -> None:
    chances = bg_nbd.probabilities(model, 20.0, 4000)
    assert chances.sum() == pytest.approx(1, abs=1e-6)
    assert float(chances @ np.arange(4001)) == pytest.approx(float(bg_nbd.expected(model, 20.0)), rel=1e-4)


@pytest.mark.parametrize("model", [*PARETO, ParetoNbd(0.3, 5.0, 1.0 + 1e-12, 2.0)])
def test_pareto_nbd_counts_add_up_to_the_expectation(model: ParetoNbd) -> None:
    chances = pareto_nbd.probabilities(model, 20.0, 1000)
    assert chances.sum() == pytest.approx(1, abs=1e-6)
    assert float(chances @ np.arange(1001)) == pytest.approx(float(pareto_nbd.expected(model, 20.0)), rel=1e-4)


def test_bg_nbd_expects_what_the_published_closed_form_does() -> None:
    model, x, t, age, time = BgNbd(0.243, 4.414, 0.793, 2.426), 2, 30.43, 38.86, 39.0
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    shrink = ((alpha + age) / (alpha + age + time)) ** (r + x) * special.hyp2f1(r + x, b + x, a + b + x - 1, time / (alpha + age + time))
    closed = (a + b + x - 1) / (a - 1) * (1 - shrink) / (1 + a / (b + x - 1) * ((alpha + age) / (alpha + t)) ** (r + x))
    assert closed == pytest.approx(1.226, abs=0.0005)  # the worked example of Fader, Hardie and Lee's spreadsheet note
    found = bg_nbd.expected_after(model, np.array([x]), np.array([t]), np.array([age]), time)
    assert found[0] == pytest.approx(closed, rel=1e-6)


def test_long_histories_have_an_expectation_where_the_closed_form_has_none() -> None:
    model = BgNbd(0.5, 2.0, 0.8, 2.5)
    found = bg_nbd.expected_after(model, np.array([900]), np.array([1000.0]), np.array([1000.5]), 52.0)
    rate, stays = 900.5 / 1002.5, 0.8 / 903.3
    assert found[0] == pytest.approx(rate * 52 * (1 - rate * 52 * stays / 2), rel=0.01)  # one who hardly ever leaves


def test_alive() -> None:
    for module, model in ((bg_nbd, BG[0]), (pareto_nbd, PARETO[0])):
        chances = module.alive(model, np.array([5, 5, 5]), np.array([38.9, 20.0, 5.0]), np.array([38.9] * 3))  # type: ignore[arg-type]
        assert (np.diff(chances) < 0).all()  # the longer the silence, the less likely
        assert ((chances > 0) & (chances <= 1)).all()
    assert bg_nbd.alive(BG[0], np.array([0]), np.array([0.0]), np.array([500.0]))[0] == 1  # BG/NBD: nobody leaves before a repeat
    assert pareto_nbd.alive(PARETO[0], np.array([3]), np.array([9.0]), np.array([9.0]))[0] == pytest.approx(1)
