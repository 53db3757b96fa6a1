"""The property tests can fail: each deliberate fault of the columnar runner makes it disagree with the reference on some random case."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import patron.engine
import pytest
from dense_benefits import AS_OF, dense
from patron.engine.entitlements.columnar import run_columnar
from patron.engine.entitlements.reference import run_reference
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation

Columnar = Callable[..., Any]
CASES = 12
PACKAGE = Path(patron.engine.__file__).parent / "entitlements"
# file, what stands there once, and what is wrong in its place
FAULTS = {
    "left-at-start": ("making.py", "leave - held.at_start[stretch]", "leave - 1"),
    "prorate-rounds-down": ("making.py", "-(-days // whole)", "(days // whole)"),
    "another-year": ("making.py", "12 * (number + 1), of_month", "12 * (number + 1) + 1, of_month"),
    "once-a-period": ("making.py", "kept[1:] &= (code[1:] != code[:-1]) | (period[1:] != period[:-1])", "kept &= True"),
    "opening-is-contained": ("making.py", "(day > holdings.floor[code])", "(day > 0)"),
    "returned-purchase": ("making.py", "back = returned < made.gone", "back = returned < 0"),
    "profile-at-the-end-of-the-day": (
        "making.py",
        "known.fits(grant, code[kept], day[kept])",
        "known.fits(grant, code[kept], day[kept] - 1)",
    ),
    "profile-as-a-year-begins": (
        "making.py",
        "known.fits(grant, held.code[stretch[kept]], first[kept])",
        "known.fits(grant, held.code[stretch[kept]], last[kept])",
    ),
    "profile-as-a-period-is-come-into": ("making.py", "np.maximum(start, held.first[stretch])[kept]", "start[kept]"),
    "ends-first-is-used-first": ("using.py", "last[issue] < last[best]", "last[issue] > last[best]"),
    "too-much-carried": (
        "using.py",
        "if linked[chain] == 1:\n                    part = min(carry_over,",
        "if linked[chain] == 1:\n                    part = min(99,",
    ),
}


@cache
def cases() -> list[tuple[Plan, History, Evaluation]]:
    """Dense random input, the same every time."""
    return [dense(seed) for seed in range(CASES)]


@cache
def answers() -> list[Any]:
    """What the reference says of each case."""
    return [run_reference(*case, AS_OF, None) for case in cases()]


def planted(name: str, folder: Path) -> Columnar:
    """The columnar runner of a copy of the package with the fault in it."""
    file, old, new = FAULTS[name]
    copied = f"faulty_entitlements_{name}".replace("-", "_")
    shutil.copytree(PACKAGE, folder / copied, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / copied).glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name == file:
            assert text.count(old) == 1, f"{file} holds {text.count(old)} times: {old!r}"
            text = text.replace(old, new)
        path.write_text(text.replace("patron.engine.entitlements", copied), encoding="utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    found: Columnar = importlib.import_module(f"{copied}.columnar").run_columnar
    return found


@pytest.fixture(autouse=True)
def _forget_copies() -> Iterator[None]:
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name in [name for name in sys.modules if name.startswith("faulty_entitlements")]:
        del sys.modules[name]


def differs(runner: Columnar, case: tuple[Plan, History, Evaluation], answer: Any) -> bool:
    issues, lacks = runner(*case, AS_OF, None, compiled=False)
    return not issues.equals(answer[0]) or sorted(one.row for one in lacks) != sorted(one.row for one in answer[1])


def test_both_agree_on_dense_input() -> None:
    for case, answer in zip(cases(), answers(), strict=True):
        assert not differs(run_columnar, case, answer)
        assert answer[0]["used"].sum() > 0


@pytest.mark.parametrize("name", list(FAULTS))
def test_the_fault_is_found(name: str, tmp_path: Path) -> None:
    faulty = planted(name, tmp_path)
    assert any(differs(faulty, case, answer) for case, answer in zip(cases(), answers(), strict=True))
