"""A history worked out in parts within one process: what the tasks of a cluster do, without a cluster."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from generators_case import Case
from patron.cluster import rounds
from patron.cluster.divide import divided
from patron.cluster.job import Drawing, Job
from patron.cluster.parcels import Parcel
from patron.cluster.state import Worked, state_of, without_members
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.findings import FindingsError


def worked_in_parts(
    plan: Plan, history: History, as_of: int, parts: int, *, compiled: bool = False, drawing: Drawing | None = None
) -> list[Worked]:
    """What `parts` parts come to; letters go as parcels, as between tasks. Raises FindingsError as a runner does."""
    job = Job(plan, as_of, parts, compiled=compiled, lines=history.lines.schema, members=history.members.schema, drawing=drawing)
    boxes: dict[int, list[Parcel]] = {part: [] for part in range(parts)}
    for parcel in divided(job, history, 0):
        boxes[parcel.part].append(parcel)
    steps = [rounds.introduce] if plan.points.referral else []
    worked: list[Worked] = []
    in_circles = False
    while True:
        step = steps.pop() if steps else (rounds.circle if in_circles else rounds.settle)
        outcomes = {part: step(job, part, state_of(box, job)) for part, box in boxes.items()}
        boxes = {part: list(outcome.state.parcels(part)) for part, outcome in outcomes.items()}
        letters = [letter for outcome in outcomes.values() for letter in outcome.letters]
        for letter in letters:
            boxes[letter.part].append(letter)
        if step is rounds.introduce or (step is rounds.circle and letters):
            continue
        worked += [outcome.worked for outcome in outcomes.values()]
        if step is rounds.circle or all(without_members(outcome.state) for outcome in outcomes.values()):
            break
        in_circles = not letters and all(outcome.ran == 0 for outcome in outcomes.values())
    if findings := [finding for one in worked for finding in one.spent]:
        raise FindingsError(findings)
    return worked


def in_parts(case: Case, parts: int, *, compiled: bool = False) -> Evaluation:
    """The answer of `parts` parts."""
    worked = worked_in_parts(case.plan, case.history(), case.as_of, parts, compiled=compiled)
    members = pl.concat([one.result.members for one in worked]).sort("member_id")
    changes = pl.concat([one.result.changes for one in worked]).sort("member_id", maintain_order=True)
    return Evaluation(members, changes)


def bare(case: Case) -> Case:
    """The case without prices, which evaluation does not take."""
    return replace(case, prices=None)
