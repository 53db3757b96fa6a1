"""A case worked out in parts within one process: what the tasks of a cluster do, without a cluster."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from generators_case import Case
from patron.cluster import rounds
from patron.cluster.divide import divided
from patron.cluster.job import Job
from patron.cluster.parcels import Parcel
from patron.cluster.state import Result, state_of, without_members
from patron.engine.results import Evaluation
from patron.findings import Finding, FindingsError


def job_of(case: Case, parts: int, *, compiled: bool = False) -> Job:
    history = case.history()
    return Job(case.plan, case.as_of, parts, compiled=compiled, lines=history.lines.schema, members=history.members.schema)


def in_parts(case: Case, parts: int, *, compiled: bool = False) -> Evaluation:
    """The answer of `parts` parts; letters go as parcels, as between tasks."""
    job = job_of(case, parts, compiled=compiled)
    boxes: dict[int, list[Parcel]] = {part: [] for part in range(parts)}
    for parcel in divided(job, case.history(), 0):
        boxes[parcel.part].append(parcel)
    results: list[Result] = []
    steps = [rounds.introduce] if case.plan.points.referral else []
    findings: list[Finding] = []
    in_circles = False
    while True:
        step = steps.pop() if steps else (rounds.circle if in_circles else rounds.settle)
        outcomes = {part: step(job, part, state_of(box, job)) for part, box in boxes.items()}
        boxes = {part: list(outcome.state.parcels(part)) for part, outcome in outcomes.items()}
        letters = [letter for outcome in outcomes.values() for letter in outcome.letters]
        for letter in letters:
            boxes[letter.part].append(letter)
        found = [finding for outcome in outcomes.values() for finding in outcome.worked.spent]
        if step is rounds.introduce:
            continue
        if step is rounds.circle:
            if not letters:
                findings += found
                results += [outcome.worked.result for outcome in outcomes.values()]
                break
            continue
        findings += found
        results += [outcome.worked.result for outcome in outcomes.values()]
        if all(without_members(outcome.state) for outcome in outcomes.values()):
            break
        in_circles = not letters and all(outcome.ran == 0 for outcome in outcomes.values())
    if findings:
        raise FindingsError(findings)
    members = pl.concat([one.members for one in results]).sort("member_id")
    changes = pl.concat([one.changes for one in results]).sort("member_id", maintain_order=True)
    return Evaluation(members, changes)


def bare(case: Case) -> Case:
    """The case without prices, which evaluation does not take."""
    return replace(case, prices=None)
