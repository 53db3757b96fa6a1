"""patron: loyalty policies as files, checked, explained, simulated and run."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["__version__", "open_store"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from patron.store.store import Store


def open_store(url: str = "sqlite:///patron.db", *, clock: Callable[[], datetime] | None = None) -> Store:
    """Open a member store that `patron store init` made; raises RefusedError (misuse) where there is none, or one of another version.

    `url` is an SQLAlchemy URL of SQLite or PostgreSQL. `clock` gives the present as an aware datetime.
    """
    from patron.store.opening import open_at

    return open_at(url, clock=clock)
