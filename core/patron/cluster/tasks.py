"""What tasks run: batches of parcels in, batches of parcels out. The plan comes as bytes; patron and its plugins are there already."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import pyarrow as pa

from patron.cluster import rounds
from patron.cluster.checking import about, days_of_sales, ids, last_opening, look, twice, unknown_purchases
from patron.cluster.divide import divided
from patron.cluster.job import Job
from patron.cluster.parcels import Parcel, pack, unpack
from patron.cluster.reports import Faults, Report, Stage, faults_of
from patron.cluster.slices import Reader, Slice
from patron.cluster.state import Worked, state_of, without_members
from patron.files.csv_slices import look_at
from patron.files.problems import to_findings
from patron.findings import FindingsError

PARCELS = "part int, kind string, name string, source long, piece int, body binary"
_ARROW = pa.schema(
    [
        ("part", pa.int32()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("source", pa.int64()),
        ("piece", pa.int32()),
        ("body", pa.binary()),
    ]
)
_BATCH_BYTES = 8 << 20
DRAWN, AGAIN = "drawn", "again"  # names of what is done: what adds up, and lines to be looked at again
PACKAGES = ("patron", "polars", "numpy", "numba")


@dataclass(frozen=True, slots=True)
class Order:
    """What every task is told, sent as bytes; `versions` are those of the command's own machine."""

    job: Job
    reader: Reader
    versions: tuple[tuple[str, str], ...]

    def pickled(self) -> bytes:
        """The bytes that tasks get."""
        return pickle.dumps(self)


class OtherVersionsError(Exception):
    """A worker has other versions than the command's machine: its results might differ."""


def versions() -> tuple[tuple[str, str], ...]:
    """The versions on this machine that results depend on, plugins included."""
    plugins = sorted({point.dist.name for point in metadata.entry_points(group="patron") if point.dist is not None})
    return tuple((name, metadata.version(name)) for name in (*PACKAGES, *plugins))


def order_of(told: bytes) -> Order:
    """The order, once the versions here are found to be the same."""
    order: Order = pickle.loads(told)  # noqa: S301 - made by the command that started this task
    check_versions(order.versions)
    return order


def check_versions(wanted: tuple[tuple[str, str], ...]) -> None:
    """Raises OtherVersionsError where this machine has others than those wanted."""
    here = dict(_installed(name) for name, _ in wanted)
    other = [f"{name} {here[name] or 'missing'} instead of {version}" for name, version in wanted if here[name] != version]
    if other:
        raise OtherVersionsError(f"a worker has {', '.join(other)}; install the same on every worker")


def _installed(name: str) -> tuple[str, str | None]:
    try:
        return name, metadata.version(name)
    except metadata.PackageNotFoundError:
        return name, None


def batches(parcels: Iterable[Parcel]) -> Iterator[pa.RecordBatch]:
    """Parcels as Spark takes them, a few megabytes at a time."""
    waiting: list[Parcel] = []
    size = 0
    for one in parcels:
        waiting.append(one)
        size += len(one.body)
        if size > _BATCH_BYTES:
            yield _batch(waiting)
            waiting, size = [], 0
    if waiting:
        yield _batch(waiting)


def _batch(parcels: list[Parcel]) -> pa.RecordBatch:
    columns = [[getattr(one, name) for one in parcels] for name in _ARROW.names]
    return pa.RecordBatch.from_arrays(
        [pa.array(column, type=kind.type) for column, kind in zip(columns, _ARROW, strict=True)], schema=_ARROW
    )


def parcels(found: Iterable[pa.RecordBatch]) -> Iterator[Parcel]:
    """What Spark hands over, one by one."""
    for batch in found:
        for row in zip(*(batch.column(name).to_pylist() for name in _ARROW.names), strict=True):
            yield Parcel(*row)


def by_part(found: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, list[Parcel]]]:
    """The parcels of each part that a task was given; it is given one part, unless Spark joins some."""
    boxes: dict[int, list[Parcel]] = {}
    for one in parcels(found):
        boxes.setdefault(one.part, []).append(one)
    for part in sorted(boxes):
        yield part, boxes.pop(part)


def report(part: int, source: int, said: Any) -> Parcel:
    """A report, to travel with the rows of a part."""
    return Parcel(part, "report", type(said).__name__, source, 0, pickle.dumps(said))


def read(told: bytes, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Slices to the parts' rows."""
    order = order_of(told)

    def made() -> Iterator[Parcel]:
        for one in parcels(found):
            part: Slice = pickle.loads(one.body)  # noqa: S301 - made by the command that started this task
            try:
                history, problems, bad = order.reader.read(part)
            except FindingsError as error:
                yield report(one.source % order.job.parts, one.source, Report(faults=faults_of(Stage.READ, error.findings)))
                continue
            if problems:
                first = tuple(to_findings(part.path, problems))
                fault = Faults(Stage.READ, str(part.path), first, max(bad, len(problems)))
                yield report(one.source % order.job.parts, one.source, Report(faults=[fault]))
            yield from divided(order.job, history, one.source)

    yield from batches(made())


def stretch(found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Looks at stretches of CSV files."""
    looked = (
        (one.source, look_at(part.path, part.start, part.end or 0))
        for one in parcels(found)
        for part in (pickle.loads(one.body),)  # noqa: S301 - made by the command that started this task
    )
    yield from batches(report(0, source, said) for source, said in looked)


def step(told: bytes, name: str, first: bool, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One round of every part that the task was given: `name` is that of the function in `rounds`; `first` checks the rows too."""
    order = order_of(told)
    yield from batches(one for part, box in by_part(found) for one in _stepped(order, name, part, box, first=first))


_STEPS: dict[str, Callable[..., rounds.Outcome]] = {
    "gather": rounds.gather,
    "introduce": rounds.introduce,
    "settle": rounds.settle,
    "circle": rounds.circle,
}


def _stepped(order: Order, name: str, part: int, box: list[Parcel], *, first: bool) -> Iterator[Parcel]:
    job = order.job
    yield from (one for one in box if one.kind == "report")
    state = state_of((one for one in box if one.kind != "report"), job)
    del box[:]
    said = Report()
    if first:
        said = look(job, part, state, order.reader.industry)
        yield from ids(job, part, state)
        unknown = unknown_purchases(state)
        if unknown:
            yield report(part, part, {"purchases": unknown})
    if name == "gather":
        said.sold, said.opened = days_of_sales(state.history), last_opening(state.history)
    if any(fault.stage is Stage.CHECKED for fault in said.faults):
        yield report(part, part, said)
        return  # a runner may have valid rows only
    outcome = _STEPS[name](job, part, state)
    worked = outcome.worked
    said.ran = outcome.ran
    said.letters = len(outcome.letters)
    said.waiting = 0 if without_members(outcome.state) else 1
    said.faults += faults_of(Stage.SPENT, worked.spent) + faults_of(Stage.USED, worked.used)
    said.outside = worked.outside
    said.changes = worked.result.changes.height
    said.tiers.update(dict(worked.result.members.group_by("tier").len().iter_rows()))
    yield report(part, part, said)
    yield from _done(job, part, worked)
    yield from outcome.letters
    if said.waiting:
        yield from outcome.state.parcels(part)


def _done(job: Job, part: int, worked: Worked) -> Iterator[Parcel]:
    """What members who were run come to."""
    if job.drawing is None:
        yield from pack(part, "done", "members", part, worked.result.members)
        yield from pack(part, "done", "changes", part, worked.result.changes)
    elif worked.drawn is not None:
        yield Parcel(part, "done", DRAWN, part, 0, pickle.dumps(worked.drawn))
        yield from pack(part, "done", AGAIN, part, worked.result.again)


def added_up(found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What was drawn up of several parts as one."""
    whole: Any = None
    for one in parcels(found):
        drawn = pickle.loads(one.body)  # noqa: S301 - our own tasks made it
        whole = drawn if whole is None else whole + drawn
    yield from batches([] if whole is None else [report(0, 0, whole)])


def asked_again(told: bytes, question: Any, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What the lines that were kept for it answer to a question, piece by piece."""
    job = order_of(told).job
    drawing = job.drawing
    assert drawing is not None, "asked of a drawing"

    def made() -> Iterator[Parcel]:
        for one in parcels(found):
            for lines in unpack([one]).values():
                yield report(one.part, one.source, drawing.again(job.plan, question, lines))

    yield from batches(made())


def looked_again(told: bytes, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What is wrong in the rows of gathered parts by the order's day."""
    order = order_of(told)

    def made() -> Iterator[Parcel]:
        for part, box in by_part(found):
            yield report(part, part, look(order.job, part, state_of(box, order.job), order.reader.industry))

    yield from batches(made())


def same_ids(found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Ids that more than one part has."""
    yield from batches(report(part, part, twice(box)) for part, box in by_part(found))


def rows_about(told: bytes, kind: str, keys: frozenset[int], found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of the slices with some ids."""
    order = order_of(told)

    def made() -> Iterator[Parcel]:
        for one in parcels(found):
            part: Slice = pickle.loads(one.body)  # noqa: S301 - made by the command that started this task
            if part.kind == kind:
                history, _, _ = order.reader.read(part)
                rows = about(history, kind, keys)
                for name in ("lines", "returns", "movements"):
                    yield from pack(0, "rows", name, one.source, getattr(rows, name))

    yield from batches(made())
