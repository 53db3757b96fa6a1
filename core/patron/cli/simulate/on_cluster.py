"""`simulate --population … --on`: one world a task of Spark's; the middle one in full, and the report, on this machine."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from patron.cluster import tasks as moved
from patron.cluster.parcels import Parcel
from patron.cluster.session import Cluster, cluster
from patron.simulation.worlds.processes import Workers
from patron.simulation.worlds.run import run_world

if TYPE_CHECKING:
    import pyarrow as pa

    from patron.simulation.worlds.job import Job
    from patron.simulation.worlds.outcome import Outcome

_KEPT = 8  # jobs that a worker keeps read


class SparkWorkers(Workers):
    """Workers of a cluster in place of processes: the same outcomes, since a world depends on nothing but its number."""

    def __init__(self, there: Cluster) -> None:
        super().__init__(max(2, there.cores))
        self._there = there

    def run(self, tasks: Sequence[Any], progress: Any) -> list[Outcome]:
        """The outcomes in the order of the tasks. Raises what the first failing task raised, ClusterError where Spark gave up."""
        jobs = {id(job): pickle.dumps(job) for job, _, _ in tasks}
        written = {key: number for number, key in enumerate(jobs)}
        rows = [
            (place, "world", "", place, 0, pickle.dumps((written[id(job)], world, values)))
            for place, (job, world, values) in enumerate(tasks)
        ]
        work = partial(_worlds, moved.versions(), tuple(jobs.values()))
        try:
            frame = self._there.spark.createDataFrame(rows, moved.PARCELS).repartitionById(len(rows), "part")
            found = frame.mapInArrow(work, moved.PARCELS).select("part", "body").collect()
        except Exception as error:
            raise self._there.failed(error) from None
        outcomes: list[Outcome] = []
        for row in sorted(found, key=lambda row: row.part):
            outcome, raised = pickle.loads(bytes(row.body))  # noqa: S301 - our own tasks made it
            if raised is not None:
                raise raised
            outcomes.append(outcome)
            progress(len(outcomes), len(rows))
        return outcomes


@contextmanager
def spark_workers(on: str) -> Iterator[SparkWorkers]:
    """Workers on a master, for the time of one command."""
    with cluster(on) as there:
        yield SparkWorkers(there)


def _worlds(versions: tuple[tuple[str, str], ...], jobs: tuple[bytes, ...], found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    moved.check_versions(versions)
    yield from moved.batches(_world(jobs, one) for one in moved.parcels(found))


def _world(jobs: tuple[bytes, ...], one: Parcel) -> Parcel:
    number, world, values = pickle.loads(one.body)  # noqa: S301 - made by the command that started this task
    try:
        said: tuple[Outcome | None, Exception | None] = (run_world(_job(jobs[number]), world, values=values), None)
    except Exception as error:  # it is raised where the command runs, after what earlier worlds say
        said = (None, error)
    return Parcel(one.part, "outcome", "", one.source, 0, pickle.dumps(said))


@lru_cache(_KEPT)
def _job(written: bytes) -> Job:
    """The job as one object for all its worlds, since what is compiled for a plan is kept by its identity."""
    return pickle.loads(written)  # type: ignore[no-any-return]  # noqa: S301 - this command wrote it
