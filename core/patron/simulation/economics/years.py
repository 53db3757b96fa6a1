"""How long the members of each tier are expected to stay, in a made world or by a history."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl

from patron.simulation.economics.lifetime import years_by_repeat, years_left
from patron.simulation.economics.lived import Lived
from patron.simulation.replay.replay import Replay


def years_of(result: Replay, lived: Lived | None) -> dict[int, Fraction | None]:
    """By rank: from the population's timing and what each member of the tier has bought by the period's end; else by who bought again.

    Members are taken as active, and tiers that avoid drop-outs do so for good. Extra purchases are no sign of a quicker
    customer, so they are not counted. Rounded to six places.
    """
    if lived is None:
        return years_by_repeat(result.repeat)
    seen = _seen(result, lived)
    found: dict[int, Fraction | None] = {}
    for rank, tier in enumerate(result.plan.tiers):
        part = seen.filter(pl.col("rank") == rank)
        if part.is_empty():
            continue
        repeats, age = (part[name].to_numpy().astype(np.float64) for name in ("repeats", "age"))
        population = lived.population
        years = years_left(population.timing, population.unit_days, repeats, age, kept=float(lived.kept(tier.id)))
        mean = float(np.average(years, weights=part["members"].to_numpy()))
        found[rank] = Fraction(round(mean * 10**6), 10**6)
    return found


def _seen(result: Replay, lived: Lived) -> pl.DataFrame:
    """rank, repeats, age (days since the first purchase), members: how many are alike."""
    last = result.period.last
    lines = lived.made.history.lines.filter(pl.Series(~lived.made.extra))
    bought = lines.lazy().filter(pl.col("member_id").is_not_null() & (pl.col("day") <= last)).group_by("member_id")
    each = bought.agg(
        repeats=pl.col("purchase_id").n_unique().cast(pl.Int64) - 1, age=(last - pl.col("day").min()).cast(pl.Int64)
    ).collect()
    held = each.join(result.stints.held_on(last), on="member_id")
    return held.group_by("rank", "repeats", "age").agg(pl.len().alias("members")).sort("rank", "repeats", "age")
