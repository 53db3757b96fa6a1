"""What visits bring: Gamma-Gamma fitted to the repeat visits of a history, each as a multiple of its kind of goods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import polars as pl

from patron.simulation.population import gamma_gamma
from patron.simulation.population.fitting import MOST, Found, maximise
from patron.simulation.population.gamma_gamma import Spending
from patron.simulation.population.model import GammaGamma

_STARTS = ((1.0, 3.0, 3.0), (6.0, 4.0, 1.0), (3.0, 20.0, 7.0), (0.5, 2.0, 2.0))  # of amounts whose mean is 1

_ROWS = 10_000  # on which the starts are tried, where there are more


@dataclass(frozen=True, slots=True)
class AmountsFit:
    """The model, in whole units of the currency; `alike`: customers do not differ in what they spend."""

    model: GammaGamma
    found: Found
    customers: int
    alike: bool = False

    @property
    def sound(self) -> bool:
        """Whether the likelihood has a highest point, and the amounts a mean."""
        meant = {1, 2} if self.alike else set()
        return self.found.settled and set(self.found.at_edge) <= meant and self.model.q > 1


def repeat_visits(visits: pl.DataFrame) -> pl.DataFrame:
    """The visits after each member's first; columns as they are, a row a visit."""
    return visits.filter(pl.col("day") > pl.col("day").min().over("member_id"))


def spending_of(repeats: pl.DataFrame, minor_units: int) -> Spending:
    """Mean amounts of repeat visits by customer, in whole units of the currency; customers with equal rows counted once.

    Who paid nothing on any of them is left out: an amount of 0 has no place in Gamma-Gamma.

    `repeats` has the columns `member_id` and `amount`; the amount may be a float, in minor units.
    """
    rows = (
        repeats.group_by("member_id")
        .agg(x=pl.len().cast(pl.Int64), total=pl.col("amount").cast(pl.Float64).round(3).sum())
        .select("x", mean=(pl.col("total") / pl.col("x") / minor_units).round(6))
        .filter(pl.col("mean") > 0)
        .group_by("x", "mean")
        .len("customers")
        .sort("x", "mean")
    )
    return Spending(rows["x"].to_numpy(), rows["mean"].to_numpy(), rows["customers"].to_numpy().astype(np.int64))


def varies(repeats: pl.DataFrame) -> bool:
    """Whether some customer's repeat visits brought different amounts: without that Gamma-Gamma has no highest likelihood."""
    spread = repeats.group_by("member_id").agg((pl.col("amount").max() - pl.col("amount").min()).alias("spread"))
    return bool((spread["spread"] > 0).any())


def fit_amounts(spending: Spending) -> AmountsFit:
    """Maximum likelihood, on amounts whose mean is 1, so that it does not depend on the currency's size."""
    level = float((spending.customers * spending.x) @ spending.mean / (spending.customers @ spending.x))
    scaled = replace(spending, mean=spending.mean / level)
    step = -(-len(scaled.x) // _ROWS)
    few = Spending(scaled.x[::step], scaled.mean[::step], scaled.customers[::step])
    part = None if step <= 1 else partial(gamma_gamma.value_and_gradient, spending=few)
    found = maximise(partial(gamma_gamma.value_and_gradient, spending=scaled), _STARTS, part)
    p, q, gamma = found.parameters
    model = GammaGamma(p, q, gamma * level)
    here = gamma_gamma.log_likelihood(model, spending)
    return AmountsFit(model, replace(found, log_likelihood=here), int(spending.customers.sum()), alike=max(q, gamma) > MOST / 100)
