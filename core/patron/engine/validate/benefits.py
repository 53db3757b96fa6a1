"""Movements about benefits must name one that the scheme has, and that can be used or claimed."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from patron.engine.plan import Plan
from patron.engine.validate.found import Found, quoted, rows


def check_benefits(frame: pl.DataFrame, plan: Plan) -> Iterator[Found]:
    """`use_benefit` and `false_claim` by their `ref`; whether something is left, only a run can say."""
    benefits = plan.benefits
    counted = [*(one.id for one in benefits.grants if one.used_by == "use_benefit"), *(one.id for one in benefits.items)]
    yield from _named(frame, "use_benefit", list(benefits.ids), ("unknown-benefit", "no benefit of the scheme"))
    standing = [one for one in benefits.ids if one not in counted]
    uncounted = pl.col("kind").eq("use_benefit") & pl.col("ref").is_in(standing)
    found = rows(frame, uncounted.fill_null(value=False), pl.format("{} is not counted, so it is not used up", quoted("ref")))
    if found.height:
        yield Found("movements", "benefit-not-counted", "ref", found, _listed(counted))
    yield from _named(frame, "false_claim", list(benefits.claims), ("unknown-benefit", "no benefit that says what a false claim costs"))


def _named(frame: pl.DataFrame, kind: str, known: list[str], said: tuple[str, str]) -> Iterator[Found]:
    code, what = said
    bad = pl.col("kind").eq(kind) & pl.col("ref").is_not_null() & ~pl.col("ref").is_in(known)
    found = rows(frame, bad.fill_null(value=False), pl.format("{} is {}", quoted("ref"), pl.lit(what)))
    if found.height:
        yield Found("movements", code, "ref", found, _listed(known))


def _listed(known: list[str]) -> str:
    return f"known are {', '.join(known)}" if known else "the scheme has none"
