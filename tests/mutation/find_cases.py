"""Finds a small case for every fault that has none yet: `python tests/mutation/find_cases.py [reference|batch]`.

A case that already shows the fault is kept. Prints the faults that no random case showed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]

from faults import FAULTS
from generators import Case, cases, dump, load
from generators_agree import disagreement
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample
from mutants import Fault, plant, runner_of
from patron.engine.results import Evaluation

TRIES = 6000


def shows(case: Case, sound: Callable[[Case], Evaluation], faulty: Callable[[Case], Evaluation]) -> bool:
    """Whether the faulty runner answers otherwise, or stops."""
    try:
        return bool(disagreement(case, sound, faulty))
    except Exception:  # a fault may break the runner altogether
        return True


def search(runner: str, fault: Fault, folder: Path) -> bool:
    """Write the smallest case found; False if none was."""
    sound, faulty = runner_of(plant(runner, None, folder / "sound"), runner), runner_of(plant(runner, fault, folder / "faulty"), runner)
    path = fault.case(runner)
    if path.exists() and shows(load(path), sound, faulty):
        return True
    rules = settings(max_examples=TRIES, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink])
    try:
        case = find(cases(), lambda case: shows(case, sound, faulty), settings=rules)
    except NoSuchExample:
        return False
    path.parent.mkdir(exist_ok=True)
    dump(case, path, f"shows the fault {fault.id} of the {runner} runner")
    return True


def main() -> None:
    for runner in sys.argv[1:] or list(FAULTS):
        for fault in FAULTS[runner]:
            with tempfile.TemporaryDirectory() as folder:
                found = search(runner, fault, Path(folder))
            for name in [name for name in sys.modules if name.startswith("faulty_")]:
                del sys.modules[name]
            print(runner, fault.id, "shown" if found else "NOT SHOWN", flush=True)


if __name__ == "__main__":
    main()
