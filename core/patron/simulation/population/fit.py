"""A population fitted to a history: each part by its own estimator, with where it comes from in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import polars as pl

from patron.engine.history import History
from patron.findings import Finding, FindingsError
from patron.simulation.population import fit_limits
from patron.simulation.population.amounts_fit import AmountsFit, fit_amounts, repeat_visits, spending_of, varies
from patron.simulation.population.fit_sources import Basis, day_text, sources_of
from patron.simulation.population.gamma_gamma import mean_amount
from patron.simulation.population.goods_mix import GoodsFit, fit_goods
from patron.simulation.population.holdout import Holdout, hold_out
from patron.simulation.population.model import GroupOrders, Population
from patron.simulation.population.other_parts import (
    arrival_of,
    group_orders_of,
    introductions_of,
    profiles_of,
    stores_of,
    walk_ins_of,
)
from patron.simulation.population.seasonality import fit_season
from patron.simulation.population.summary import Summary, by_customer, summarise
from patron.simulation.population.timing_fit import TITLES, ModelName, TimingFit, expected_counts, fit_timing
from patron.simulation.population.visits import Visits, sample_of, visits_of
from patron.vocabulary import Industry

MOST = 6  # repeat purchases that have a row of their own


@dataclass(frozen=True, slots=True)
class Wish:
    """What is fitted and how; `holdout`: the last day of the first part, or the share of days at the end; None: the last third."""

    id: str
    industry: Industry
    currency: str
    places: int
    model: ModelName = "bg-nbd"
    unit_days: float = 7.0
    holdout: int | Fraction | None = None
    lang: Literal["zh", "en"] = "en"


@dataclass(frozen=True, slots=True)
class Fit:
    """A population, and what shows how well it describes the history."""

    population: Population
    name: ModelName
    first: int
    last: int
    summary: Summary
    came_before: int
    timing: TimingFit
    counts: tuple[tuple[int, int, float], ...]  # repeat purchases (the last: or more), customers, expected customers
    amounts: AmountsFit
    holdout: Holdout | None


def fit_population(history: History, wish: Wish) -> Fit:
    """The population of a history; raises FindingsError where it has too little to be fitted, or nothing that could be."""
    path = str(history.names.purchases)
    visits = visits_of(history)
    known, came_before = _whose_first_is_seen(history, visits)
    customers = by_customer(known, visits.last)
    summary = summarise(customers, wish.unit_days)
    days = visits.last - visits.first + 1 if history.lines.height else 0
    if lacking := list(fit_limits.too_little(path, summary, days, came_before)):
        raise FindingsError(lacking)
    timing = fit_timing(summary, wish.model)
    sample = sample_of(history)
    goods = fit_goods(sample, wish.industry, 10**wish.places)
    found = _amounts(path, visits, goods, wish)
    if not timing.sound:
        other = "pareto-nbd" if wish.model == "bg-nbd" else "bg-nbd"
        raise FindingsError([fit_limits.timing_not_fitted(path, TITLES[wish.model], other), *_only_findings(found)])
    if isinstance(found, Finding):
        raise FindingsError([found])
    check = _holdout(path, known, visits, wish)
    season = fit_season(known, customers, timing.model, wish.unit_days, visits.last)
    everyone = by_customer(visits.frame, visits.last)
    arrival, newcomers, seen = arrival_of(customers, visits.first, visits.last)
    stores = stores_of(sample)
    brought = introductions_of(history, everyone)
    walk_ins, alone = walk_ins_of(history)
    groups = group_orders_of(history, 10**wish.places, visits.first, visits.last)
    profiles, profiled = profiles_of(history, visits, wish.industry)
    basis = Basis(
        first=visits.first, last=visits.last, title=TITLES[wish.model], summary=summary, came_before=came_before, timing=timing,
        amounts=found, goods=goods, season=season, newcomers=newcomers, newcomers_days=seen, stores=len(stores), sample=sample.step,
        introduced=brought, walk_ins=alone, groups=groups[1] if groups else 0, profiled=profiled if profiles else 0, check=check,
    )  # fmt: skip
    population = Population(
        id=wish.id,
        currency=wish.currency,
        timing=timing.model,
        unit_days=wish.unit_days,
        amounts=found.model,
        customers=everyone.height,
        industry=wish.industry.id,
        arrival=arrival,
        goods=goods.goods,
        season=season.season,
        introduced=brought[0] if brought else 0.0,
        walk_ins=walk_ins,
        stores=stores,
        groups=groups[0] if groups else GroupOrders(),
        profiles=profiles,
        sources=sources_of(basis, wish.lang),
        fitted=_fitted(summary, timing, found, check),
    )
    observed = _observed(summary)
    due = expected_counts(timing.model, summary, MOST)
    counts = tuple((n, observed[n], float(due[n])) for n in range(MOST + 2))
    return Fit(population, wish.model, visits.first, visits.last, summary, came_before, timing, counts, found, check)


def _only_findings(found: AmountsFit | Finding) -> list[Finding]:
    return [found] if isinstance(found, Finding) else []


def _whose_first_is_seen(history: History, visits: Visits) -> tuple[pl.DataFrame, int]:
    """The visits of members whose first purchase is in the history, as far as the members file tells, and how many were left out."""
    before = history.members.filter(pl.col("joined_on") < visits.first).select("member_id")
    kept = visits.frame.join(before, on="member_id", how="anti") if before.height else visits.frame
    left_out = visits.frame.join(before, on="member_id", how="semi")["member_id"].n_unique() if before.height else 0
    return kept, left_out


def _amounts(path: str, visits: Visits, goods: GoodsFit, wish: Wish) -> AmountsFit | Finding:
    """Gamma-Gamma on the repeat visits, each amount as a multiple of the price of its kind of goods."""
    frame = visits.frame
    if goods.days is not None:
        frame = frame.join(goods.days.select("member_id").unique(), on="member_id", how="semi")
    repeats = repeat_visits(frame)
    if not (repeats["amount"] > 0).any():
        return fit_limits.amounts_not_fitted(path, "no customer has two days with an amount above 0")
    if not varies(repeats):
        return fit_limits.amounts_not_fitted(path, "every customer's repeat purchases are all of the same amount")
    if goods.days is not None:
        priced = repeats.join(goods.days, on=["member_id", "day"], how="left")
        repeats = priced.with_columns(pl.col("amount") / pl.col("price").fill_null(1.0))
    fit = fit_amounts(spending_of(repeats, 10**wish.places))
    if fit.model.q <= 1:
        return fit_limits.amounts_not_fitted(path, f"the amounts differ so much that they have no mean (q = {fit.model.q:.3g})")
    if not fit.sound:
        return fit_limits.amounts_not_fitted(path, "Gamma-Gamma has no highest likelihood on these amounts")
    return fit


def _holdout(path: str, known: pl.DataFrame, visits: Visits, wish: Wish) -> Holdout | None:
    if isinstance(wish.holdout, int):
        end = wish.holdout
    else:
        share = Fraction(1, 3) if wish.holdout is None else wish.holdout
        end = visits.last - int((visits.last - visits.first + 1) * share)
    long_enough = end - visits.first + 1 >= fit_limits.DAYS
    check = hold_out(known, end, visits.last, wish.unit_days, wish.model) if long_enough else None
    if check is None and wish.holdout is not None:
        seen = summarise(by_customer(known, end), wish.unit_days)
        raise FindingsError([fit_limits.holdout_not_possible(path, day_text(end), seen.repeaters)])
    return check


def _observed(summary: Summary) -> list[int]:
    """Customers by repeat purchases; the last place: more than MOST."""
    found = [0] * (MOST + 2)
    for n, customers in zip(summary.x, summary.customers, strict=True):
        found[min(int(n), MOST + 1)] += int(customers)
    return found


def _fitted(summary: Summary, timing: TimingFit, amounts: AmountsFit, check: Holdout | None) -> dict[str, float]:
    """The numbers that go into the population file as they are."""
    found: dict[str, float] = {
        "customers": summary.total,
        "repeat_buyers": summary.repeaters,
        "repeat_purchases": summary.repeats,
        "log_likelihood": round(timing.found.log_likelihood, 2),
        "amounts_log_likelihood": round(amounts.found.log_likelihood, 2),
        "mean_amount": round(mean_amount(amounts.model), 2),
    }
    if check is not None:
        found |= {"holdout_observed": check.observed, "holdout_expected": round(check.expected, 1)}
    return found
