"""The Pareto/NBD likelihood of each row with its derivatives, compiled: one smooth integral instead of hypergeometric functions.

A customer of r, alpha, s, beta with x repeat visits, the last at t, seen until T, has the likelihood G(r+x) / G(r) alpha^r beta^s
times  (alpha+T)^-(r+x) (beta+T)^-s  +  integral from t to T of  s (beta+u)^-(s+1) (alpha+u)^-(r+x) du :
she is active at T, or dropped out at u. (It is formula A23 of Fader and Hardie's "A Note on Deriving the Pareto/NBD Model"
before its integral is solved.) In v = log(min(alpha, beta) + u) the integrand is close to an exponential, so a few panels of
Gauss-Legendre nodes give all digits, where the hypergeometric functions of the solution overflow or cancel.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from patron.simulation.population.compiled import entry, helper
from patron.simulation.population.model import ParetoNbd

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_WIDEST = 2.0  # of a panel in v: the integrand has no singularity nearer than pi to the real line
_STEEP = 4.0  # the integrand falls by at most exp(-4) over the first panel, and panels then double
_FORGET = -46.0  # a panel that begins at exp(-46) of the first value is below the last digit
Floats = npt.NDArray[np.float64]


@helper
def integral(n: float, s: float, alpha: float, beta: float, begin: float, end: float, slopes: Any) -> float:
    """The logarithm of the integral of (beta+u)^-(s+1) (alpha+u)^-n from `begin` to `end`; -inf where they are equal.

    `slopes` takes its means, under the integrand as density, of log(alpha+u), log(beta+u), 1/(alpha+u), 1/(beta+u).
    """
    slopes[:] = 0.0
    if end <= begin:
        return -math.inf
    small = min(alpha, beta)
    low, high = math.log(small + begin), math.log(small + end)
    top = -n * math.log(alpha + begin) - (s + 1.0) * math.log(beta + begin) + low
    width = min(_WIDEST, _STEEP / (n + s + 1.0))
    total, left = 0.0, low
    while left < high:
        right = left + width
        if right > high or high - right < 1e-3 * width:
            right = high
        half = (right - left) / 2.0
        first = 0.0
        for i in range(len(_NODES)):
            v = left + half * (1.0 + _NODES[i])
            u = math.exp(v) - small
            log_alpha, log_beta = math.log(alpha + u), math.log(beta + u)
            height = -n * log_alpha - (s + 1.0) * log_beta + v - top
            if i == 0:
                first = height
            part = math.exp(height) * _WEIGHTS[i] * half
            total += part
            slopes[0] += part * log_alpha
            slopes[1] += part * log_beta
            slopes[2] += part / (alpha + u)
            slopes[3] += part / (beta + u)
        left = right
        width = min(_WIDEST, 2.0 * width)
        if first < _FORGET:
            break
    slopes /= total
    return top + math.log(total)


@entry
def rows(r: float, alpha: float, s: float, beta: float, x: Any, recency: Any, age: Any, out: Any) -> None:
    """For each row the logarithm of active + gone in out[0], of active in out[1]; derivatives by r, alpha, s, beta in out[2:6].

    What depends on x alone, and r log(alpha) + s log(beta), is left to the caller.
    """
    slopes = np.zeros(4)
    for i in range(len(x)):
        n = r + x[i]
        log_alpha, log_beta = math.log(alpha + age[i]), math.log(beta + age[i])
        active = -n * log_alpha - s * log_beta
        gone = integral(n, s, alpha, beta, recency[i], age[i], slopes)
        both, share = active, 0.0
        if gone > -math.inf:
            gone += math.log(s)
            high = max(active, gone)
            both = high + math.log(math.exp(active - high) + math.exp(gone - high))
            share = math.exp(gone - both)
        stays = 1.0 - share
        out[0, i], out[1, i] = both, active
        out[2, i] = -stays * log_alpha - share * slopes[0]
        out[3, i] = -n * (stays / (alpha + age[i]) + share * slopes[2])
        out[4, i] = -stays * log_beta + share * (1.0 / s - slopes[1])
        out[5, i] = -s * stays / (beta + age[i]) - (s + 1.0) * share * slopes[3]


def by_row(model: ParetoNbd, x: npt.NDArray[np.int64], recency: Floats, age: Floats) -> Floats:
    """`rows` for Python: an array of 6 by the number of rows."""
    out = np.empty((6, len(x)))
    rows(model.r, model.alpha, model.s, model.beta, x, recency, age, out)
    return out
