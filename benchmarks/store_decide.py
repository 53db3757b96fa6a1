"""How long it takes to decide one event in process, for a member with many purchases: a purchase, a redemption, a return.

    python benchmarks/store_decide.py [--history 1000] [--events 2000] [--repeat 5]

State is incremental: the time must not grow with the history, so that a member with ten purchases is measured beside her. The same
purchases are then told to a store whose database is in memory: what is told is checked, decided, written, answered and logged, all
but the wait for a disk.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median

from patron.engine.live import Dated, Live
from patron.engine.reference.events import Event, Line, Movement, Purchase, Return, ReturnRow
from patron.engine.reference.goods import filter_fields
from policy import PLAN
from store_common import folder, new_store, show, spread

DAY = 86_400_000_000
FIRST = 18_628  # 1 January 2021
HOUR = 3_600_000_000
FIRST_SALE = datetime(2021, 1, 1, tzinfo=UTC)


def purchase(number: int, random: Random, gap: int) -> Purchase:
    """The purchase of a number; numbers are `gap` hours apart."""
    at = FIRST * DAY + number * gap * HOUR
    kind = (random.choice(("gold", "silver", "jade")), None, *(None for _ in filter_fields(PLAN)))
    line = Line(0, "1", random.randrange(10_000, 2_000_000), None, kind)
    return Purchase(f"P{number:08}", "M", at, (at + 8 * HOUR) // DAY, False, [line])


def event(kind: str, number: int, random: Random, history: int) -> Event:
    """The event of a number behind a history: a purchase, or each hour a point that is spent or a yuan given back of the last 300."""
    if kind == "purchase":
        return purchase(history + number, random, 20)
    at = FIRST * DAY + (20 * history + number) * HOUR
    day = (at + 8 * HOUR) // DAY
    if kind == "redemption":
        return Movement(f"M{number:08}", "M", at, day, 0, "redeem", 1, None, None, None)
    return Return(f"R{number:08}", "M", at, day, [ReturnRow(f"P{random.randrange(max(0, history - 300), history):08}", None, 100)])


def decided(history: int, events: int, seed: int, kind: str = "purchase") -> list[float]:
    """Seconds for each of the events that come after a history."""
    random = Random(seed)
    live = Live([Dated(-(10**6), PLAN)], PLAN.time_zone)
    for number in range(history):
        live.take(purchase(number, random, 20))
    later = [event(kind, number, random, history) for number in range(events)]
    seconds = []
    for one in later:
        began = time.perf_counter()
        taken = live.take(one)
        seconds.append(time.perf_counter() - began)
        assert not taken.findings, "what is refused says nothing of what is decided"
    return seconds


def told(number: int, random: Random) -> dict[str, object]:
    """The same as a till tells it."""
    amount = f"{random.randrange(10_000, 2_000_000)}.00"
    lines = [{"amount": amount, "category": random.choice(("silver", "jade"))}]
    return {"member": "M", "id": f"P{number:08}", "at": FIRST_SALE + timedelta(hours=20 * number), "lines": lines}


def at_a_desk(history: int, events: int, seed: int) -> list[float]:
    """Seconds for each of the purchases that come after a history, in a store that waits for no disk."""
    random = Random(seed)
    seconds = []
    with folder() as place, new_store(place, "", "sqlite://", clock=lambda: FIRST_SALE + timedelta(days=36_500)) as store:
        store.enroll({"member": "M"})
        for number in range(history + events):
            one = told(number, random)
            began = time.perf_counter()
            store.purchase(one)
            seconds.append(time.perf_counter() - began)
    return seconds[history:]


def of_runs(asked: argparse.Namespace, history: int, kind: str) -> dict[str, float]:
    """The median of the runs, each of a seed of its own."""
    runs = [spread(decided(history, asked.events, seed, kind)) for seed in range(asked.repeat)]
    return {key: median(one[key] for one in runs) for key in ("p50", "p99")}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--history", type=int, default=1000)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    found = {
        f"{asked.history} purchases": of_runs(asked, asked.history, "purchase"),
        "10 purchases": of_runs(asked, 10, "purchase"),
        f"{asked.history} purchases, then redemptions": of_runs(asked, asked.history, "redemption"),
        f"{asked.history} purchases, then returns": of_runs(asked, asked.history, "return"),
    }
    ratio = round(found[f"{asked.history} purchases"]["p50"] / found["10 purchases"]["p50"], 2)
    decide = {**found, "p50, long ÷ short": ratio}
    desk = spread(at_a_desk(asked.history, asked.events, asked.repeat))
    show({"deciding, microseconds": decide, "at a desk without a disk, microseconds": desk})


if __name__ == "__main__":
    main()
