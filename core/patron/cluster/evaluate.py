"""`evaluate` on a cluster: slices read, parts made, rounds run, and the rows of the result, sorted, in files."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from patron.cluster import tasks
from patron.cluster.checking import MOST_TWICE
from patron.cluster.inputs import Inputs
from patron.cluster.job import Job
from patron.cluster.parcels import Parcel, unpack
from patron.cluster.reports import Faults, Report, Stage, faults_of, shown, together
from patron.cluster.session import Cluster
from patron.cluster.slices import Slice
from patron.engine.history import History
from patron.engine.validate import find_faults
from patron.engine.validate.found import to_findings
from patron.findings import CellPlace, FindingsError

PART_LINES = 1_000_000  # about so many lines are a part's, unless the user says how many parts
Said = Callable[[str], None]
Planned = Callable[[Report, Callable[[int], None]], Job]  # of what was seen, and a way to look at the rows by another day


@dataclass(slots=True)
class Run:
    """What a run has come to: what tasks said (`read` in the first round, `settled` of those who are), and the frames with results."""

    job: Job
    read: Report = field(default_factory=Report)
    settled: Report = field(default_factory=Report)
    results: list[Any] = field(default_factory=list)
    rounds: int = 0
    in_circles: int = 0


class Rounds:
    """The rounds of one run. Frames of Spark are kept on disks until `close`."""

    def __init__(self, cluster: Cluster, inputs: Inputs, job: Job, said: Said) -> None:
        self.cluster = cluster
        self.inputs = inputs
        self.order = tasks.Order(job, inputs.reader, tasks.versions())
        self.told = self.order.pickled()
        self.said = said
        self._kept: list[Any] = []

    def run(self, planned: Planned | None = None) -> Run:
        """Every member settled. Raises FindingsError for what is wrong in the data.

        `planned`: gives the job once the rows have been looked at, from what was seen in them; until then the order's plan and day
        serve for looking.
        """
        job = self.order.job
        self.said("reading")
        rows = self.slices(self.inputs.slices).mapInArrow(partial(tasks.read, self.told), tasks.PARCELS)
        run = Run(job)
        names = (["introduce"] if job.plan.points.referral else []) + (["gather"] if planned else [])
        current, circles = rows, False
        while True:
            name = names.pop() if names else ("circle" if circles else "settle")
            self.said(f"round {run.rounds + 1}" + (" (in circles)" if circles else ""))
            first = run.rounds == 0
            current, reports = self._round(current, name, first=first)
            run.rounds += 1
            run.in_circles += circles
            said = _together(reports)
            if first:
                self._refuse_twice(current, reports, said)
                run.read = said
                _refuse(said, self.inputs, Stage.CHECKED)
            if planned and name == "gather":
                self._new_job(planned(said, partial(self._look_by, current)))
                run.job = self.order.job
                continue
            if name == "introduce" or (circles and said.letters):
                continue
            run.settled.add(said)
            run.results.append(current)
            if circles or not said.waiting:
                _refuse(run.settled, self.inputs, Stage.USED)
                return run
            circles = not said.letters and not said.ran

    def _new_job(self, job: Job) -> None:
        self.order = replace(self.order, job=job)
        self.told = self.order.pickled()

    def _look_by(self, gathered: Any, day: int) -> None:
        """Raises FindingsError for what is wrong in the rows by another day than they were looked at before."""
        from pyspark.sql import functions as f

        told = replace(self.order, job=replace(self.order.job, as_of=day)).pickled()
        rows = gathered.where(~f.col("kind").isin("report", "ids")).repartitionById(self.order.job.parts, "part")
        _refuse(_together(self._said(rows.mapInArrow(partial(tasks.looked_again, told), tasks.PARCELS))), self.inputs, Stage.CHECKED)

    def close(self) -> None:
        """Lets go of what was kept."""
        for one in self._kept:
            one.unpersist()

    def slices(self, slices: Sequence[Slice]) -> Any:
        """A frame with one slice a task."""
        found = [(number, "slice", "", number, 0, pickle.dumps(one)) for number, one in enumerate(slices)]
        return self.cluster.spark.createDataFrame(found, tasks.PARCELS).repartitionById(max(1, len(slices)), "part")

    def _round(self, current: Any, name: str, *, first: bool) -> tuple[Any, list[Any]]:
        from pyspark.sql import functions as f
        from pyspark.storagelevel import StorageLevel

        sent = current if first else current.where(~f.col("kind").isin("report", "done", "ids"))
        stepped = sent.repartitionById(self.order.job.parts, "part").mapInArrow(partial(tasks.step, self.told, name, first), tasks.PARCELS)
        stepped = stepped.persist(StorageLevel.DISK_ONLY)
        self._kept.append(stepped)
        return stepped, self._said(stepped.where(f.col("kind") == "report"))

    def _said(self, frame: Any) -> list[Any]:
        """The reports of a frame; they are small."""
        return [pickle.loads(bytes(row.body)) for row in frame.select("body").collect()]  # noqa: S301 - our own tasks made them

    def _refuse_twice(self, current: Any, reports: list[Any], said: Report) -> None:
        """Ids that two parts have, and returns of purchases that no part could find, are looked at again, row by row."""
        from pyspark.sql import functions as f

        found = current.where(f.col("kind") == "ids").repartitionById(self.order.job.parts, "part")
        alike = self._said(found.mapInArrow(tasks.same_ids, tasks.PARCELS).where(f.col("kind") == "report"))
        for kind in ("purchases", "movements"):
            keys = sorted({key for one in [*reports, *alike] if isinstance(one, dict) for key in one.get(kind, ())})
            if keys:
                self._look_again(kind, frozenset(keys[:MOST_TWICE]), said)

    def _look_again(self, kind: str, keys: frozenset[int], said: Report) -> None:
        ours = [one for one in self.inputs.slices if one.kind == kind]
        frame = self.slices(ours).mapInArrow(partial(tasks.rows_about, self.told, kind, keys), tasks.PARCELS)
        sent = [Parcel(row.part, row.kind, row.name, row.source, row.piece, bytes(row.body)) for row in frame.collect()]
        parts = {name: part for (_, name), part in unpack(sent).items()}
        rows = History(names=self.order.job.names)
        rows = replace(rows, **{name: parts.get(name, getattr(rows, name)) for name in ("lines", "returns", "movements")})
        again = faults_of(Stage.CHECKED, to_findings(find_faults(rows, self.order.job.plan, self.order.job.as_of), rows.names))
        path = str(rows.names.purchases if kind == "purchases" else rows.names.movements)
        looked = {row for name in ("lines", "returns", "movements") for row in getattr(rows, name)["row"].to_list()}
        said.faults = together([*(_without(one, looked) if one.file == path else one for one in said.faults), *again])


def _without(faults: Faults, rows: set[int]) -> Faults:
    """Without those of some rows: what is wrong with them is known better now."""
    kept = tuple(one for one in faults.first if not (isinstance(one.place, CellPlace) and one.place.row in rows))
    return replace(faults, first=kept, total=faults.total - len(faults.first) + len(kept))


def _together(reports: list[Any]) -> Report:
    total = Report()
    for one in reports:
        if isinstance(one, Report):
            total.add(one)
    return total


def _refuse(said: Report, inputs: Inputs, until: Stage) -> None:
    findings = shown([one for one in said.faults if one.total and one.stage <= until])
    if findings:
        raise FindingsError(inputs.in_their_words(findings))
