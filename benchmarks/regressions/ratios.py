"""What is held: pieces of work beside something that does not change with this project, or changes with it."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import mkdtemp

import data
import hand_kernel
import polars as pl
from patron.cli import main
from patron.engine import batch, reference
from patron.engine.history import History
from patron.engine.live import Dated, Live
from patron.engine.many import Bench
from patron.files.prepare import DataFiles, prepare
from patron.plugins import industry
from policy import PLAN, SCHEME
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


@lru_cache(maxsize=1)
def files() -> tuple[Path, Path, Path]:
    """Purchases, members, and a snapshot of both."""
    place = Path(mkdtemp(prefix="patron-regressions-"))
    atexit.register(rmtree, place)
    (scheme := place / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    purchases, members = data.write(data.sales(MEMBERS, PURCHASES), place)
    asked = ["snapshot", str(purchases), "--members", str(members), "--scheme", str(scheme), "--out", str(place / "snapshot")]
    main(asked, standalone_mode=False)
    return purchases, members, place / "snapshot"


def _prepared(purchases: Path, members: Path | None) -> object:
    return prepare(DataFiles(purchases, members, None, (), "stop"), PLAN, industry("jewelry"), data.AS_OF)


def reading() -> tuple[Work, Work]:
    """Reading and checking Parquet files as a command does, and the bare read of them."""
    purchases, members, _ = files()
    return lambda: _prepared(purchases, members), lambda: (pl.read_parquet(purchases), pl.read_parquet(members))


def snapshot() -> tuple[Work, Work]:
    """A command's start from a snapshot, and from the Parquet files that it was made of."""
    purchases, members, kept = files()
    return lambda: _prepared(kept, None), lambda: _prepared(purchases, members)


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
    "kernel": Ratio("batch runner ÷ hand-written kernel, 200,000 purchases in sorted columns", kernel, 1.3, 3.2),
    "unsorted": Ratio("batch runner in order of time ÷ sorted, 200,000 purchases", unsorted, 0.9, 1.9),
    "variant": Ratio("one more plan on a bench ÷ a run by itself, 200,000 purchases", variant, 0.1, 0.36),
    "reading": Ratio("reading and checking Parquet ÷ the bare read, 200,000 purchases", reading, 3, 10),
    "snapshot": Ratio("starting from a snapshot ÷ reading and checking Parquet, 200,000 purchases", snapshot, 0.03, 0.17),
    "deciding": Ratio("200 purchases decided one by one ÷ a fixed loop", deciding, 0.3, 1.0),
    "reference": Ratio("reference runner, 2,000 purchases ÷ a fixed loop", referring, 3.5, 13),
}
