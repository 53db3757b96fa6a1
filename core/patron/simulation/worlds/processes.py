"""Worlds on several processors: each process has the jobs once, takes worlds one by one, and uses one thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context

from patron.simulation.assumptions.model import Values
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome

# Libraries read these when they are imported, so they must stand in the environment before a process starts.
_ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_jobs: list[Job] = []  # of this process, once `_begin` has run in it


def run_in_processes(
    tasks: Sequence[tuple[Job, int, Values | None]], *, processes: int, progress: Callable[[int, int], None]
) -> list[Outcome]:
    """The outcomes in the order of the tasks. Raises what the first failing task raised, whichever failed earlier."""
    jobs: list[Job] = []
    places: dict[int, int] = {}
    for job, _, _ in tasks:
        if id(job) not in places:
            places[id(job)] = len(jobs)
            jobs.append(job)
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(jobs,))
    with _one_thread(), pool:
        running = [pool.submit(_run, places[id(job)], world, values) for job, world, values in tasks]
        try:
            _watch(running, progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [one.result() for one in running]


def _watch(running: list[Future[Outcome]], progress: Callable[[int, int], None]) -> None:
    """Tells of each one done; after a failure lets those before it come to their end, so that the first error is the same each time."""
    for done, future in enumerate(as_completed(running), start=1):
        if not future.cancelled() and future.exception() is not None:
            for later in running[running.index(future) + 1 :]:
                later.cancel()
            for one in running:
                if not one.cancelled():
                    one.result()
        progress(done, len(running))


@contextmanager
def _one_thread() -> Iterator[None]:
    """What processes that start within inherit; this process's own environment is as before afterwards."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _begin(jobs: list[Job]) -> None:
    _jobs[:] = jobs


def _run(place: int, world: int, values: Values | None) -> Outcome:
    from patron.simulation.worlds.run import run_world

    return run_world(_jobs[place], world, values=values)
