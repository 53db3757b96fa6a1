"""Counts what a piece of work does, exactly and the same on every machine: calls of functions, and SQL statements."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass
class Calls:
    """How often functions were called: all of them, those written in C too, and each Python function by its code."""

    all: int = 0
    by_code: Counter[CodeType] = field(default_factory=Counter)

    def of(self, *functions: Callable[..., Any]) -> int:
        """Calls of these Python functions, together."""
        return sum(self.by_code[function.__code__] for function in functions)


def calls(work: Callable[[], object]) -> Calls:
    """The calls that a piece of work makes in this thread. Warm it up before: what is cached is not done again."""
    found = Calls()

    def seen(frame: FrameType, what: str, _argument: object) -> None:
        if what == "call":
            found.all += 1
            found.by_code[frame.f_code] += 1
        elif what == "c_call":
            found.all += 1

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found


@contextmanager
def statements() -> Iterator[list[str]]:
    """What SQLite is asked by stores that are opened meanwhile, without the statements that begin and end transactions."""
    asked: list[str] = []

    def trace(text: str) -> None:
        if text.split(None, 1)[0].upper() not in {"BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "--"}:
            asked.append(text)

    def opened(connection: Any, _record: object) -> None:
        if hasattr(connection, "set_trace_callback"):
            connection.set_trace_callback(trace)

    event.listen(Engine, "connect", opened)
    try:
        yield asked
    finally:
        event.remove(Engine, "connect", opened)
