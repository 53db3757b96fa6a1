"""Which timing describes customers: one of two models fitted to a summary, and what it expects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from patron.simulation.population import bg_nbd, pareto_nbd
from patron.simulation.population.fitting import Found, maximise
from patron.simulation.population.model import BgNbd, ParetoNbd
from patron.simulation.population.summary import Counts, Floats, Summary, every

ModelName = Literal["bg-nbd", "pareto-nbd"]
TITLES: dict[ModelName, str] = {"bg-nbd": "BG/NBD", "pareto-nbd": "Pareto/NBD"}
NAMES: dict[ModelName, tuple[str, str, str, str]] = {"bg-nbd": ("r", "alpha", "a", "b"), "pareto-nbd": ("r", "alpha", "s", "beta")}
_ROWS = 10_000  # on which the starts are tried, where there are more


@dataclass(frozen=True, slots=True)
class TimingFit:
    """The model of the highest likelihood; `alike`: customers do not differ in their rates; `stays`: nobody seems to drop out."""

    model: BgNbd | ParetoNbd
    found: Found
    alike: bool = False
    stays: bool = False

    @property
    def sound(self) -> bool:
        """Whether the likelihood has a highest point, or only those edges that mean something."""
        meant = {0, 1} if self.alike else set()
        if self.stays:
            meant |= {2, 3}
        return self.found.settled and set(self.found.at_edge) <= meant


def fit_timing(summary: Summary, name: ModelName) -> TimingFit:
    """Maximum likelihood; the same summary gives the same result."""
    module = bg_nbd if name == "bg-nbd" else pareto_nbd
    objective = partial(module.value_and_gradient, summary=summary)
    few = every(summary, _ROWS)
    part = None if few is summary else partial(module.value_and_gradient, summary=few)
    found = maximise(objective, _starts(summary, name), part)
    r, alpha, third, fourth = found.parameters
    model = BgNbd(r, alpha, third, fourth) if name == "bg-nbd" else ParetoNbd(r, alpha, third, fourth)
    # The share that an average customer loses: of repeat purchases, or over the whole observation.
    leaving = third / (third + fourth) if name == "bg-nbd" else third / fourth * float(summary.age.max())
    return TimingFit(model, found, alike=r > 1e3, stays=leaving < 1e-3)


def _starts(summary: Summary, name: ModelName) -> list[tuple[float, float, float, float]]:
    """Around the mean rate: alike or unlike customers, with much or little drop-out."""
    time = float(summary.customers @ summary.age)
    age = time / summary.total
    per = time / summary.repeats  # units of time a repeat purchase
    if name == "bg-nbd":
        return [(0.3, 0.15 * per, 0.8, 2.5), (1.0, per, 1.0, 5.0), (2.0, per, 0.2, 5.0), (5.0, 5 * per, 0.05, 5.0)]
    return [(0.5, 0.25 * per, 0.6, age / 2), (1.0, per, 0.5, age), (2.0, per, 1.5, 2 * age), (5.0, 5 * per, 0.2, 4 * age)]


def expected(model: BgNbd | ParetoNbd, time: float | Floats) -> Floats:
    """E[X(t)]: repeat purchases of a new customer in the time after her first, in the model's units."""
    return bg_nbd.expected(model, time) if isinstance(model, BgNbd) else pareto_nbd.expected(model, time)


def probabilities(model: BgNbd | ParetoNbd, time: float, most: int) -> Floats:
    """P(X(t) = n) for n = 0 to `most` of a new customer."""
    return bg_nbd.probabilities(model, time, most) if isinstance(model, BgNbd) else pareto_nbd.probabilities(model, time, most)


def alive(model: BgNbd | ParetoNbd, x: Counts, recency: Floats, age: Floats) -> Floats:
    """The chance to be active still."""
    return bg_nbd.alive(model, x, recency, age) if isinstance(model, BgNbd) else pareto_nbd.alive(model, x, recency, age)


def expected_after(model: BgNbd | ParetoNbd, x: Counts, recency: Floats, age: Floats, time: float | Floats) -> Floats:
    """Purchases in the time after the observation of customers with these histories."""
    if isinstance(model, BgNbd):
        return bg_nbd.expected_after(model, x, recency, age, time)
    return pareto_nbd.expected_after(model, x, recency, age, time)


def expected_counts(model: BgNbd | ParetoNbd, summary: Summary, most: int) -> Floats:
    """How many of the customers should have n = 0 to `most` repeat purchases, and more than that in the last place."""
    ages, at = np.unique(summary.age, return_inverse=True)
    number = np.bincount(at, weights=summary.customers)
    if len(ages) > _AGES:
        bins = np.minimum((ages / ages.max() * _AGES).astype(np.int64), _AGES - 1)
        together = np.bincount(bins, weights=number, minlength=_AGES)
        middle = np.bincount(bins, weights=number * ages, minlength=_AGES)
        ages, number = middle[together > 0] / together[together > 0], together[together > 0]
    found = np.zeros(most + 2)
    for age, customers in zip(ages, number, strict=True):
        chances = probabilities(model, float(age), most)
        found[:-1] += customers * chances
        found[-1] += customers * max(0.0, 1 - float(chances.sum()))
    return found


_AGES = 400  # different ages beyond which neighbours are taken together
