"""Worlds on several processors: processes that are started once for a whole command, take worlds one by one, and use one thread each."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from types import TracebackType
from typing import Self

from patron.simulation.assumptions.model import Values
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome

# Libraries read these when they are imported, so they must stand in the environment before a process starts.
_ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_KEPT = 8  # jobs that a process keeps read; tasks come job by job


class Workers:
    """Up to `count` processes, started when they are first needed and kept until the `with` block ends.

    Left by an error or Ctrl-C, what they are at is not waited for.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        self._started: list[BaseProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is None:
            return
        if kind is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in self._started:
                process.terminate()
        self._pool.shutdown(wait=True)
        self._pool, self._started = None, []

    def run(self, tasks: Sequence[tuple[Job, int, Values | None]], progress: Callable[[int, int], None]) -> list[Outcome]:
        """The outcomes in the order of the tasks. Raises what the first failing task raised, whichever failed earlier."""
        written: dict[int, bytes] = {}
        for job, _, _ in tasks:
            if id(job) not in written:
                written[id(job)] = pickle.dumps(job)
        running = self._submitted([(written[id(job)], world, values) for job, world, values in tasks])
        try:
            _watch(running, progress)
        except BaseException:
            for one in running:
                one.cancel()
            raise
        return [one.result() for one in running]

    def _submitted(self, tasks: Sequence[tuple[bytes, int, Values | None]]) -> list[Future[Outcome]]:
        """The first task starts the processes, which inherit the environment."""
        if self._pool is not None:
            return [self._pool.submit(_run, *task) for task in tasks]
        before = active_children()
        self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"), initializer=_begin)
        with _one_thread():
            running = [self._pool.submit(_run, *task) for task in tasks]
        self._started = [process for process in active_children() if process not in before]
        return running


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


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal: this one ends without a word; and none outlives the command that started it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@lru_cache(_KEPT)
def _read(job: bytes) -> Job:
    """The job as one object for all its worlds, since what is compiled for a plan is kept by its identity."""
    return pickle.loads(job)  # type: ignore[no-any-return]  # noqa: S301  # this command wrote it


def _run(job: bytes, world: int, values: Values | None) -> Outcome:
    from patron.simulation.worlds.run import run_world

    return run_world(_read(job), world, values=values)
