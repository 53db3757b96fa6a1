"""What is on the disk while a large file is worked out is gone when the command is told to end, too."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_TOLD_TO_END = 128 + signal.SIGTERM  # the status that shells give to it


@contextmanager
def ended_in_order() -> Iterator[None]:
    """SIGTERM, which would end the process where it stands, leaves by the way of an exception meanwhile, so that folders are taken away."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may say what a signal does
        yield
        return
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(_TOLD_TO_END)
