"""The live runner: members kept in memory, and one event after another decided as it comes; the member store is built on it."""

from patron.engine.live.live import Live
from patron.engine.live.state import Dated, LateError, Taken

__all__ = ["Dated", "LateError", "Live", "Taken"]
