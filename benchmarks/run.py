"""Measures the batch runner against the hand-written kernel and DuckDB; prints ratios of medians within one run.

    python benchmarks/run.py [--members 1000000] [--purchases 20000000] [--repeat 5] [--folder DIR] [--sample 10000]

Every figure comes with its check: the kernel, DuckDB, the batch runner and `patron evaluate` give the
same cells, and the reference runner the same for a sample of members with those who introduced them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import data
import duckdb
import hand_kernel
import numpy as np
import polars as pl
from numba import njit, prange
from patron.engine import batch, reference
from patron.engine.history import History
from policy import PLAN, SCHEME
from turns import in_turn, ratios

Frame = pl.DataFrame


@njit(parallel=True, cache=True)
def _sum(columns: np.ndarray) -> int:
    total = 0
    for index in prange(len(columns)):
        total += columns[index]
    return total


def read_once(history: History) -> int:
    """Touch every cell that the kernel reads: numbers, and the bytes of the texts."""
    total = 0
    for frame, texts in (
        (history.lines, ("purchase_id", "member_id", "category")),
        (history.returns, ("purchase_id", "member_id", "returns")),
    ):
        for name in ("at", "day", "amount"):
            total += int(_sum(frame[name].to_numpy()))
        for name in texts:
            column = hand_kernel.text(frame[name])
            total += int(_sum(column.data)) + int(_sum(column.starts))
    return total


# A process begins with its parent's peak, so a small one stands between this large one and what is measured.
BETWEEN = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(json.dumps([status, time.perf_counter() - began, usage.ru_maxrss / 2**20]))
"""


# Every column of both files, and nothing done with them.
READ = "import polars, sys; print([polars.read_parquet(path).height for path in sys.argv[1:]])"


def command(arguments: list[str]) -> tuple[float, float]:
    """Seconds and peak resident GiB of one process; stops if it fails."""
    answer = subprocess.run([sys.executable, "-c", BETWEEN, *arguments], check=True, capture_output=True, text=True)
    status, seconds, peak = json.loads(answer.stdout)
    if status:
        raise SystemExit(f"{arguments} failed with status {status}:\n{answer.stderr}")
    return seconds, peak


def commands(arguments: list[str], repeat: int) -> tuple[float, float]:
    """Median seconds after one run that is not counted, and the largest peak."""
    command(arguments)
    found = [command(arguments) for _ in range(repeat)]
    return median(seconds for seconds, _ in found), max(peak for _, peak in found)


def sampled(history: History, size: int) -> History:
    """So many members in order of id, and all who introduced them, one after another."""
    by = dict(history.members.select("member_id", "referred_by").iter_rows())
    chosen: set[str | None] = set(history.members["member_id"].sample(min(size, len(by)), seed=7))
    ring = chosen
    while ring:
        ring = {by.get(one) for one in ring} - chosen - {None}
        chosen |= ring
    keep = pl.col("member_id").is_in(list(chosen))
    return History(history.lines.filter(keep), history.returns.filter(keep), history.movements, history.members.filter(keep))


def same(left: Frame, right: Frame, what: str) -> None:
    """Stops where one cell differs."""
    if not left.equals(right):
        raise SystemExit(f"{what}: not the same cells")


def written(frame: Frame) -> Frame:
    """The rows as `patron evaluate` writes them: dates, and money in units."""
    return frame.with_columns(
        pl.col("since", "review_on").cast(pl.Date),
        (pl.col("spend_12m").cast(pl.Decimal(18, 2)) * pl.lit("0.01").cast(pl.Decimal(4, 2))).cast(pl.Float64).round(2),
    )


def in_time_order(history: History) -> History:
    """The same sales and returns as a company's file has them: in order of time, all members mixed."""
    return History(history.lines.sort("row").rechunk(), history.returns.sort("row").rechunk(), history.movements, history.members)


def columns_run(history: History, repeat: int, sample: int) -> tuple[dict[str, float], Frame]:
    """Batch runner against hand-written kernel, both from sorted columns in memory; and the batch runner from columns in order of time."""
    mixed = in_time_order(history)
    programs = {
        "read_once": lambda: read_once(history),
        "hand_kernel": lambda: hand_kernel.evaluate(history, data.AS_OF),
        "batch": lambda: batch.run(PLAN, history, data.AS_OF).members,
        "unsorted": lambda: batch.run(PLAN, mixed, data.AS_OF).members,
    }
    seconds, answers = in_turn(programs, repeat)
    wanted = answers["hand_kernel"]
    assert isinstance(wanted, Frame)
    for name in ("batch", "unsorted"):
        same(wanted, answers[name], f"hand-written kernel and {name}")
    part = sampled(history, sample)
    exact = reference.run(PLAN, part, data.AS_OF).members
    same(exact, wanted.filter(pl.col("member_id").is_in(exact["member_id"].to_list())), "reference and batch runner")
    pairs = {
        "batch_to_hand_kernel": ("batch", "hand_kernel"),
        "unsorted_to_sorted": ("unsorted", "batch"),
        "hand_kernel_to_read_once": ("hand_kernel", "read_once"),
    }
    return seconds | ratios(seconds, pairs) | {"sample_members": exact.height}, wanted


def files_run(folder: Path, repeat: int, wanted: Frame) -> dict[str, float]:
    """`patron evaluate` against DuckDB, both from Parquet files to a Parquet file, each in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        scheme, out, duck = Path(place) / "scheme.yaml", Path(place) / "out.parquet", Path(place) / "duck.parquet"
        scheme.write_text(SCHEME, encoding="utf-8")
        files = ["--purchases", str(folder / "purchases.parquet"), "--members", str(folder / "members.parquet")]
        patron = Path(sys.executable).with_name("patron")
        ours, peak = commands([str(patron), "evaluate", str(scheme), *files, "--as-of", "2024-12-31", "--out", str(out)], repeat)
        theirs, duck_peak = commands([sys.executable, str(Path(__file__).with_name("duckdb_policy.py")), str(folder), str(duck)], repeat)
        bare, _ = commands([sys.executable, "-c", READ, *files[1::2]], repeat)
        same(wanted, pl.read_parquet(duck), "hand-written kernel and DuckDB")
        columns = pl.col("points", "points_pending", "points_earned", "points_expired", "points_taken_back", "points_spent").cast(pl.Int64)
        made = pl.read_parquet(out).with_columns(columns, pl.col("since", "review_on").cast(pl.Date), pl.col("spend_12m").cast(pl.Float64))
        same(written(wanted), made.select(wanted.columns), "hand-written kernel and patron evaluate")
    peaks = {"evaluate_peak_gib": peak, "duckdb_peak_gib": duck_peak}
    ratio = {"duckdb_to_evaluate": theirs / ours, "evaluate_to_bare_read": ours / bare}
    return {"evaluate_s": ours, "duckdb_s": theirs, "bare_read_s": bare} | peaks | ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--purchases", type=int, default=20_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--sample", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "patron-benchmark")
    chosen = parser.parse_args()
    made = data.sales(chosen.members, chosen.purchases)
    data.write(made, chosen.folder)
    history = data.history_of(made)
    del made
    figures, wanted = columns_run(history, chosen.repeat, chosen.sample)
    del history
    figures |= files_run(chosen.folder, chosen.repeat, wanted)
    about = {"members": chosen.members, "purchases": chosen.purchases, "repeat": chosen.repeat, "cores": os.cpu_count()}
    about |= {"python": platform.python_version(), "duckdb": duckdb.__version__, "polars": pl.__version__}
    print(json.dumps(about | {name: round(value, 3) for name, value in figures.items()}, indent=2))


if __name__ == "__main__":
    main()
