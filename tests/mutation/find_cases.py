"""Finds a small case for every fault that has none yet: `PYTHONPATH=tests/support python tests/mutation/find_cases.py [reference|batch]`.

A case that already shows the fault is kept. Prints the faults that no random case showed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any

from faults import FAULTS
from generators import Case, dump, families, load
from generators_agree import Outcome, Runner, difference, disagreement, outcome, reference, without_overspending
from hypothesis import given
from mutants import CASES, Fault, plant, runner_of
from patron.engine.plan import Plan
from random_cases import repeatable

FAMILIES = 400
SIZE = 8


def pool() -> list[Case]:
    """Random cases, the same ones every time."""
    made: list[Case] = []

    @repeatable(FAMILIES)
    @given(families(SIZE))
    def collect(family: list[Case]) -> None:
        made.extend(family)

    collect()
    return [case for case in map(accepted, made) if case]


def accepted(case: Case) -> Case | None:
    """The case without the movements that the reference refuses."""
    for _ in range(4):
        refused = outcome(reference, case).findings
        if not refused:
            return case
        case = without_overspending(case, refused)
    return None


def smaller(case: Case) -> Iterator[Case]:
    """The case without one row, one rule or one setting."""
    for index in range(len(case.lines)):
        prices = [row[:index] + row[index + 1 :] for row in case.prices] if case.prices else case.prices
        gone = case.lines[index]["purchase_id"]
        kept = case.lines[:index] + case.lines[index + 1 :]
        if not any(row["returns"] == gone for row in case.returns):
            yield replace(case, lines=kept, prices=prices)
        without = [row for row in case.returns if gone not in (row["returns"], row["purchase_id"])]
        if without != case.returns:
            yield replace(case, lines=kept, prices=prices, returns=without)
    for name in ("returns", "movements", "members"):
        rows = getattr(case, name)
        for index in range(len(rows)):
            yield replace(case, **{name: rows[:index] + rows[index + 1 :]})
    if case.prices is not None:
        yield replace(case, prices=None)
    for plan in smaller_plans(case.plan):
        yield replace(case, plan=plan)


def smaller_plans(plan: Plan) -> Iterator[Plan]:
    """The plan without one rule, or with one field at its default."""
    for name in ("qualification", "maintenance", "withdrawal", "group_purchase"):
        rules = getattr(plan, name)
        for index, rule in enumerate(rules):
            yield replace(plan, **{name: rules[:index] + rules[index + 1 :]})
            for part in getattr(rule.when, "parts", ()):
                yield replace(plan, **{name: (*rules[:index], replace(rule, when=part), *rules[index + 1 :])})
    for points in without_fields(plan.points):
        yield replace(plan, points=points)
    for name in ("accrual", "multipliers", "bonuses"):
        rules = getattr(plan.points, name)
        for index, rule in enumerate(rules):
            yield replace(plan, points=replace(plan.points, **{name: rules[:index] + rules[index + 1 :]}))
            for plainer in without_fields(rule):
                yield replace(plan, points=replace(plan.points, **{name: (*rules[:index], plainer, *rules[index + 1 :])}))
    for index, tier in enumerate(plan.tiers):
        for plainer in without_fields(tier):
            yield replace(plan, tiers=(*plan.tiers[:index], plainer, *plan.tiers[index + 1 :]))
    yield from without_fields(plan, {"leave_out", "returns_withdraw_tier", "priced_as_after", "group_counts_for_buyer"})


def without_fields(value: Any, names: set[str] | None = None) -> Iterator[Any]:
    """The value with one field (of the names) at its default, where it is not."""
    for spec in fields(value):
        if (names is None or spec.name in names) and spec.default is not MISSING and getattr(value, spec.name) != spec.default:
            yield replace(value, **{spec.name: spec.default})


def reduced(case: Case, wanted: Callable[[Case], bool]) -> Case:
    """A case from which nothing can be left out; goes on from where something could be."""
    start = 0
    while True:
        options = list(smaller(case))
        tried = ((index % len(options), options[index % len(options)]) for index in range(start, start + len(options)))
        found = next(((index, one) for index, one in tried if wanted(one)), None)
        if found is None:
            return case
        start, case = found


def shows(case: Case, sound: Runner, faulty: Runner) -> bool:
    """Whether the faulty runner answers otherwise; what the reduction left may be no case any more."""
    try:
        return bool(disagreement(case, sound, faulty))
    except Exception:
        return False


def search(runner: str, fault: Fault, folder: Path, among: list[tuple[Case, Outcome]]) -> bool:
    """Write a small case that shows the fault; False if none does."""
    sound, faulty = runner_of(plant(runner, None, folder / "sound"), runner), runner_of(plant(runner, fault, folder / "faulty"), runner)
    path = fault.case(runner)
    if path.exists() and shows(load(path), sound, faulty):
        return True
    case = next((case for case, answer in among if differs(case, answer, faulty)), None)
    if case is None:
        return False
    path.parent.mkdir(exist_ok=True)
    dump(reduced(case, lambda one: shows(one, sound, faulty)), path, f"shows the fault {fault.id} of the {runner} runner")
    return True


def differs(case: Case, answer: Outcome, faulty: Runner) -> bool:
    """Whether the faulty runner answers otherwise; a fault that only stops it proves nothing."""
    try:
        return bool(difference(answer, outcome(faulty, case)))
    except Exception:
        return False


def main() -> None:
    kept = [load(path) for path in sorted(CASES.glob("*.json"))]
    among = [(case, outcome(reference, case)) for case in [*kept, *pool()]]
    for runner in sys.argv[1:] or list(FAULTS):
        for fault in FAULTS[runner]:
            with tempfile.TemporaryDirectory() as folder:
                found = search(runner, fault, Path(folder), among)
            for name in [name for name in sys.modules if name.startswith("faulty_")]:
                del sys.modules[name]
            print(runner, fault.id, "shown" if found else "NOT SHOWN", flush=True)


if __name__ == "__main__":
    main()
