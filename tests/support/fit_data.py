"""Histories for tests of `patron fit`: the published CDNOW sample, and customers that are drawn here."""

from __future__ import annotations

import sys
from datetime import date
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from patron.engine.history import LINES, History

ROOT = Path(__file__).parents[2]
Drawn = tuple[np.ndarray, np.ndarray]  # customers' numbers and days of their purchases
EPOCH = date(1970, 1, 1)


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


@cache
def cdnow() -> pl.DataFrame:
    """The 1/10 sample of the literature: 2,357 customers, whose numbers the file CDNOW_sample.txt names."""
    sys.path.insert(0, str(ROOT / "examples/real_data"))
    import cdnow as all_of_them

    listed = next(Path(str(one.locate())) for one in files("lifetimes") or [] if one.name == "CDNOW_sample.txt")
    sampled = {line.split()[0] for line in listed.read_text(encoding="ascii").splitlines() if line.strip()}
    return all_of_them.purchases().filter(pl.col("member_id").is_in(list(sampled)))


def history(**columns: Any) -> History:
    """Lines of these columns; the others are empty, ids and rows are numbered, amounts are 100.00 where none are given."""
    given = pl.DataFrame(columns)
    numbered = {"row": pl.int_range(2, pl.len() + 2), "purchase_id": pl.format("P{}", pl.int_range(pl.len())), "line": pl.lit("1")}
    defaults = {**numbered, "at": pl.col("day").cast(pl.Int64) * 86_400_000_000, "amount": pl.lit(10_000)}
    lines = given.with_columns(**{name: value for name, value in defaults.items() if name not in given.columns})
    lines = lines.with_columns(pl.lit(None).alias(name) for name in LINES if name not in lines.columns)
    return History(lines=lines.cast(dict(LINES.items())))


def cdnow_history(last: str = "1998-06-30") -> History:
    rows = cdnow().filter(pl.col("at") <= date.fromisoformat(last))
    return history(
        member_id=rows["member_id"], day=rows["at"].cast(pl.Int32), amount=(rows["amount"].cast(pl.Float64) * 100).round().cast(pl.Int64)
    )


def bg_nbd_customers(model: tuple[float, float, float, float], customers: int, days: int, seed: int, *, came_within: int) -> Drawn:
    """Purchase days of customers of a BG/NBD (rates a day), who came evenly within the first days."""
    random = np.random.default_rng(seed)
    r, alpha, a, b = model
    came = random.integers(0, came_within, customers)
    rate, chance = random.gamma(r, 1 / alpha, customers), random.beta(a, b, customers)
    return _walk(random, came, rate, days, lambda who, when: random.random(len(who)) >= chance[who])


def pareto_nbd_customers(model: tuple[float, float, float, float], customers: int, days: int, seed: int, *, came_within: int) -> Drawn:
    """The same of a Pareto/NBD."""
    random = np.random.default_rng(seed)
    r, alpha, s, beta = model
    came = random.integers(0, came_within, customers)
    rate = random.gamma(r, 1 / alpha, customers)
    leaves = came + random.exponential(1 / random.gamma(s, 1 / beta, customers))
    who, when = _walk(random, came, rate, days, lambda who, when: when <= leaves[who])
    kept = when <= np.maximum(leaves[who], came[who])
    return who[kept], when[kept]


def _walk(random: np.random.Generator, came: np.ndarray, rate: np.ndarray, days: int, stays: Any) -> Drawn:
    who, when = [np.arange(len(came))], [came.astype(np.float64)]
    active, now = np.arange(len(came)), came.astype(np.float64)
    while len(active):
        now[active] += random.exponential(1 / np.maximum(rate[active], 1e-12))
        active = active[now[active] < days]
        who.append(active)
        when.append(now[active].copy())
        active = active[stays(active, now[active])]
    return np.concatenate(who), np.concatenate(when)


def drawn_history(drawn: Drawn, amounts: np.ndarray | None = None, begin: str = "2023-01-02", **columns: Any) -> History:
    """Drawn purchases as a history; amounts in minor units, drawn from a Gamma-Gamma if none are given."""
    who, when = drawn
    if amounts is None:
        amounts = gamma_gamma_amounts(who, (6.0, 4.0, 15.0), seed=99)
    ids = pl.Series([f"M{number:06d}" for number in who])
    return history(member_id=ids, day=(np.floor(when) + day(begin)).astype(np.int32), amount=amounts, **columns)


def gamma_gamma_amounts(who: np.ndarray, model: tuple[float, float, float], seed: int) -> np.ndarray:
    """Minor units, 1 or more."""
    random = np.random.default_rng(seed)
    p, q, gamma = model
    nu = random.gamma(q, 1 / gamma, int(who.max()) + 1)
    return np.maximum(1, np.round(random.gamma(p, 1 / nu[who]) * 100)).astype(np.int64)
