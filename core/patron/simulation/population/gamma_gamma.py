"""Gamma-Gamma (Fader and Hardie, "The Gamma-Gamma Model of Monetary Value", 2013): what customers spend a visit.

A visit's amount is gamma(p, nu), and nu differs between customers as gamma(q, gamma). It is fitted to the mean
amounts of customers with several visits; money is in whole units of the currency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from patron.simulation.population.model import GammaGamma
from patron.simulation.population.summary import Counts, Floats


@dataclass(frozen=True, slots=True)
class Spending:
    """Customers by number of visits `x` (1 or more) and their `mean` amount (above 0); `customers` share a row."""

    x: Counts
    mean: Floats
    customers: Counts


def log_likelihood(model: GammaGamma, spending: Spending) -> float:
    """Of all customers' mean amounts (formula 1a of the note)."""
    return value_and_gradient(np.log([model.p, model.q, model.gamma]), spending)[0]


def value_and_gradient(logs: Floats, spending: Spending) -> tuple[float, Floats]:
    """The log-likelihood at the logarithms of (p, q, gamma), and its derivatives by them."""
    p, q, gamma = np.exp(logs)
    x, mean, weight = spending.x.astype(np.float64), spending.mean, spending.customers
    visits, at = np.unique(spending.x, return_inverse=True)
    number = np.bincount(at, weights=weight)
    px, pv = p * x, p * visits
    log_mean, log_both = np.log(mean), np.log(gamma + x * mean)
    value = float(
        number @ (special.gammaln(pv + q) - special.gammaln(pv) - special.gammaln(q) + q * np.log(gamma) + pv * np.log(visits))
        + weight @ ((px - 1) * log_mean - (px + q) * log_both)
    )
    shared = special.digamma(pv + q)
    by_p = number @ (visits * (shared - special.digamma(pv) + np.log(visits))) + weight @ (x * (log_mean - log_both))
    by_q = number @ (shared - special.digamma(q) + np.log(gamma)) - weight @ log_both
    by_gamma = weight @ (q / gamma - (px + q) / (gamma + x * mean))
    return value, np.array([by_p * p, by_q * q, by_gamma * gamma])


def mean_amount(model: GammaGamma) -> float:
    """What a visit of any customer brings in the mean; endless where q is 1 or less."""
    return model.p * model.gamma / (model.q - 1) if model.q > 1 else float("inf")
