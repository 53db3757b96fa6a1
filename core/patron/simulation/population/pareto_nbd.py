"""Pareto/NBD (Schmittlein, Morrison and Colombo, Management Science 1987): likelihood and expectations.

While active, a customer buys as a Poisson process; she drops out at any time, after an exponential lifetime of her own.
Formulas by Fader and Hardie's "A Note on Deriving the Pareto/NBD Model" (2005). Parameters are r, alpha, s, beta, all above 0.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from patron.simulation.population.model import ParetoNbd
from patron.simulation.population.pareto_kernel import by_row
from patron.simulation.population.summary import Counts, Floats, Summary


def log_likelihood(model: ParetoNbd, summary: Summary) -> float:
    """Of the whole summary."""
    return value_and_gradient(np.log([model.r, model.alpha, model.s, model.beta]), summary)[0]


def value_and_gradient(logs: Floats, summary: Summary) -> tuple[float, Floats]:
    """The log-likelihood at the logarithms of (r, alpha, s, beta), and its derivatives by them."""
    r, alpha, s, beta = (float(one) for one in np.exp(logs))
    found = by_row(ParetoNbd(r, alpha, s, beta), summary.x, summary.recency, summary.age)
    sums = found @ summary.customers.astype(np.float64)
    highest = int(summary.x.max(initial=0))
    each = np.arange(highest + 1, dtype=np.float64)
    number = np.bincount(summary.x, weights=summary.customers, minlength=highest + 1)
    total = number.sum()
    value = number @ (special.gammaln(r + each) - special.gammaln(r)) + total * (r * np.log(alpha) + s * np.log(beta)) + sums[0]
    by_r = number @ (special.digamma(r + each) - special.digamma(r)) + total * np.log(alpha) + sums[2]
    gradient = np.array(
        [
            by_r * r,
            (total * r / alpha + sums[3]) * alpha,
            (total * np.log(beta) + sums[4]) * s,
            (total * s / beta + sums[5]) * beta,
        ]
    )
    return float(value), gradient


def expected(model: ParetoNbd, time: float | Floats) -> Floats:
    """E[X(t)]: repeat purchases of a new customer in the time after her first."""
    return model.r / model.alpha * _active_time(model.s, model.beta, np.asarray(time, dtype=np.float64))


def probabilities(model: ParetoNbd, time: float, most: int) -> Floats:
    """P(X(t) = n) for n = 0 to `most` of a new customer: over the time at which she drops out, or none until then."""
    if time <= 0:
        return np.asarray(np.arange(most + 1) == 0, dtype=np.float64)
    n = np.arange(most + 1)
    nodes, weights = np.polynomial.legendre.leggauss(200)
    reach = float(np.log1p(time / model.beta))
    v = reach * (nodes + 1) / 2
    lived = model.beta * np.expm1(v)
    density = model.s * np.exp(-model.s * v) * weights * reach / 2
    counts = stats.nbinom.pmf(n[:, None], model.r, model.alpha / (model.alpha + lived)[None, :])
    stays = stats.nbinom.pmf(n, model.r, model.alpha / (model.alpha + time))
    return np.asarray(counts @ density + stays * np.exp(-model.s * reach), dtype=np.float64)


def alive(model: ParetoNbd, x: Counts, recency: Floats, age: Floats) -> Floats:
    """The chance that customers with these histories are still active at the end of the observation."""
    found = by_row(model, x, recency, age)
    return np.asarray(np.exp(found[1] - found[0]), dtype=np.float64)


def expected_after(model: ParetoNbd, x: Counts, recency: Floats, age: Floats, time: float | Floats) -> Floats:
    """Purchases in the time after the observation, of customers with these histories."""
    rate = (model.r + x) / (model.alpha + age)
    # Who is still active has a drop-out rate that is gamma(s, beta + age).
    return rate * _active_time(model.s, model.beta + age, np.asarray(time, dtype=np.float64)) * alive(model, x, recency, age)


def _active_time(s: float, beta: float | Floats, time: Floats) -> Floats:
    """How much of the time a customer is active whose drop-out rate is gamma(s, beta): beta (1 - (1 + t/beta)^(1-s)) / (s - 1)."""
    reach = np.log1p(time / beta)
    # (1 - exp(-z)) / z with z = (s-1) log(1 + t/beta) is smooth at s = 1, where the closed form divides by nothing.
    return np.asarray(beta * reach * special.exprel(-(s - 1) * reach), dtype=np.float64)
