"""Deciding and committing purchases on SQLite (WAL, synchronous FULL) against the bare driver writing the same rows.

    python benchmarks/store_commit.py [--members 50] [--events 200] [--batch 20] [--repeat 5]

The store takes purchases one by one, each a transaction; sqlite3 writes the rows that came of them into a copy of the database as
it was before, each purchase a transaction with the same pragmas, and so one fsync each. The driver reads nothing, neither who the
member is nor what she has. Store and driver take turns every few purchases, so that both meet the same load. Beside the rates by the
clock stands the processor's time of each, which says more where the machine is busy; it is without the wait for the disk, which both
have alike, so that the store's share of the rate is above that of the processor's time.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from patron.store.store import Store
from store_common import NOW, folder, house, new_store, show

PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
WRITTEN = {
    "purchases": "SELECT * FROM purchases WHERE entry = ?",
    "purchase_lines": "SELECT l.* FROM purchase_lines l JOIN purchases p ON p.number = l.purchase WHERE p.entry = ?",
    "tier_changes": "SELECT * FROM tier_changes WHERE entry = ?",
    "postings": "SELECT * FROM postings WHERE entry = ?",
    "audit_log": "SELECT * FROM audit_log WHERE number = ?",
}


Statements = list[tuple[str, tuple[Any, ...]]]


@dataclass(slots=True)
class Spent:
    """Seconds by the clock, and of the processor."""

    clock: float = 0.0
    processor: float = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Add what is spent inside."""
        clock, processor = time.perf_counter(), time.process_time()
        yield
        self.clock += time.perf_counter() - clock
        self.processor += time.process_time() - processor


def sell(store: Store, members: list[str], first: int, count: int, spent: Spent) -> None:
    """So many purchases."""
    random = Random(first)
    told = [
        {
            "member": random.choice(members),
            "id": f"T{number}",
            "at": NOW + timedelta(milliseconds=number),
            "lines": [{"amount": f"{random.randrange(100, 20_000)}.00", "category": random.choice(("silver", "jade"))}],
        }
        for number in range(first, first + count)
    ]
    with spent.counted():
        for one in told:
            store.purchase(one)


def rows_since(source: sqlite3.Connection, entry: int) -> list[Statements]:
    """Of each purchase after an entry the statements that write its rows: inserts, a lot among them, and the member's state."""
    transactions = []
    for (number,) in source.execute("SELECT number FROM audit_log WHERE number > ? AND op = 'purchase' ORDER BY number", (entry,)):
        made: Statements = []
        for table, query in WRITTEN.items():
            for row in source.execute(query, (number,)):
                made.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row))
        (member,) = source.execute("SELECT member FROM purchases WHERE entry = ?", (number,)).fetchone()
        state = source.execute("SELECT * FROM member_states WHERE member = ?", (member,))
        columns = [column for column, *_ in state.description]
        new = ", ".join(f"{column} = ?" for column in columns if column != "member")
        values = [value for column, value in zip(columns, state.fetchone(), strict=True) if column != "member"]
        made.append((f"UPDATE member_states SET {new} WHERE member = ?", (*values, member)))
        lot = (member, 10**6 + number, "qualifying-spend", 100, 100, None, None, 21_000, "vip")
        made.append((f"INSERT INTO lots VALUES ({', '.join('?' * len(lot))})", lot))
        transactions.append(made)
    return transactions


def write(driver: sqlite3.Connection, transactions: list[Statements], spent: Spent) -> None:
    """The same by the driver alone."""
    with spent.counted():
        for made in transactions:
            driver.execute("BEGIN IMMEDIATE")
            for sql, row in made:
                driver.execute(sql, row)
            driver.execute("COMMIT")


def turn(store: Store, place: Path, members: list[str], first: int, asked: argparse.Namespace) -> tuple[Spent, Spent]:
    """One turn of so many events: store, driver."""
    path, copy = place / "patron.db", place / "bare.db"
    copied(path, copy)
    own, bare = Spent(), Spent()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy, isolation_level=None)) as driver:
        for pragma in PRAGMAS:
            driver.execute(f"PRAGMA {pragma}")
        for number in range(first, first + asked.events, asked.batch):
            (entry,) = source.execute("SELECT max(number) FROM audit_log").fetchone()
            sell(store, members, number, min(asked.batch, first + asked.events - number), own)
            write(driver, rows_since(source, entry), bare)
    for left in place.glob("bare.db*"):
        left.unlink()
    return own, bare


def copied(source: Path, target: Path) -> None:
    """A copy of the database as it is now."""
    with sqlite3.connect(source) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(source, target)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=50)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    with folder() as place, new_store(place, "patron.db", clock=lambda: NOW + timedelta(hours=12)) as store:
        store.import_files(house(place, asked.members, asked.members * 20))
        with store.desk.database.read() as connection:
            members = list(connection.exec_driver_sql("SELECT member_id FROM members ORDER BY number").scalars())
        for number, member in enumerate(members):  # each comes into memory
            sell(store, [member], number, 1, Spent())
        turns = [turn(store, place, members, 10**6 + number * asked.events, asked) for number in range(asked.repeat)]
    ratios = [bare.clock / own.clock for own, bare in turns]
    rate = {
        "store": round(asked.events / median(own.clock for own, _ in turns)),
        "bare driver": round(asked.events / median(bare.clock for _, bare in turns)),
    }
    processor = {
        "store": round(median(own.processor for own, _ in turns) / asked.events * 1e6),
        "bare driver": round(median(bare.processor for _, bare in turns) / asked.events * 1e6),
    }
    found = {"commits a second": rate, "store ÷ driver": round(median(ratios), 2), "each turn": [round(one, 2) for one in ratios]}
    show({**found, "microseconds of the processor a purchase": processor})


if __name__ == "__main__":
    main()
