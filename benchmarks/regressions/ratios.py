"""What is held: pieces of work beside something that does not change with this project, or changes with it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

import data
import hand_kernel
import polars as pl
from patron.engine import batch, reference
from patron.engine.history import History
from patron.engine.live import Dated, Live
from patron.engine.many import Bench
from patron.files.prepare import DataFiles, prepare
from patron.plugins import industry
from policy import PLAN
from store_decide import purchase
from variants import varied

Work = Callable[[], object]
MEMBERS, PURCHASES = 10_000, 200_000


@dataclass(frozen=True)
class Ratio:
    """`prepare` gives what is above and what is below; the ratio of their times lies from `least` to `most`."""

    says: str
    prepare: Callable[[], tuple[Work, Work]]
    least: float
    most: float


@lru_cache(maxsize=2)
def house(members: int = MEMBERS, purchases: int = PURCHASES) -> History:
    """A history, sorted by member and time."""
    return data.history_of(data.sales(members, purchases))


def _by_hand() -> object:
    return hand_kernel.evaluate(house(), data.AS_OF)


def _batch() -> object:
    return batch.run(PLAN, house(), data.AS_OF).members


def kernel() -> tuple[Work, Work]:
    """The batch runner, and the kernel written by hand."""
    return _batch, _by_hand


def unsorted() -> tuple[Work, Work]:
    """The batch runner on columns in order of time, and on sorted ones."""
    held = house()
    mixed = History(held.lines.sort("at", "purchase_id"), held.returns.sort("at", "purchase_id"), held.movements, held.members)
    return lambda: batch.run(PLAN, mixed, data.AS_OF).members, _batch


def variant() -> tuple[Work, Work]:
    """One more plan on a bench, and a run by itself."""
    bench, steps = Bench(), iter(range(10_000))
    bench.run(PLAN, house(), data.AS_OF, runner="batch")

    def further() -> object:
        return bench.run(varied(next(steps) % 7), house(), data.AS_OF, runner="batch")

    return further, _batch


def reading() -> tuple[Work, Work]:
    """Reading and checking Parquet files as a command does, and the bare read of them."""
    place = Path(tempfile.mkdtemp(prefix="patron-regressions-"))
    purchases, members = data.write(data.sales(MEMBERS, PURCHASES), place)
    files, kind = DataFiles(purchases, members, None, (), "stop"), industry("jewelry")
    return lambda: prepare(files, PLAN, kind, data.AS_OF), lambda: (pl.read_parquet(purchases), pl.read_parquet(members))


def loop() -> int:
    """A fixed piece of Python: a dictionary, comparisons, and integers."""
    found: dict[int, int] = {}
    for number in range(60_000):
        place = number * 7919 % 1009
        found[place] = found.get(place, 0) + (number if number & 1 else -1)
    return sum(found.values())


def deciding() -> tuple[Work, Work]:
    """Two hundred purchases decided one by one, of a member who has them by the thousand, and the loop."""
    random, live, told = Random(1), Live([Dated(-(10**6), PLAN)], PLAN.time_zone), iter(range(10**6))
    for _ in range(1000):
        live.take(purchase(next(told), random, 1))

    def take() -> None:
        for _ in range(200):
            live.take(purchase(next(told), random, 1))

    return take, loop


def referring() -> tuple[Work, Work]:
    """The reference runner on a small house, and the loop."""
    small = house(100, 2_000)
    return lambda: reference.run(PLAN, small, data.AS_OF), loop


RATIOS = {
    "kernel": Ratio("batch runner ÷ hand-written kernel, 200,000 purchases in sorted columns", kernel, 0, 99),
    "unsorted": Ratio("batch runner in order of time ÷ sorted, 200,000 purchases", unsorted, 0, 99),
    "variant": Ratio("one more plan on a bench ÷ a run by itself, 200,000 purchases", variant, 0, 99),
    "reading": Ratio("reading and checking Parquet ÷ the bare read, 200,000 purchases", reading, 0, 99),
    "deciding": Ratio("200 purchases decided one by one ÷ a fixed loop", deciding, 0, 99),
    "reference": Ratio("reference runner, 2,000 purchases ÷ a fixed loop", referring, 0, 99),
}
