"""Deciding and committing purchases on SQLite (WAL, synchronous FULL) against the bare driver writing the same rows.

    python benchmarks/store_commit.py [--members 50] [--events 200] [--repeat 5]

The store takes purchases one by one, each a transaction; then sqlite3 writes the rows that came of them into a copy of the
database as it was before, each purchase a transaction with the same pragmas. Store and driver take turns.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
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


def sell(store: Store, members: list[str], first: int, count: int) -> float:
    """Seconds for so many purchases."""
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
    began = time.perf_counter()
    for one in told:
        store.purchase(one)
    return time.perf_counter() - began


def rows_since(path: Path, entry: int) -> list[list[tuple[str, tuple[Any, ...]]]]:
    """Of each entry after one the statements that write its rows: inserts, and the member's state."""
    with sqlite3.connect(path) as source:
        transactions = []
        for (number,) in source.execute("SELECT number FROM audit_log WHERE number > ? AND op = 'purchase' ORDER BY number", (entry,)):
            made: list[tuple[str, tuple[Any, ...]]] = []
            for table, query in WRITTEN.items():
                for row in source.execute(query, (number,)):
                    made.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row))
            (member,) = source.execute("SELECT member FROM purchases WHERE entry = ?", (number,)).fetchone()
            made.append(
                ("UPDATE member_states SET version = version + 1, points = points + 1, last_at = ? WHERE member = ?", (number, member))
            )
            made.append(('INSERT INTO lots (member, lot, rule, made, "left") VALUES (?, ?, ?, 1, 1)', (member, 10**6 + number, "silver")))
            transactions.append(made)
    return transactions


def bare(path: Path, transactions: list[list[tuple[str, tuple[Any, ...]]]]) -> float:
    """Seconds for the driver alone."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    for made in transactions:
        connection.execute("BEGIN IMMEDIATE")
        for sql, row in made:
            connection.execute(sql, row)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


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
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    store_seconds, bare_seconds = [], []
    with folder() as place, new_store(place, "patron.db", clock=lambda: NOW + timedelta(hours=12)) as store:
        store.import_files(house(place, asked.members, asked.members * 20))
        with store.desk.database.read() as connection:
            members = list(connection.exec_driver_sql("SELECT member_id FROM members ORDER BY number").scalars())
        for place_of, member in enumerate(members):  # each comes into memory
            sell(store, [member], place_of, 1)
        path, copy = place / "patron.db", place / "bare.db"
        for turn in range(1, asked.repeat + 1):
            copied(path, copy)
            with sqlite3.connect(path) as connection:
                (entry,) = connection.execute("SELECT max(number) FROM audit_log").fetchone()
            store_seconds.append(sell(store, members, 10**6 + turn * asked.events, asked.events))
            bare_seconds.append(bare(copy, rows_since(path, entry)))
            for left in place.glob("bare.db*"):
                left.unlink()
    ratios = [driver / own for driver, own in zip(bare_seconds, store_seconds, strict=True)]
    rate = {"store": round(asked.events / median(store_seconds)), "bare driver": round(asked.events / median(bare_seconds))}
    show({"commits a second": rate, "store ÷ driver": round(median(ratios), 2), "each turn": [round(one, 2) for one in ratios]})


if __name__ == "__main__":
    main()
