"""How long a statement takes with many purchases stored.

    python benchmarks/store_statement.py [--members 5000] [--purchases 100000] [--asked 100] [--repeat 5] [--store FILE]

The goal is below 5 ms with 10,000,000 purchases. The same members are asked for twice: the first time their rows may have to be read
from the disk. Beside milliseconds by the clock stand those of the processor, which say more where the machine is busy. `--store` takes
a database that is there, made by store_import.py --once --store.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median

from patron.store.opening import open_at
from patron.store.store import Store
from store_common import NOW, folder, house, new_store, show, spread


def told(store: Store, members: list[str]) -> dict[str, dict[str, float]]:
    """Milliseconds of a statement for each of these members."""
    clock, processor = [], []
    for member in members:
        began, busy = time.perf_counter(), time.process_time()
        store.statement(member)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - busy)
    return {"clock": spread(clock, 1e3), "processor": spread(processor, 1e3)}


@contextmanager
def filled(members: int, purchases: int, path: Path | None) -> Iterator[Store]:
    """The store at a path, or a new one with so many members and purchases."""
    if path is not None:
        with open_at(f"sqlite:///{path}", lambda: NOW) as store:
            yield store
        return
    with folder() as place, new_store(place, "patron.db") as store:
        store.import_files(house(place, members, purchases))
        yield store


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=5_000)
    parser.add_argument("--purchases", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--store", type=Path)
    asked = parser.parse_args()
    runs: dict[str, list[dict[str, dict[str, float]]]] = {"first": [], "again": []}
    with filled(asked.members, asked.purchases, asked.store) as store:
        with store.desk.database.read() as connection:
            members = list(connection.exec_driver_sql("SELECT member_id FROM members ORDER BY number").scalars())
            purchases = connection.exec_driver_sql("SELECT count(*) FROM purchases").scalar_one()
        for turn in range(asked.repeat):
            chosen = Random(turn).sample(members, min(asked.asked, len(members)))
            for many in runs.values():
                many.append(told(store, chosen))
    shown = {
        name: {by: {key: round(median(one[by][key] for one in many), 2) for key in ("p50", "p99")} for by in ("clock", "processor")}
        for name, many in runs.items()
    }
    show({"purchases": purchases, "milliseconds": shown})


if __name__ == "__main__":
    main()
