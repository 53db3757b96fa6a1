"""Runs a case through a runner and compares the answers: every cell, and every finding."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import polars as pl
from generators_case import Case, Row
from patron.engine.results import Evaluation
from patron.findings.finding import CellPlace, Finding, FindingsError

Runner = Callable[[Case], Evaluation]
SOURCES_KEPT = 64
REFUSALS_LEFT_OUT = 4
TABLES = ("members", "changes", "purchases", "postings")


def reference(case: Case) -> Evaluation:
    """The pure Python runner, in detail."""
    from patron.engine.reference import run

    return run(case.plan, case.history(), case.as_of, detail=True, prices=case.price_array())


def remember_sources(package: str = "patron.engine.batch") -> None:
    """Histories of one plan share their generated source: it is made, and read by Python, once."""
    module = importlib.import_module(f"{package}.run")
    if hasattr(module.generate, "cache"):
        return
    module.generate = _remembered(module.generate, lambda plan, structure: (plan, repr(structure)))
    module.plain = _remembered(module.plain, lambda source: source)


def _remembered(function: Callable[..., Any], key: Callable[..., Any]) -> Callable[..., Any]:
    cache: dict[Any, Any] = {}

    def recall(*args: Any) -> Any:
        wanted = key(*args)
        if wanted not in cache:
            if len(cache) >= SOURCES_KEPT:
                cache.clear()
            cache[wanted] = function(*args)
        return cache[wanted]

    recall.cache = cache  # type: ignore[attr-defined]
    return recall


def batch(case: Case) -> Evaluation:
    """The generated source of the batch runner, not compiled."""
    from patron.engine.batch.run import run

    remember_sources()
    return run(case.plan, case.history(), case.as_of, detail=True, prices=case.price_array(), compiled=False)


def compiled(case: Case) -> Evaluation:
    """The batch runner as it is used."""
    from patron.engine.batch import run

    return run(case.plan, case.history(), case.as_of, detail=True, prices=case.price_array())


@dataclass
class Outcome:
    """An evaluation, or the findings that stopped it."""

    evaluation: Evaluation | None
    findings: list[Finding]


def outcome(runner: Runner, case: Case) -> Outcome:
    """What the runner says of the case."""
    try:
        return Outcome(runner(case), [])
    except FindingsError as error:
        return Outcome(None, error.findings)


def table_difference(name: str, left: pl.DataFrame | None, right: pl.DataFrame | None) -> str:
    """Empty if the frames are the same, else the rows of each that the other has not."""
    if left is None or right is None:
        return "" if left is right else f"{name}: one side has no table"
    if left.schema != right.schema:
        return f"{name}: columns differ\n  {left.schema}\n  {right.schema}"
    if left.equals(right):
        return ""
    ours, theirs = left.rows(), right.rows()
    lines = [f"{name}: {left.columns}"]
    lines += [f"  only left:  {row}" for row in ours if row not in theirs]
    lines += [f"  only right: {row}" for row in theirs if row not in ours]
    return "\n".join(lines if len(lines) > 1 else [*lines, f"  order or number differs:\n  {ours}\n  {theirs}"])


def difference(left: Outcome, right: Outcome) -> str:
    """Empty if both answers are the same in every cell and every finding."""
    ours, theirs = ([(one.path, one.place, one.code, one.severity) for one in side.findings] for side in (left, right))
    if ours != theirs:
        return f"findings:\n  left:  {ours}\n  right: {theirs}"
    if left.evaluation is None or right.evaluation is None:
        return ""
    parts = [table_difference(name, getattr(left.evaluation, name), getattr(right.evaluation, name)) for name in TABLES]
    return "\n".join(part for part in parts if part)


def without_overspending(case: Case, findings: list[Finding]) -> Case:
    """The case without the movements that the findings name."""
    rows = {found.place.row for found in findings if isinstance(found.place, CellPlace)}
    kept: list[Row] = [{**row, "row": number} for number, row in enumerate(case.movements, 2) if row.get("row", number) not in rows]
    return replace(case, movements=[{key: cell for key, cell in row.items() if key != "row"} for row in kept])


def disagreement(case: Case, left: Runner = reference, right: Runner = batch) -> str:
    """Compares two runners; where both refuse the data alike, again without the rows they refuse."""
    for _ in range(REFUSALS_LEFT_OUT):
        ours, theirs = outcome(left, case), outcome(right, case)
        found = difference(ours, theirs)
        if found or not ours.findings:
            return found
        case = without_overspending(case, ours.findings)
    return ""


def shuffled(case: Case, seed: int) -> Case:
    """The same rows in another order, prices with their lines; rows keep their numbers of the file."""
    random = Random(seed)

    def mixed(rows: list[Any], before: int = 0) -> list[Any]:
        numbered = [{**row, "row": row.get("row", before + index + 2)} for index, row in enumerate(rows)]
        return random.sample(numbered, len(numbered))

    order = random.sample(range(len(case.lines)), len(case.lines))
    lines = [{**case.lines[index], "row": index + 2} for index in order]
    return replace(
        case,
        lines=lines,
        returns=mixed(case.returns, len(case.lines)),
        movements=mixed(case.movements),
        members=mixed(case.members),
        prices=[[prices[index] for index in order] for prices in case.prices] if case.prices is not None else None,
    )
