"""Figures of all members on a cluster: drawn up part by part, added up by tasks, given as one."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add
from typing import Any

import polars as pl

from patron.cluster import tasks
from patron.cluster.command import looked_at, parts_for, prepared_of, refuse_total
from patron.cluster.evaluate import Rounds, Run
from patron.cluster.inputs import look_at_files
from patron.cluster.job import Drawing, Job
from patron.cluster.reports import Report
from patron.cluster.session import Cluster, ClusterError, cluster
from patron.engine.history import LINES, History, SourceNames
from patron.engine.plan import Plan
from patron.files.prepare import DataFiles, Prepared, in_their_words
from patron.findings import FindingsError
from patron.vocabulary import Industry

_TOGETHER = 32  # parts whose figures a task adds up before they go to the command

Said = Callable[[str], None]
LookBy = Callable[[int], None]
# From the days and categories of all sales (as `history.lines`, one row each) and the last day of an opening balance (-1: none): the
# day up to which members are run, and what is drawn up of them. It may have the rows looked at by another day.
Planned = Callable[[History, int, LookBy], tuple[int, Drawing]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A run on a cluster, its session still open: `whole` is the sum of what all parts drew up, None where there was nothing."""

    whole: Any
    prepared: Prepared
    _there: Cluster
    _run: Run
    _told: bytes

    def again(self, question: Any) -> list[Any]:
        """What the lines that were kept for it answer, piece by piece."""
        with _spark(self._there):
            frame = _done(self._run, tasks.AGAIN).mapInArrow(partial(tasks.asked_again, self._told, question), tasks.PARCELS)
            return [pickle.loads(bytes(row.body)) for row in frame.select("body").collect()]  # noqa: S301 - our own tasks made them


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `on` as the option has it, the day up to which rows are checked at first, `parts` 0 for as many as fit."""

    on: str
    plan: Plan
    industry: Industry
    files: DataFiles
    day: int
    parts: int = 0


@contextmanager
def drawn_on(asked: Asked, planned: Planned, said: Said) -> Iterator[Drawn]:
    """Reads and checks the files, runs every member as `planned` says, and adds up what is drawn up of them.

    Raises FindingsError, ClusterError and OSError.
    """
    plan, industry = asked.plan, asked.industry
    with cluster(asked.on) as there:
        with _spark(there):
            inputs = look_at_files(asked.files, plan, industry, cores=there.cores, looking=partial(looked_at, there))
        number = asked.parts or parts_for(inputs, there.cores)
        job = Job(plan, asked.day, number, inputs.names, inputs.may_have, inputs.lines, inputs.members)
        rounds = Rounds(there, inputs, job, said)

        def seen(report: Report, look_by: LookBy) -> Job:
            refuse_total(report, inputs)
            try:
                until, drawing = planned(_sold(report, inputs.names), report.opened, look_by)
            except FindingsError as error:
                raise FindingsError(in_their_words(error.findings, inputs.prepared)) from None
            return replace(rounds.order.job, as_of=until, drawing=drawing)

        try:
            with _spark(there):
                run = rounds.run(seen)
                said("figures")
                whole = _added_up(run)
            yield Drawn(whole, prepared_of(run.read, inputs, industry), there, run, rounds.told)
        finally:
            rounds.close()


def _sold(report: Report, names: SourceNames) -> History:
    """Every category with every day on which it was sold, as lines that have nothing else."""
    cells = [(category, day) for category, days in report.sold.items() for day in sorted(days)]
    told = pl.DataFrame(cells, schema={name: LINES[name] for name in ("category", "day")}, orient="row")
    return History(lines=told, names=names)


def _added_up(run: Run) -> Any:
    frame = _done(run, tasks.DRAWN).repartition(-(-run.job.parts // _TOGETHER))
    rows = frame.mapInArrow(tasks.added_up, tasks.PARCELS).select("body").collect()
    found = [pickle.loads(bytes(row.body)) for row in rows]  # noqa: S301 - our own tasks made them
    return reduce(add, found) if found else None


def _done(run: Run, name: str) -> Any:
    from pyspark.sql import functions as f

    frames = [one.where((f.col("kind") == "done") & (f.col("name") == name)) for one in run.results]
    return reduce(lambda one, other: one.unionAll(other), frames)


@contextmanager
def _spark(there: Cluster) -> Iterator[None]:
    """What Spark raises, in one line."""
    try:
        yield
    except (FindingsError, ClusterError, OSError, ValueError):
        raise
    except Exception as error:
        raise there.failed(error) from None
