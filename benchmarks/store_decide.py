"""How long it takes to decide one purchase in process, for a member with many purchases.

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
from patron.engine.reference.events import Line, Purchase
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


def decided(history: int, events: int, seed: int) -> list[float]:
    """Seconds for each of the events that come after a history."""
    random = Random(seed)
    live = Live([Dated(-(10**6), PLAN)], PLAN.time_zone)
    for number in range(history):
        live.take(purchase(number, random, 20))
    later = [purchase(history + number, random, 20) for number in range(events)]
    seconds = []
    for one in later:
        began = time.perf_counter()
        live.take(one)
        seconds.append(time.perf_counter() - began)
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--history", type=int, default=1000)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    long, short = [], []
    for seed in range(asked.repeat):
        long.append(spread(decided(asked.history, asked.events, seed)))
        short.append(spread(decided(10, asked.events, seed)))
    found = {name: {key: median(one[key] for one in runs) for key in ("p50", "p99")} for name, runs in (("long", long), ("short", short))}
    ratio = round(found["long"]["p50"] / found["short"]["p50"], 2)
    decide = {f"{asked.history} purchases": found["long"], "10 purchases": found["short"], "p50, long ÷ short": ratio}
    desk = spread(at_a_desk(asked.history, asked.events, asked.repeat))
    show({"deciding, microseconds": decide, "at a desk without a disk, microseconds": desk})


if __name__ == "__main__":
    main()
