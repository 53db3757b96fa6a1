"""The hold-out check: a fit to the first part of a history, held against what the same customers did in the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from patron.simulation.population.model import BgNbd, ParetoNbd
from patron.simulation.population.summary import by_customer, summarise
from patron.simulation.population.timing_fit import ModelName, TimingFit, expected_after, fit_timing

MOST = 7  # repeat purchases of the first part; who made more stands with these
POOR = 0.15  # off by more than this, the total is a poor forecast
FEWEST = 100  # repeat buyers that the first part needs


@dataclass(frozen=True, slots=True)
class Row:
    """Customers with `repeats` repeat purchases in the first part (the last row: or more), and their purchases in the rest."""

    repeats: int
    customers: int
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class Holdout:
    """Days are since 1970-01-01; `end` is the last of the first part, `last` of the rest."""

    first: int
    end: int
    last: int
    customers: int
    repeaters: int
    fit: TimingFit
    rows: tuple[Row, ...]

    @property
    def observed(self) -> int:
        """Purchases in the rest by customers of the first part."""
        return sum(row.observed for row in self.rows)

    @property
    def expected(self) -> float:
        """What the fit to the first part expects of them."""
        return sum(row.expected for row in self.rows)

    @property
    def off(self) -> float | None:
        """How far the expectation lies above (or below) what came, as a share; None where nothing came."""
        return self.expected / self.observed - 1 if self.observed else None

    @property
    def poor(self) -> bool:
        """Whether the forecast is off by more than 15 %."""
        return self.off is None or abs(self.off) > POOR


def hold_out(visits: pl.DataFrame, end: int, last: int, unit_days: float, name: ModelName) -> Holdout | None:
    """None where the first part has too few repeat buyers, its fit is not sound, or nothing is left to compare with."""
    customers = by_customer(visits, end)
    summary = summarise(customers, unit_days)
    if end >= last or summary.repeaters < FEWEST:
        return None
    fit = fit_timing(summary, name)
    if not fit.sound:
        return None
    later = visits.filter((pl.col("day") > end) & (pl.col("day") <= last)).group_by("member_id").len("later")
    counted = (
        customers.join(later, on="member_id", how="left")
        .group_by("x", "recency", "age")
        .agg(number=pl.len(), later=pl.col("later").fill_null(0).sum())
        .sort("x", "recency", "age")
    )
    return Holdout(
        int(customers["first"].sort()[0]),
        end,
        last,
        summary.total,
        summary.repeaters,
        fit,
        _rows(counted, fit.model, unit_days, last - end),
    )


def _rows(counted: pl.DataFrame, model: BgNbd | ParetoNbd, unit_days: float, days: int) -> tuple[Row, ...]:
    x = counted["x"].to_numpy().astype(np.int64)
    recency, age = (counted[name].to_numpy() / unit_days for name in ("recency", "age"))
    due = expected_after(model, x, recency, age, days / unit_days) * counted["number"].to_numpy()
    place = np.minimum(x, MOST)
    columns = [np.bincount(place, weights=one, minlength=MOST + 1) for one in (counted["number"], counted["later"], due)]
    return tuple(Row(n, int(columns[0][n]), int(columns[1][n]), float(columns[2][n])) for n in range(MOST + 1) if columns[0][n])
