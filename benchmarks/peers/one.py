"""Measures one peer and prints JSON: seconds of each run, by the clock and on processors, and what its rows were compared with.

    PYTHONPATH=benchmarks python -m peers.one plain_python --members 2000 --purchases 40000 --repeat 5

Each peer has a process of its own, so that none's memory, threads or crash is another's. It stops where one cell differs.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import data
import polars as pl
import run as full
from patron.engine import batch, reference
from patron.engine.history import History
from policy import PLAN

from peers import FILES, peer

WHOLE = 100_000  # purchases; a larger house is compared with the reference runner by a sample
SAMPLE = 2_000


def checked(rows: pl.DataFrame | None, history: History, purchases: int) -> str:
    """What the rows were compared with; stops where a cell differs."""
    if rows is None:
        return ""
    if purchases <= WHOLE:
        full.same(reference.run(PLAN, history, data.AS_OF).members, rows, "reference runner and peer")
        return "every cell"
    full.same(batch.run(PLAN, history, data.AS_OF).members, rows, "batch runner and peer")
    part = full.sampled(history, SAMPLE)
    exact = reference.run(PLAN, part, data.AS_OF).members
    full.same(exact, rows.filter(pl.col("member_id").is_in(exact["member_id"].to_list())), "reference runner and peer")
    return f"every cell by the batch runner, {exact.height:,} members by the reference runner"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=FILES)
    parser.add_argument("--members", type=int, required=True)
    parser.add_argument("--purchases", type=int, required=True)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    found = peer(asked.peer)
    try:
        work = found.prepare()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}))
        return
    history = data.history_of(data.sales(asked.members, asked.purchases))
    exact = checked(work(history, data.AS_OF), history, asked.purchases)  # a run that is not counted: compiled, files in memory
    clock, processor = [], []
    for _ in range(asked.repeat):
        began, spent = time.perf_counter(), time.process_time()
        work(history, data.AS_OF)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
        told = getattr(work, "seconds", None)  # by a process of its own
        if told is not None:
            clock[-1], processor[-1] = told
    close = getattr(work, "close", None)
    if close is not None:
        close()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 2**20
    print(json.dumps({"version": found.version(), "clock": clock, "processor": processor, "exact": exact, "peak_gib": round(peak, 2)}))


if __name__ == "__main__":
    main()
