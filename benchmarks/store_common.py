"""What the benchmarks of the member store have in common: a store of the jewelry policy, its files, and figures."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import data
from patron.store.importing.files import ImportRequest
from patron.store.opening import create
from patron.store.store import Store
from policy import SCHEME

AS_OF = date(2025, 6, 30)  # the last returns of the made-up house are before
NOW = datetime(2025, 6, 30, 12, tzinfo=UTC)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="patron-benchmark-") as name:
        yield Path(name)


def new_store(place: Path, name: str, url: str = "", clock: Callable[[], datetime] = lambda: NOW) -> Store:
    """An empty store, on SQLite in `place` unless a URL is given."""
    scheme = place / "scheme.yaml"
    scheme.write_text(SCHEME, encoding="utf-8")
    return create(url or f"sqlite:///{place / name}", scheme, clock=clock)


def house(place: Path, members: int, purchases: int) -> ImportRequest:
    """The files of a made-up house, as Parquet."""
    sales, people = data.write(data.sales(members, purchases), place)
    return ImportRequest(purchases=sales, members=people, as_of=AS_OF)


def house_apart(place: Path, members: int, purchases: int) -> ImportRequest:
    """The same, made by a process of its own, so that its memory is not this one's."""
    made = [str(Path(__file__).with_name("data.py")), str(members), str(purchases), str(place)]
    subprocess.run([sys.executable, *made], check=True, stdout=subprocess.DEVNULL)
    return ImportRequest(purchases=place / "purchases.parquet", members=place / "members.parquet", as_of=AS_OF)


def spread(seconds: list[float], unit: float = 1e6) -> dict[str, float]:
    """Median, 99th percentile and the number of figures; in microseconds unless `unit` says otherwise."""
    return {"p50": round(median(seconds) * unit, 1), "p99": round(quantiles(seconds, n=100)[98] * unit, 1), "of": len(seconds)}


def show(found: dict[str, Any]) -> None:
    """As JSON, with the machine and how busy it is: above one process a core, clocks say little."""
    load = os.getloadavg()[0]
    machine = {"processors": os.cpu_count(), "python": platform.python_version(), "load": round(load, 1), "busy": load > 1.2}
    print(json.dumps({"machine": machine, **found}, indent=1))
