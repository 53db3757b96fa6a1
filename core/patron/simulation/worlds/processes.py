"""Worlds on several processors: processes started once for a whole command, each of one thread, that take one world after another."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import active_children, get_context, parent_process, resource_tracker
from multiprocessing.process import BaseProcess
from threading import Thread, current_thread, main_thread
from types import FrameType, TracebackType
from typing import Self

from patron.simulation.assumptions.model import Values
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome
from patron.simulation.worlds.sharing import Gathered, Progress, Task, Tried, shares_of

# Libraries read these when they are imported, so they must stand in the environment before a process starts.
_ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_KEPT = 8  # jobs that a process keeps read
_Written = tuple[bytes, int, Values | None]  # a task whose job is written for another process


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
            answers = self._pool._result_queue  # shutting down lets go of it
            # It cancels what has not begun. Whoever cancels it elsewhere, too, makes the pool's thread complain when the processes end.
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in self._started:
                process.terminate()
            # One that ends within an answer leaves a part of it, for whose rest the pool's thread would wait as long as somebody,
            # be it this process, may write there.
            answers._writer.close()  # type: ignore[attr-defined]
        self._pool.shutdown(wait=True)
        self._pool, self._started = None, []

    def run(self, tasks: Sequence[Task], progress: Progress) -> list[Outcome]:
        """The outcomes in the order of the tasks. Raises what the first failing task raised, whichever failed earlier."""
        written: dict[int, bytes] = {}
        for job, _, _ in tasks:
            if id(job) not in written:
                written[id(job)] = pickle.dumps(job)
        shares = shares_of(tasks, self.count)
        running = self._submitted([[(written[id(tasks[place][0])], *tasks[place][1:]) for place in share] for share in shares])
        gathered = Gathered(len(tasks), progress)
        share_of = dict(zip(running, shares, strict=True))
        for future in as_completed(running):
            if not future.cancelled():
                gathered.add(share_of[future], future.result())
            for other in running:
                if gathered.needless(share_of[other]):
                    other.cancel()
        return gathered.outcomes()

    def _submitted(self, shares: Sequence[Sequence[_Written]]) -> list[Future[Tried]]:
        """The first share starts the processes, which inherit the environment."""
        if self._pool is not None:
            return [self._pool.submit(_run, share) for share in shares]
        before = active_children()
        self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"), initializer=_begin)
        with _one_thread(), _no_interrupt():
            running = [self._pool.submit(_run, share) for share in shares]
            self._started = [process for process in active_children() if process not in before]
        return running


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


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ctrl-C waits until the block's end: processes that start within begin with it held back, and say nothing while they import.

    Held back it is by this thread; where another one of the process takes it, Python would still raise it here.
    """
    if not hasattr(signal, "pthread_sigmask") or current_thread() is not main_thread():
        yield
        return
    resource_tracker.ensure_running()  # it lets go of the signal once it has started, so it must not start within
    taken: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: taken.append((number, frame)))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)
        if taken and callable(before):
            before(*taken[0])


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal: the command ends this one, and none outlives the command.

    One that ended by itself would be taken for a failure.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
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


def _run(share: Sequence[_Written]) -> Tried:
    from patron.simulation.worlds.run import run_share

    return run_share([(_read(job), world, values) for job, world, values in share])
