"""Counts that must not grow: they are exact, so that they hold on a busy machine where times do not.

Each bound is a quarter to a half above what was counted when it was written: a little more of something passes, twice as much does not.
What makes a count smaller by a lot is a reason to lower its bound.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from counting import calls, statements
from patron.engine import batch, reference
from patron.engine.live import Dated, Live
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.engine.reference.events import Line, Purchase
from patron.scheme.load import load_scheme
from patron.simulation.worlds.run import run_world
from patron.store.opening import create
from patron.store.store import Store
from worlds_case import job

SCHEME = Path(__file__).parents[2] / "examples" / "jewelry.yaml"
DAY = 86_400_000_000
FIRST = 18_628  # 1 January 2021
COLLECT = (pl.LazyFrame.collect, pl.LazyFrame._collect_eager)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The jewelry house's."""
    loaded = load_scheme(SCHEME)
    return compile_plan(loaded.require(), loaded.industry)


def purchase(number: int, fields: int) -> Purchase:
    """One line of jade every twenty hours, none large enough for a tier by itself."""
    at = FIRST * DAY + number * 20 * 3_600_000_000
    return Purchase(
        f"P{number:06}", "M", at, (at + 8 * 3_600_000_000) // DAY, False, [Line(0, "1", 90_000 + number, None, ("jade", *[None] * fields))]
    )


def deciding(plan: Plan, history: int) -> int:
    """Calls for fifty purchases after a history, a purchase."""
    live = Live([Dated(-(10**6), plan)], plan.time_zone)
    fields = 1 + len(live.columns.texts)
    for number in range(history):
        live.take(purchase(number, fields))
    later = [purchase(history + number, fields) for number in range(50)]
    return calls(lambda: [live.take(one) for one in later]).all // 50


def test_deciding_a_purchase_does_not_grow_with_the_history(plan: Plan) -> None:
    short, long = deciding(plan, 20), deciding(plan, 1000)
    assert short <= 260  # counted: 193
    assert long <= 190  # counted: 138


def test_a_purchase_at_a_desk(tmp_path: Path) -> None:
    first = datetime(2021, 1, 1, tzinfo=UTC)
    with statements() as asked, create("sqlite://", SCHEME, clock=lambda: first + timedelta(days=36_500)) as store:
        store.enroll({"member": "M"})
        sell(store, first, 0, 30)
        asked.clear()
        found = calls(lambda: sell(store, first, 30, 50))
        assert len(asked) / 20 <= 16  # counted: 13
        assert found.all // 20 <= 1500  # counted: 1,121


def sell(store: Store, first: datetime, start: int, end: int) -> None:
    """Purchases of one member, one after another."""
    for number in range(start, end):
        lines = [{"amount": f"{900 + number}.00", "category": "jade", "list_amount": f"{1000 + number}.00"}]
        store.purchase({"member": "M", "id": f"P{number:06}", "at": first + timedelta(hours=20 * number), "lines": lines})


def test_a_world_asks_the_engine_and_polars_so_often() -> None:
    made = job(customers=500)
    run_world(made, 0)
    run_world(made, 1)  # kernels that only this world needs are compiled by now
    found = calls(lambda: run_world(made, 1))
    assert found.of(batch.run, reference.run) <= 18  # counted: 13
    assert found.of(*COLLECT) <= 2100  # counted: 1,561
    assert found.all <= 2_300_000  # counted: 1,676,022
