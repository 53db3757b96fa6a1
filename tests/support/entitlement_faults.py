"""An entitlement runner with one deliberate fault: the package copied under another name, one text replaced."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import patron.engine

PACKAGE = Path(patron.engine.__file__).parent / "entitlements"
Fault = tuple[str, str, str]  # file, what stands there once, and what is wrong in its place
Runner = Callable[..., Any]


def planted(name: str, fault: Fault, folder: Path, runner: str) -> Runner:
    """`columnar` or `reference` of a copy of the package with the fault in it; called with plan, history, evaluation, as_of, amounts."""
    file, old, new = fault
    copied = f"faulty_entitlements_{runner}_{name}".replace("-", "_")
    shutil.copytree(PACKAGE, folder / copied, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / copied).glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name == file:
            assert text.count(old) == 1, f"{file} holds {text.count(old)} times: {old!r}"
            text = text.replace(old, new)
        path.write_text(text.replace("patron.engine.entitlements", copied), encoding="utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    found: Runner = getattr(importlib.import_module(f"{copied}.{runner}"), f"run_{runner}")
    return partial(found, compiled=False) if runner == "columnar" else found


def forget_copies(path: list[str]) -> None:
    """As before the first copy: `sys.path` as it was, and no module of a copy."""
    sys.path[:] = path
    for name in [name for name in sys.modules if name.startswith("faulty_entitlements")]:
        del sys.modules[name]


def same(one: Any, other: Any) -> bool:
    """Whether two answers agree: the issues, and the uses of what there was not."""
    return one[0].equals(other[0]) and sorted((lack.row, lack.available) for lack in one[1]) == sorted(
        (lack.row, lack.available) for lack in other[1]
    )
