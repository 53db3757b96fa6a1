"""Members of a part, run: the batch runner, and what only a run can refuse."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl

from patron.cluster.job import Job
from patron.cluster.state import Result, Word, Worked
from patron.engine.batch import Part, Told, run_part
from patron.engine.derived import derive
from patron.engine.entitlements.items import uses_items
from patron.engine.history import History
from patron.engine.restricted import sold_outside
from patron.engine.run import refuse_uses
from patron.engine.vouchers import uses_vouchers
from patron.findings import Finding, FindingsError


def work(job: Job, history: History, own: pl.Series, *, earned: pl.DataFrame, told: Word, asked: pl.Series) -> tuple[Worked, Told]:
    """Runs `own`, whose rows the history has; what others read of those `asked` for."""
    plan = job.plan
    without = replace(plan, points=replace(plan.points, referral=()))
    derived = derive(without, history)
    mine = earned.filter(pl.col("member_id").is_in(own.implode()))
    if mine.height:
        derived = replace(derived, movements=pl.concat([derived.movements, mine]))
    detail = bool(plan.restricted) or uses_vouchers(history) or uses_items(plan, history)
    heard = told.told.of(_spoken_of(history))
    part = Part(own, heard, asked, job.may_have)
    drawing = job.drawing
    priced = None if drawing is None else drawing.prices(plan, history)
    prices = None if priced is None else priced.levels
    answer = run_part(plan, derived, job.as_of, part, detail=detail or drawing is not None, prices=prices, compiled=job.compiled)
    result = Result(answer.evaluation.members, answer.evaluation.changes)
    used: list[Finding] = []
    if not answer.findings:
        try:
            refuse_uses(plan, history, answer.evaluation, job.as_of, prices)
        except FindingsError as error:
            used = error.findings
    if drawing is not None:
        if answer.findings or used:
            return Worked(result, answer.findings, used), answer.told
        drawn, again = drawing.drawn(plan, history, heard.known, answer.evaluation, priced)
        return Worked(replace(result, again=again), drawn=drawn), answer.told
    outside: Counter[str] = Counter()
    if plan.restricted and answer.evaluation.purchases is not None:
        lines = history.lines.filter(pl.col("day") <= job.as_of)
        outside = Counter(one.rule for one in sold_outside(plan, lines, answer.evaluation.purchases))
    return Worked(result, answer.findings, used, outside), answer.told


def _spoken_of(history: History) -> pl.Series:
    """Everyone whom the rows name as introducer or giver."""
    named = history.movements.filter((pl.col("kind") == "profile") & (pl.col("ref") == "referred_by"))["value"]
    givers = history.movements.filter(pl.col("kind") == "give")["member_id"]
    return pl.concat([history.members["referred_by"], named, givers]).drop_nulls().unique()
