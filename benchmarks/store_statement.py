"""How long a statement takes with many purchases stored.

    python benchmarks/store_statement.py [--members 5000] [--purchases 100000] [--asked 200] [--repeat 5]

The goal is below 5 ms with 10,000,000 purchases. The first statement of a member who was imported finds her lots; both are measured.
"""

from __future__ import annotations

import argparse
import time
from random import Random
from statistics import median

from patron.store.store import Store
from store_common import folder, house, new_store, show, spread


def told(store: Store, members: list[str]) -> dict[str, float]:
    """Milliseconds of a statement for each of these members."""
    seconds = []
    for member in members:
        began = time.perf_counter()
        store.statement(member)
        seconds.append(time.perf_counter() - began)
    return spread(seconds, 1e3)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=5_000)
    parser.add_argument("--purchases", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    first, later = [], []
    with folder() as place, new_store(place, "patron.db") as store:
        store.import_files(house(place, asked.members, asked.purchases))
        with store.desk.database.read() as connection:
            members = list(connection.exec_driver_sql("SELECT member_id FROM members ORDER BY number").scalars())
        for turn in range(asked.repeat):
            chosen = Random(turn).sample(members, min(asked.asked, len(members)))
            first.append(told(store, chosen))
            later.append(told(store, chosen))
    shown = {name: {key: median(one[key] for one in runs) for key in ("p50", "p99")} for name, runs in (("first", first), ("again", later))}
    show({"purchases": asked.purchases, "milliseconds": shown})


if __name__ == "__main__":
    main()
