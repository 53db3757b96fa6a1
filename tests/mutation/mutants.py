"""A runner with one deliberate fault: its package copied under another name, one text replaced."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import patron.engine
from generators_agree import remember_sources
from generators_case import Case
from patron.engine.results import Evaluation

ENGINE = Path(patron.engine.__file__).parent
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Fault:
    """`old` stands exactly once in `file` of the runner's package; `new` in its place is wrong."""

    id: str
    file: str
    old: str
    new: str

    def case(self, runner: str) -> Path:
        """The case that shows the fault: both runners agree on it without the fault."""
        return CASES / f"{runner}-{self.id}.json"


class TextNotFoundError(AssertionError):
    """The runner's source has changed: bring the fault up to date."""


def plant(runner: str, fault: Fault | None, folder: Path) -> ModuleType:
    """Import a copy of the runner's package from `folder`, with the fault in it."""
    name = f"faulty_{runner}_{fault.id if fault else 'not_at_all'}".replace("-", "_")
    target = folder / name
    shutil.copytree(ENGINE / runner, target, ignore=shutil.ignore_patterns("__pycache__"))
    for path in target.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if fault is not None and path.relative_to(target).as_posix() == fault.file:
            if text.count(fault.old) != 1:
                raise TextNotFoundError(f"{runner}/{fault.file} holds {text.count(fault.old)} times: {fault.old!r}")
            text = text.replace(fault.old, fault.new)
        path.write_text(text.replace(f"patron.engine.{runner}", name), encoding="utf-8")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return importlib.import_module(name)


def runner_of(module: ModuleType, runner: str) -> Callable[[Case], Evaluation]:
    """How the copied runner takes a case; the batch runner's generated source is not compiled."""
    more = {"compiled": False} if runner == "batch" else {}
    if runner == "batch":
        remember_sources(module.__name__)
    return lambda case: module.run(case.plan, case.history(), case.as_of, detail=True, prices=case.price_array(), **more)
