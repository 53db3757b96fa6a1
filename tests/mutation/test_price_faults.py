"""Prices in columns and in fractions can disagree: each deliberate fault of one makes them differ on some random case."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from faults_prices import PRICES
from generators_prices import TIERS, Buyers, buyers, number, price_plan
from hypothesis import given
from hypothesis import strategies as st
from mutants import ENGINE, Fault, TextNotFoundError
from patron.engine import prices
from patron.engine.plan import Birthday, Discount, DiscountKind, GoodsFilter, Plan, PriceFloor, PriceWhen, Tier
from random_cases import repeatable

CASES = 500
Case = tuple[Plan, Buyers]


def birthdays() -> Iterator[Case]:
    """A line on each day around a birthday and on that day of the next month, by each way to ask; also after a change."""
    born = number(date(1990, 5, 20))
    days = [number(date(2025, 5, day)) for day in range(14, 27)] + [number(date(2025, 6, 20)), number(date(2025, 5, 1))]
    lines = [
        {"row": row, "purchase_id": f"p{row}", "member_id": "a", "day": day, "at": day * 86_400_000_000, "amount": 1000}
        for row, day in enumerate(days, start=2)
    ]
    tiers = tuple(Tier(f"t{rank}", f"等级{rank}", f"T{rank}") for rank in range(TIERS))
    for kind in Birthday:
        when = PriceWhen(birthday=kind)
        half = Discount("d0", (0, 1, 2), GoodsFilter(), DiscountKind.RATE, 500_000, 0, when=when)
        plan = Plan("s", "general", "CNY", 2, "Asia/Shanghai", tiers, discounts=(half,))
        yield plan, Buyers(lines, {"a": {"birthday": born, "town": None}})
        told = {"row": 2, "movement_id": "m", "member_id": "a", "at": 0, "day": 0, "kind": "profile", "ref": "birthday"}
        yield plan, Buyers(lines, {"a": {"birthday": born, "town": None}}, [{**told, "value": "1990-06-20"}])


def uneven_floor() -> Case:
    """A discount to a tenth, held up at a third of amounts that are no multiple of three."""
    bought = {"member_id": "a", "day": 0, "at": 0}
    lines = [{**bought, "row": row, "purchase_id": f"p{row}", "amount": 1000 + row, "list_amount": 1000 + row} for row in range(2, 6)]
    tiers = tuple(Tier(f"t{rank}", f"等级{rank}", f"T{rank}") for rank in range(TIERS))
    tenth = Discount("d0", (0, 1, 2), GoodsFilter(), DiscountKind.RATE, 100_000, 0)
    third = PriceFloor("f0", GoodsFilter(), of_list=333_333)
    plan = Plan("s", "general", "CNY", 2, "Asia/Shanghai", tiers, discounts=(tenth,), price_floors=(third,))
    return plan, Buyers(lines, {"a": {"birthday": None, "town": None}})


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Some by hand, and random ones: which these are depends on what else is loaded, so that no fault may need a rare one."""
    made: list[Case] = [*birthdays(), uneven_floor()]

    @repeatable(CASES)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        made.append((price_plan(data.draw), buyers(data.draw)))

    collect()
    return made


@pytest.fixture(autouse=True)
def _forget_copies() -> Iterator[None]:
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name in [name for name in sys.modules if name.startswith("faulty_")]:
        del sys.modules[name]


def planted(fault: Fault | None, folder: Path) -> ModuleType:
    """A copy of the package of prices with the fault in it."""
    name = f"faulty_prices_{fault.id if fault else 'not_at_all'}".replace("-", "_")
    target = folder / name
    shutil.copytree(ENGINE / "prices", target, ignore=shutil.ignore_patterns("__pycache__"))
    for path in target.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if fault is not None and path.name == fault.file:
            if text.count(fault.old) != 1:
                raise TextNotFoundError(f"prices/{fault.file} holds {text.count(fault.old)} times: {fault.old!r}")
            text = text.replace(fault.old, fault.new)
        path.write_text(text.replace("patron.engine.prices", name), encoding="utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return importlib.import_module(name)


def differ(case: Case, columns: Any, fractions: Any) -> bool:
    """Whether some line's price, or what some discount took off, differs."""
    plan, bought = case
    history = bought.history()
    table = columns.price_lines(plan, history.lines, history)
    for tier in range(TIERS):
        for row, line in enumerate(bought.lines):
            told = fractions.explain_price(plan, line, tier, bought.customer(line))
            taken = {name for (rank, name), part in table.discounts.items() if rank == tier and part[row]}
            total = sum(int(part[row]) for (rank, _), part in table.discounts.items() if rank == tier)
            applied = {one.id for one in told.considered if one.outcome.value == "applied"}
            if table.levels[tier][row] != told.price or not taken <= applied or line["amount"] - total != told.price:
                return True
    return False


@pytest.mark.parametrize("fault", PRICES, ids=lambda fault: fault.id)
def test_the_fault_is_found(fault: Fault, cases: list[Case], tmp_path: Path) -> None:
    faulty = planted(fault, tmp_path)
    columns, fractions = (prices, faulty) if fault.file in {"explain.py", "occasion.py"} else (faulty, prices)
    assert any(differ(case, columns, fractions) for case in cases), "no case shows it"


def test_a_copy_without_a_fault_agrees(cases: list[Case], tmp_path: Path) -> None:
    copied = planted(None, tmp_path)
    assert not any(differ(case, copied, prices) for case in cases[:100])
