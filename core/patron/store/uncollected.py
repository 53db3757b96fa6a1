"""Work that makes very many objects which live as long as it does: Python's collector of cycles is held back meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_inside = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of cycles until the last who asked for this is done; keep the work bounded, for what it drops in cycles stays so long.

    Members who are replayed are hundreds of thousands of objects, none of them in a cycle. The collector would look at all of them again
    and again while they are made: a third of the time of an import event by event.
    """
    global _inside, _was_on  # noqa: PLW0603 - the collector is one for the whole process
    with _LOCK:
        if not _inside:
            _was_on = gc.isenabled()
            gc.disable()
        _inside += 1
    try:
        yield
    finally:
        with _LOCK:
            _inside -= 1
            if not _inside and _was_on:
                gc.enable()
