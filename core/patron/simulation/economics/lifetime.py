"""How long customers stay, and what one is worth: yearly profit contribution times the years that she is expected to stay.

Years are counted within a horizon: with drop-out rates that differ between customers some never leave, and the mean
without an end may not exist (Pareto/NBD with s <= 1, BG/NBD with a <= 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from patron.simulation.population.model import BgNbd, ParetoNbd
from patron.simulation.replay.exact import ratio
from patron.simulation.replay.repeat import Repeat
from patron.simulation.replay.replay import Laid

HORIZON_YEARS = 10
YEAR_DAYS = 365.25
_NODES = 96  # of the quadrature over the chance to drop out

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lifetime:
    """One tier: minor units a membership year, and years; None where they cannot be known.

    `value` = (`yearly_gross` - `yearly_cost`) x `years`, without interest.
    """

    rank: int
    yearly_gross: Fraction | None
    yearly_cost: Fraction | None
    years: Fraction | None

    @property
    def yearly_profit(self) -> Fraction | None:
        """The gross profit on a member's sales less what the scheme promises her, a year."""
        return None if self.yearly_gross is None or self.yearly_cost is None else self.yearly_gross - self.yearly_cost

    @property
    def value(self) -> Fraction | None:
        """What a member brings over her years."""
        return None if self.yearly_profit is None or self.years is None else self.yearly_profit * self.years

    @property
    def cost_share(self) -> Fraction | None:
        """What it costs to keep her, as a share of the gross profit that she brings."""
        if self.yearly_gross is None or self.yearly_cost is None or self.yearly_gross <= 0:
            return None
        return self.yearly_cost / self.yearly_gross


def lifetimes(laid: Laid, years: Mapping[int, Fraction | None]) -> list[Lifetime]:
    """Every tier. Costs of the scheme as a whole (one-off, coupons of nobody) are no tier's."""
    found = []
    for rank, tier in enumerate(laid.plan.tiers):
        figures = laid.figures[tier.id]
        gross = None if laid.request.margins is None else ratio(figures.gross or Fraction(0), figures.member_years)
        found.append(Lifetime(rank, gross, ratio(figures.promised_cost, figures.member_years), years.get(rank)))
    return found


def years_by_repeat(repeat: Mapping[int, Repeat]) -> dict[int, Fraction | None]:
    """From a history: of the active members of a year ago a share r bought again, and so on every year.

    The years that a member stays active within the horizon are 1 + r + r^2 + ... = (1 - r^H) / (1 - r) (Gupta and Lehmann
    2003, with a constant retention rate and an end). Tiers without active members a year ago are not there.
    """
    found: dict[int, Fraction | None] = {}
    for rank, one in repeat.items():
        kept = Fraction(one.again, one.active)
        found[rank] = sum((kept**year for year in range(HORIZON_YEARS)), Fraction(0))
    return found


def years_left(timing: BgNbd | ParetoNbd, unit_days: float, repeats: Floats, age: Floats, kept: float = 0.0) -> Floats:
    """Years that active customers with so many repeat purchases in so many days are expected to stay, within the horizon.

    `kept`: the share of drop-outs that does not happen, so that time to drop-out passes more slowly by 1 - kept.

    Pareto/NBD: who is active after T has a drop-out rate of gamma(s, beta + T), and is still so after t more with
    ((beta + T) / (beta + T + t))^s. BG/NBD: who is active after x repeat purchases in T has a rate of gamma(r + x, alpha + T) and
    a chance to drop out of beta(a, b + x); with chance p she is active after t more with
    ((alpha + T) / (alpha + T + p t))^(r + x). Both are integrated over t in closed form, BG/NBD over p by Gauss-Jacobi.
    (From the likelihoods of Schmittlein, Morrison and Colombo 1987 and of Fader, Hardie and Lee 2005.)
    """
    year = YEAR_DAYS / unit_days
    horizon = HORIZON_YEARS * year * (1.0 - kept)
    if horizon <= 0:
        return np.full(len(age), float(HORIZON_YEARS))
    known = age / unit_days
    if isinstance(timing, ParetoNbd):
        scale = timing.beta + known
        whole = scale * _integral(np.full(len(age), timing.s), horizon / scale)
    else:
        whole = _over_chances(timing, repeats, known, horizon)
    return whole / (1.0 - kept) / year


def _over_chances(timing: BgNbd, repeats: Floats, known: Floats, horizon: float) -> Floats:
    """The mean over the chance to drop out, a number of repeat purchases at a time."""
    whole = np.empty(len(known))
    for x in np.unique(repeats):
        rows = repeats == x
        chance, weights = _beta_nodes(timing.a, timing.b + float(x))
        scale = timing.alpha + known[rows][:, None]
        each = scale / chance * _integral(np.full((1, 1), timing.r + x), chance * horizon / scale)
        whole[rows] = each @ weights
    return whole


def _beta_nodes(a: float, b: float) -> tuple[Floats, Floats]:
    """Chances and weights by which the mean over beta(a, b) is a sum: Gauss-Jacobi on [0, 1] (Golub and Welsch 1969).

    The nodes are the eigenvalues of the matrix of the recurrence of Jacobi's polynomials, which holds for any a and b.
    """
    k = np.arange(_NODES, dtype=np.float64)
    low, high = b - 1.0, a - 1.0  # exponents of 1 - x and 1 + x on [-1, 1]
    both = low + high
    middle = np.empty(_NODES)
    middle[0] = (high - low) / (both + 2.0)
    middle[1:] = (high - low) * both / ((2 * k[1:] + both) * (2 * k[1:] + both + 2.0))
    beside = np.empty(_NODES - 1)
    beside[0] = 4.0 * (1.0 + low) * (1.0 + high) / ((2.0 + both) ** 2 * (3.0 + both))
    n = k[2:]
    wide = 2 * n + both
    beside[1:] = 4.0 * n * (n + low) * (n + high) * (n + both) / (wide**2 * (wide + 1.0) * (wide - 1.0))
    nodes, vectors = np.linalg.eigh(np.diag(middle) + np.diag(np.sqrt(beside), 1) + np.diag(np.sqrt(beside), -1))
    return np.clip((1.0 + nodes) / 2.0, 1e-12, 1.0), vectors[0] ** 2


def _integral(power: Floats, end: Floats) -> Floats:
    """The integral of (1 + u)^-power over u from 0 to `end`."""
    rest = 1.0 - power
    near = np.abs(rest) < 1e-9
    safe = np.where(near, 1.0, rest)
    found: Floats = np.where(near, np.log1p(end), np.expm1(safe * np.log1p(end)) / safe)
    return found
