"""Importing purchases from Parquet: in bulk into an empty store, and into members who have events already.

    python benchmarks/store_import.py [--members 5000] [--purchases 100000] [--repeat 5] [--url URL] [--once [--store FILE] | --by-event]

Beside both stands `evaluate` of the same files, which reads and decides and writes nothing; the three take turns. `--once` imports
everything in bulk a single time and prints the peak of memory, for large files; `--store` keeps the database at that path, for
store_statement.py among others. `--by-event`: into a store with two versions of the scheme,
of which the second takes effect amid the purchases, so that every member is decided event by event, a part of the files to a transaction.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

import polars as pl
from patron.engine.run import run
from patron.files.prepare import prepare
from patron.plugins import industries
from patron.store.importing.files import ImportRequest
from policy import PLAN
from store_common import AS_OF, folder, house, house_apart, new_store, show

MIDDLE = date(2022, 12, 31)


def halves(request: ImportRequest, place: Path) -> tuple[ImportRequest, ImportRequest]:
    """The same up to the end of a day, and what comes after."""
    assert request.purchases is not None
    rows = pl.read_parquet(request.purchases)
    cut = datetime(2023, 1, 1)
    first, second = place / "first.parquet", place / "second.parquet"
    rows.filter(pl.col("at") < cut).write_parquet(first)
    rows.filter(pl.col("at") >= cut).write_parquet(second)
    return replace(request, purchases=first, as_of=MIDDLE), replace(request, purchases=second, members=None)


def evaluated(request: ImportRequest) -> float:
    """Seconds for reading and deciding alone."""
    began = time.perf_counter()
    as_of = (AS_OF - date(1970, 1, 1)).days
    run(PLAN, prepare(request.files, PLAN, industries()["jewelry"], as_of).history, as_of, detail=True, runner="batch")
    return time.perf_counter() - began


def imported(place: Path, url: str, *requests: ImportRequest, versions: int = 1) -> list[tuple[float, int]]:
    """Seconds and purchases of imports one after another into a new store, which is gone afterwards."""
    found = []
    with new_store(place, "patron.db", url) as store:
        if versions == 2:
            store.apply(place / "scheme.yaml", effective_from=MIDDLE + timedelta(days=1), by="benchmark")
        for request in requests:
            began = time.perf_counter()
            report = store.import_files(request)
            found.append((time.perf_counter() - began, report.taken.purchases))
    for left in place.glob("patron.db*"):
        left.unlink()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=5_000)
    parser.add_argument("--purchases", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database; only with --once or --by-event")
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--store", type=Path, help="with --once: where the database is to stay")
    parser.add_argument("--by-event", action="store_true")
    asked = parser.parse_args()
    with folder() as place:
        if asked.once:
            url = f"sqlite:///{asked.store}" if asked.store else asked.url
            ((seconds, taken),) = imported(place, url, house_apart(place, asked.members, asked.purchases))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            show({"purchases": taken, "seconds": round(seconds, 1), "a second": round(taken / seconds), "peak GiB": round(peak, 2)})
            return
        request = house(place, asked.members, asked.purchases)
        if asked.by_event:
            before = time.process_time()
            runs = [run for _ in range(asked.repeat) for run in imported(place, asked.url, request, versions=2)]
            busy = (time.process_time() - before) / sum(taken for _, taken in runs)
            rate = round(median(taken / seconds for seconds, taken in runs))
            show({"purchases": asked.purchases, "a second by event": rate, "processor µs a purchase": round(busy * 1e6, 1)})
            return
        parts = halves(request, place)
        evaluated(request), imported(place, "", request)  # compiled, and files in memory
        alone, bulk, again = [], [], []
        for _ in range(asked.repeat):
            alone.append(evaluated(request))
            bulk += imported(place, "", request)
            again.append(imported(place, "", *parts)[1])
    rate = {name: round(median(taken / seconds for seconds, taken in runs)) for name, runs in (("bulk", bulk), ("with events", again))}
    ratio = round(median(seconds for seconds, _ in bulk) / median(alone), 1)
    show({"purchases": asked.purchases, "a second": rate, "bulk ÷ evaluate": ratio})


if __name__ == "__main__":
    main()
