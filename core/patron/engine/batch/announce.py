"""Says once in a run that something is compiled for the first time, which takes a while."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

MESSAGE = "compiling the scheme's rules for the first time …"
_listener: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)


def listen(progress: Callable[[str], None] | None) -> None:
    """Who is told in the run that begins."""
    _listener.set(progress)


def compiling() -> None:
    """Tell the listener, the first time only."""
    progress = _listener.get()
    if progress is not None:
        _listener.set(None)
        progress(MESSAGE)
