"""Measures a replay (prices, run, figures, costs, document) against `evaluate` of the same scheme, in one run.

    python benchmarks/replay.py [--members 100000] [--purchases 2000000] [--repeat 5] [--scheme FILE] [--folder DIR]

Two pairs: in memory, from the same history (the frames that the commands read), and the two commands, each from Parquet
files to what it writes, in a process of its own. The two of a pair take turns, so that a busy machine is slow for both.
Prints medians, the spread, the ratio of each turn, and what part of the replay each phase takes, as JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from pathlib import Path
from statistics import median

import data
import numpy as np
import polars as pl
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.engine.run import evaluate
from patron.files.prepare import DataFiles, prepare
from patron.scheme.load import LoadedScheme, load_scheme
from patron.simulation.replay.replay import replay
from patron.simulation.replay.request import Margins, Request, TakeUp
from patron.simulation.report.document import document
from patron.simulation.report.identity import identity_of
from run import command

SCHEME = Path(__file__).parents[1] / "examples" / "jewelry.yaml"
AS_OF = "2024-12-31"
MARGIN, TAKE_UP, REDEEMED = "0.4", "0.6", "0.9"
Times = dict[str, list[float]]


def priced(purchases: pl.DataFrame, seed: int = 3) -> pl.DataFrame:
    """The sales with what discounts ask for: gold by weight or by piece, list amounts of all but a few lines."""
    rng = np.random.default_rng(seed)
    rows = purchases.height
    sale, gold = pl.col("returns").is_null(), pl.col("category") == "gold"
    by_weight = sale & gold & pl.Series(rng.random(rows) < 0.8)
    grams = (pl.col("amount").cast(pl.Float64) / 600).round(3).clip(0.001)
    listed = pl.col("amount") * pl.Series(np.where(rng.random(rows) < 0.5, 100, rng.integers(100, 130, rows))) / 100
    return purchases.with_columns(
        list_amount=pl.when(sale & pl.Series(rng.random(rows) < 0.95)).then(listed.cast(pl.Decimal(18, 2))),
        grams=pl.when(by_weight).then(grams),
        priced_by=pl.when(by_weight).then(pl.lit("weight")).when(sale & gold).then(pl.lit("piece")),
    )


def made(folder: Path, members: int, purchases: int) -> DataFiles:
    """The files, made if they are not there."""
    sold, known = folder / f"purchases-{members}-{purchases}.parquet", folder / f"members-{members}-{purchases}.parquet"
    if not known.exists():
        folder.mkdir(parents=True, exist_ok=True)
        sales = data.sales(members, purchases)
        priced(sales.purchases).write_parquet(sold)
        sales.members.write_parquet(known)
    return DataFiles(sold, known)


def replayed(loaded: LoadedScheme, plan: Plan, history: History, parts: Times) -> str:
    """One replay to its document; adds the seconds of each phase to `parts`."""
    last, name = time.perf_counter(), "begin"

    def said(phase: str) -> None:
        nonlocal last, name
        now = time.perf_counter()
        parts[name].append(now - last)
        last, name = now, phase

    request = Request(margins=Margins(Fraction(MARGIN)), take_up=TakeUp(Fraction(TAKE_UP)), redeemed=Fraction(REDEEMED))
    found = replay(loaded.require(), plan, history, request, evaluate=partial(evaluate, runner="batch"), progress=said)
    said("document")
    text = json.dumps(document(found, identity_of(loaded.digest, {}, plan.industry)))
    said("end")
    return text


def in_turn(works: dict[str, Callable[[], object]], repeat: int) -> Times:
    """Seconds of `repeat` runs of each, in turn, after one that is not counted: by the clock, and of this process on processors."""
    seconds: Times = defaultdict(list)
    for turn in range(repeat + 1):
        for name, work in works.items():
            gc.collect()
            began, spent = time.perf_counter(), time.process_time()
            work()
            if turn:
                seconds[name].append(time.perf_counter() - began)
                seconds[f"{name}_processor"].append(time.process_time() - spent)
    return seconds


def ratio(seconds: Times, above: str, below: str) -> dict[str, float]:
    """Medians, and the ratio: of the medians, and the least and most of any turn."""
    each = [one / other for one, other in zip(seconds[above], seconds[below], strict=True)]
    figures = {f"{name}_s": median(values) for name, values in seconds.items()}
    return figures | {"ratio": median(seconds[above]) / median(seconds[below]), "ratio_least": min(each), "ratio_most": max(each)}


def memory_run(files: DataFiles, scheme: Path, repeat: int) -> dict[str, object]:
    """Both from the frames that a command reads, with the checks of rows against each other in both."""
    loaded = load_scheme(scheme)
    plan = compile_plan(loaded.require(), loaded.industry)
    as_of = data.AS_OF
    history = prepare(files, plan, loaded.industry, as_of).history
    parts: Times = defaultdict(list)
    works = {
        "evaluate": lambda: evaluate(plan, history, as_of, runner="batch"),
        "replay": lambda: replayed(loaded, plan, history, parts),
    }
    seconds = in_turn(works, repeat)
    found = ratio(seconds, "replay", "evaluate")
    found["processor_ratio"] = median(seconds["replay_processor"]) / median(seconds["evaluate_processor"])
    whole = sum(median(values[1:]) for values in parts.values())
    shares = {name: round(median(values[1:]) / whole, 3) for name, values in parts.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return rounded(found) | {"shares_of_replay": shares, "peak_gib_of_both": round(peak, 2)}


def command_run(files: DataFiles, scheme: Path, repeat: int) -> dict[str, object]:
    """`patron evaluate` and `patron simulate`, from Parquet to what they write."""
    patron = str(Path(sys.executable).with_name("patron"))
    asked = [str(scheme), "--purchases", str(files.purchases), "--members", str(files.members)]
    peaks: dict[str, float] = defaultdict(float)
    with tempfile.TemporaryDirectory() as place:
        further = {
            "evaluate": ["--as-of", AS_OF, "--runner", "batch", "--out", f"{place}/out.parquet", "--changes", f"{place}/changes.parquet"],
            "simulate": ["--to", AS_OF, "--margin", MARGIN, "--take-up", TAKE_UP, "--redeemed", REDEEMED, "--out", f"{place}/report"],
        }

        def run(name: str) -> None:
            peaks[name] = max(peaks[name], command([patron, name, *asked, *further[name]])[1])

        every = in_turn({name: partial(run, name) for name in further}, repeat)
        seconds = {name: every[name] for name in further}
    return rounded(ratio(seconds, "simulate", "evaluate")) | {f"{name}_peak_gib": round(peak, 2) for name, peak in peaks.items()}


def rounded(figures: dict[str, float]) -> dict[str, object]:
    """Figures as they are printed."""
    return {name: round(value, 3) for name, value in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--purchases", type=int, default=2_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--scheme", type=Path, default=SCHEME)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "patron-replay")
    parser.add_argument("--only", choices=["memory", "commands"])
    chosen = parser.parse_args()
    files = made(chosen.folder, chosen.members, chosen.purchases)
    about = {"members": chosen.members, "purchases": chosen.purchases, "repeat": chosen.repeat, "cores": os.cpu_count()}
    about |= {"python": platform.python_version(), "polars": pl.__version__, "at": datetime.now(UTC).isoformat(timespec="minutes")}
    found: dict[str, object] = {"about": about}
    if chosen.only != "memory":
        found["commands"] = command_run(files, chosen.scheme, chosen.repeat)
    if chosen.only != "commands":
        found["in_memory"] = memory_run(files, chosen.scheme, chosen.repeat)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
