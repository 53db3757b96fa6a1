"""A fit as plain data: what `patron fit --format json` prints, and what the table shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from patron.simulation.population.fit import Fit
from patron.simulation.population.fit_sources import day_text
from patron.simulation.population.gamma_gamma import mean_amount
from patron.simulation.population.holdout import Holdout
from patron.simulation.population.timing_fit import NAMES, TimingFit, expected


def document(fit: Fit) -> dict[str, Any]:
    """Parameters, observed against expected, the hold-out check (null where none could be made) and every part's source."""
    population = fit.population
    return {
        "population": population.id,
        "currency": population.currency,
        "first": day_text(fit.first),
        "last": day_text(fit.last),
        "customers": fit.summary.total,
        "repeat_buyers": fit.summary.repeaters,
        "repeat_purchases": fit.summary.repeats,
        "left_out": fit.came_before,
        "timing": _timing(fit.timing, fit, population.unit_days),
        "amounts": {
            **{name: float(f"{value:.6g}") for name, value in asdict(fit.amounts.model).items()},
            "log_likelihood": round(fit.amounts.found.log_likelihood, 2),
            "repeat_buyers": fit.amounts.customers,
            "mean_amount": round(mean_amount(fit.amounts.model), 2),
            "alike": fit.amounts.alike,
        },
        "counts": [{"repeats": n, "customers": seen, "expected": round(due, 1)} for n, seen, due in fit.counts],
        "holdout": None if fit.holdout is None else _holdout(fit.holdout, fit),
        "sources": population.sources,
    }


def _timing(timing: TimingFit, fit: Fit, unit_days: float) -> dict[str, Any]:
    model = timing.model
    return {
        "model": fit.name,
        "unit_days": unit_days,
        **{name: float(f"{getattr(model, name):.6g}") for name in NAMES[fit.name]},
        "log_likelihood": round(timing.found.log_likelihood, 2),
        "repeats_in_a_year": round(float(expected(model, 365.25 / unit_days)), 4),
        "alike": timing.alike,
        "nobody_leaves": timing.stays,
    }


def _holdout(check: Holdout, fit: Fit) -> dict[str, Any]:
    return {
        "end": day_text(check.end),
        "last": day_text(check.last),
        "customers": check.customers,
        "repeat_buyers": check.repeaters,
        "timing": _timing(check.fit, fit, fit.population.unit_days),
        "rows": [
            {"repeats": row.repeats, "customers": row.customers, "observed": row.observed, "expected": round(row.expected, 1)}
            for row in check.rows
        ],
        "observed": check.observed,
        "expected": round(check.expected, 1),
        "off": None if check.off is None else round(check.off, 6),
        "poor": check.poor,
    }
