"""BG/NBD (Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science 2005): likelihood and expectations.

While active, a customer buys as a Poisson process; after each repeat purchase she drops out with a chance of her own.
Times are in units of the summary. Parameters are r, alpha, a, b, all above 0.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from patron.simulation.population.model import BgNbd
from patron.simulation.population.summary import Counts, Floats, Summary

_STEP = 0.08  # of the trapezoid rule: five digits or more for any a and b, ten for those that are usual


def log_likelihood(model: BgNbd, summary: Summary) -> float:
    """Of the whole summary (formula 6 of the paper, in logarithms)."""
    return value_and_gradient(np.log([model.r, model.alpha, model.a, model.b]), summary)[0]


def value_and_gradient(logs: Floats, summary: Summary) -> tuple[float, Floats]:
    """The log-likelihood at the logarithms of (r, alpha, a, b), and its derivatives by them.

    L = A1 A2 (A3 + A4): A1 = G(r+x) alpha^r / G(r), A2 = B(a, b+x) / B(a, b), A3 = (alpha+T)^-(r+x),
    A4 = a / (b+x-1) (alpha+t)^-(r+x) for x > 0. What depends on x alone is worked out once for each x.
    """
    r, alpha, a, b = np.exp(logs)
    x, weight = summary.x, summary.customers
    highest = int(x.max(initial=0))
    each = np.arange(highest + 1, dtype=np.float64)
    number = np.bincount(x, weights=weight, minlength=highest + 1)
    alone = special.gammaln(r + each) - special.gammaln(r) + r * np.log(alpha) + special.betaln(a, b + each) - special.betaln(a, b)
    repeat = np.maximum(each - 1.0, 0.0)
    log_odds = np.where(each > 0, np.log(a) - np.log(b + repeat), -np.inf)
    n = r + x
    late, early = np.log(alpha + summary.age), np.log(alpha + summary.recency)
    active, gone = -n * late, log_odds[x] - n * early
    both = np.logaddexp(active, gone)
    value = float(number @ alone + weight @ both)
    share = np.exp(gone - both)  # that she is gone already
    gone_by_x = np.bincount(x, weights=weight * share, minlength=highest + 1)
    digamma = special.digamma
    by_r = number @ (digamma(r + each) - digamma(r) + np.log(alpha)) - weight @ (late + share * (early - late))
    by_alpha = weight.sum() * r / alpha - (weight * n) @ ((1 - share) / (alpha + summary.age) + share / (alpha + summary.recency))
    total = digamma(a + b + each) - digamma(a + b)
    by_a = gone_by_x.sum() / a - number @ total
    by_b = number @ (digamma(b + each) - digamma(b) - total) - gone_by_x @ np.where(each > 0, 1 / (b + repeat), 0.0)
    return value, np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])


def expected(model: BgNbd, time: float | Floats) -> Floats:
    """E[X(t)]: repeat purchases of a new customer in the time after her first (formula 9)."""
    return _purchases(_array(time), _array(model.r), _array(model.alpha), model.a, _array(model.b))


def probabilities(model: BgNbd, time: float, most: int) -> Floats:
    """P(X(t) = n) for n = 0 to `most` of a new customer (formula 8)."""
    n = np.arange(most + 1, dtype=np.float64)
    stay = model.alpha / (model.alpha + time)
    survived = np.exp(special.betaln(model.a, model.b + n) - special.betaln(model.a, model.b))
    found = survived * stats.nbinom.pmf(n, model.r, stay)
    dropped = np.exp(special.betaln(model.a + 1, model.b + n[1:] - 1) - special.betaln(model.a, model.b))
    found[1:] += dropped * stats.nbinom.sf(n[1:] - 1, model.r, stay)
    return np.asarray(found, dtype=np.float64)


def alive(model: BgNbd, x: Counts, recency: Floats, age: Floats) -> Floats:
    """The chance that customers with these histories are still active at the end of the observation."""
    n = model.r + x
    log_odds = np.log(model.a) - np.log(model.b + np.maximum(x - 1, 0)) + n * np.log((model.alpha + age) / (model.alpha + recency))
    return np.where(x > 0, special.expit(-log_odds), 1.0)


def expected_after(model: BgNbd, x: Counts, recency: Floats, age: Floats, time: float | Floats) -> Floats:
    """Purchases in the time after the observation, of customers with these histories (formula 10)."""
    later = _purchases(
        _array(time), np.asarray(model.r + x, dtype=np.float64), model.alpha + age, model.a, np.asarray(model.b + x, dtype=np.float64)
    )
    return later * alive(model, x, recency, age)


def _array(numbers: float | Floats) -> Floats:
    return np.asarray(numbers, dtype=np.float64)


def _purchases(time: Floats, n: Floats, scale: Floats, a: float, b: Floats) -> Floats:
    """Of an active customer whose rate is gamma(n, scale) and whose chance p to drop out is beta(a, b).

    The mean over p of (1 - (1 + p t / scale)^-n) / p: the paper's closed form is this integral, but its hypergeometric
    function cancels near a = 1 and overflows for long histories, and the integral does neither.
    """
    found = np.empty(np.broadcast_shapes(time.shape, n.shape, scale.shape, b.shape))
    u, n, b = (np.broadcast_to(one, found.shape).ravel() for one in (time / scale, n, b))
    order = np.argsort(b, kind="stable")
    flat = np.empty(len(b))
    for part in np.split(order, np.flatnonzero(np.diff(b[order])) + 1) if len(b) else []:
        chance, weight = _nodes(a, float(b[part[0]]))
        flat[part] = 0.0
        for p, w in zip(chance, weight, strict=True):
            flat[part] -= w / p * np.expm1(-n[part] * np.log1p(p * u[part]))
    found[...] = flat.reshape(found.shape)
    return found


def _nodes(a: float, b: float) -> tuple[Floats, Floats]:
    """Points p and weights for means over beta(a, b): the trapezoid rule in tau, logit(p) = log(a/b) + width sinh(tau)."""
    width = np.sqrt(1 / a + 1 / b)
    reach = np.arcsinh(40 * max(1 / a, 1 / b, width) / width)
    tau = np.linspace(-reach, reach, 2 * int(np.ceil(reach / _STEP)) + 1)
    logit = np.clip(np.log(a) - np.log(b) + width * np.sinh(tau), -700.0, None)
    log_p, log_rest = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    height = a * log_p + b * log_rest
    weight = np.exp(height - height.max()) * np.cosh(tau)
    kept = weight > 1e-18 * weight.max()
    return np.exp(log_p[kept]), weight[kept] / weight.sum()
