"""Whose turn it is to write to an SQLite file: the processes of one machine wait in a queue that the system keeps.

SQLite has none: who finds its lock taken sleeps and asks again, so that of many tills one may ask in vain for minutes, and all of them
sleep where they could write. Here they wait for a lock on a file beside the database, `NAME-turn`, and are woken when it is free. What
holds balances together is SQLite's own lock, as before: where there can be no such file (a folder that cannot be written to, a system
without `flock`), or where a program does not ask for its turn, nothing is lost but time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

SUFFIX = "-turn"


class NoTurnError(Exception):
    """Others had the turn for as long as there was patience."""


class Turns:
    """The queue of one file, as this process sees it; `file` None for a database that nobody else can write to."""

    def __init__(self, file: Path | None) -> None:
        self._alone = file is None
        self._file = None if file is None or fcntl is None else file.with_name(file.name + SUFFIX)
        self._within = Lock()  # one thread of this process at a time: they share the open file, and the connection that writes
        self._open: int | None = None

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Nobody else's turn while the block runs. Raises NoTurnError after `patience` seconds."""
        if self._alone:
            yield
            return
        if not self._within.acquire(timeout=patience):
            raise NoTurnError
        try:
            opened = None if self._file is None else self._taken(self._file, patience)
            try:
                yield
            finally:
                if opened is not None:
                    fcntl.flock(opened, fcntl.LOCK_UN)
        finally:
            self._within.release()

    def close(self) -> None:
        """Leave no file behind where nobody is waiting in the queue."""
        with self._within:
            if self._open is None or self._file is None:
                return
            with suppress(OSError):
                fcntl.flock(self._open, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._file.unlink()
            os.close(self._open)
            self._open = None

    def _taken(self, file: Path, patience: float) -> int | None:
        """The locked file; None where there can be none."""
        while True:
            if self._open is None:
                try:
                    self._open = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
                except OSError:
                    return None
            opened = self._open
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._wait(opened, patience)
            except OSError:  # a file system without such locks
                return None
            if os.fstat(opened).st_nlink:
                return opened
            self._open = None  # who had it last took the file away: the queue is at a new one
            os.close(opened)

    def _wait(self, opened: int, patience: float) -> None:
        """Wait in the queue, in a thread: it knows no longest time to wait, and this thread hears of Ctrl-C."""
        turn: Future[None] = Future()

        def wait() -> None:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX)
                turn.set_result(None)
            except OSError as error:
                turn.set_exception(error)

        Thread(target=wait, name="patron-turn", daemon=True).start()
        try:
            turn.result(patience)
        except BaseException as error:
            self._open = None
            turn.add_done_callback(lambda _: os.close(opened))  # comes too late, and ends the turn with it
            if isinstance(error, TimeoutError):
                raise NoTurnError from None
            raise
