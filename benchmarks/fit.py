"""How long `patron fit` takes, by phase, and its memory: sales of customers who buy and leave as BG/NBD says.

    python benchmarks/fit.py                                           1,000,000 customers, some 15,000,000 purchases
    python benchmarks/fit.py --members 50000 --purchases 750000 --model pareto-nbd

Time is time on processors, all threads together. It prints JSON. A phase is a function of the fit; what is left is `rest`.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from patron import plugins
from patron.files.prepare import DataFiles, prepare
from patron.simulation.population import fit as fitting
from patron.simulation.population.fit import Wish, fit_population
from policy import PLAN

DAYS = 4 * 365
CATEGORIES = ["gold", "silver", "diamond", "jade", "coloured-stone"]
PHASES = (
    "visits_of",
    "by_customer",
    "summarise",
    "fit_timing",
    "sample_of",
    "fit_goods",
    "_amounts",
    "_holdout",
    "fit_season",
    "walk_ins_of",
    "introductions_of",
    "group_orders_of",
    "profiles_of",
    "expected_counts",
)


def sales(members: int, purchases: int, seed: int = 1) -> pl.DataFrame:
    """About so many purchases: gaps of one rate a customer (Gamma over customers), and a chance to leave after each (Beta)."""
    rng = np.random.default_rng(seed)
    each = purchases / members
    leave = rng.beta(0.8, 0.8 * each, members)
    most = np.minimum(rng.geometric(np.maximum(leave, 1e-3)), int(20 * each))
    rate = rng.gamma(2.0, each / DAYS * 1.6, members)
    who = np.repeat(np.arange(members), most)
    gaps = rng.exponential(1.0, len(who)) / rate[who]
    begins = np.cumsum(most) - most
    gaps[begins] = rng.uniform(0, DAYS * 0.8, members)
    run = np.cumsum(gaps)
    at = run - np.repeat(run[begins] - gaps[begins], most)
    kept = at < DAYS
    who, at = who[kept], at[kept]
    amount = rng.gamma(6.0, 1.0, len(who)) * rng.gamma(4.0, 1.0, members)[who] ** -1.0 * 600_000 + 100
    second = (at * 86_400).astype(np.int64) + 1_609_459_200
    return _frame(who, second, amount, rng)


def _frame(who: np.ndarray, second: np.ndarray, amount: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    frame = pl.DataFrame({"who": who, "second": second, "amount": amount.astype(np.int64)}).sort("second", "who").with_row_index("number")
    return frame.select(
        pl.concat_str(pl.lit("S"), pl.col("number").cast(pl.String)).alias("purchase_id"),
        pl.concat_str(pl.lit("M"), pl.col("who").cast(pl.String)).alias("member_id"),
        (pl.col("second") * 1_000_000).cast(pl.Datetime("us")).alias("at"),
        (pl.col("amount").cast(pl.Decimal(18, 2)) * pl.lit("0.01").cast(pl.Decimal(4, 2))).cast(pl.Decimal(18, 2)),
        pl.Series(CATEGORIES).gather(rng.integers(0, len(CATEGORIES), frame.height)).alias("category"),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--purchases", type=int, default=15_000_000)
    parser.add_argument("--model", choices=["bg-nbd", "pareto-nbd"], default="bg-nbd")
    asked = parser.parse_args()
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def doing(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return work(*arguments, **named)
            finally:
                spent[name] += time.process_time() - began

        return doing

    with tempfile.TemporaryDirectory(prefix="patron-benchmark-") as place:
        path = Path(place) / "sales.parquet"
        made = sales(asked.members, asked.purchases)
        made.write_parquet(path)
        rows = made.height
        del made
        before, began, clock = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time(), time.perf_counter()
        industry = plugins.industry("jewelry")
        history = timed("reading", prepare)(DataFiles(path, None, None, (), "stop"), PLAN, industry, 2_900_000).history
    for name in PHASES:
        setattr(fitting, name, timed(name, getattr(fitting, name)))
    found = timed("fit", fit_population)(history, Wish("made", industry, "CNY", 2, asked.model))
    whole = time.process_time() - began
    phases = {name: round(spent[name], 2) for name in ("reading", *PHASES)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {
        "customers": found.summary.total,
        "purchases": rows,
        "model": asked.model,
        "processor_s": round(whole, 2),
        "clock_s": round(time.perf_counter() - clock, 2),
        "phases_s": phases | {"rest": round(whole - sum(phases.values()), 2)},
        "peak_gib": round(peak / 2**20, 2),
        "peak_gib_before": round(before / 2**20, 2),
        "parameters": [round(one, 4) for one in found.timing.found.parameters],
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
