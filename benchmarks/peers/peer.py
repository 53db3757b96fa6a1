"""What every peer states, and how it is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import polars as pl
from patron.engine.history import History

Run = Callable[[History, int], pl.DataFrame | None]


@dataclass(frozen=True)
class Peer:
    """One row of the table.

    `package`: the distribution whose version is told; None for what is part of this project. `released`: the day of the version that
    was the last one when the peer was written. `expresses`: what of the policy the peer itself says. `host`: what had to be written
    around it. `size`: members and purchases of its quick house. `prepare` imports it and gives its `run(history, as_of)`, which gives the
    rows of `evaluate` sorted by member, or None where there is nothing to compare. ImportError: not installed.
    """

    name: str
    package: str | None
    released: str
    expresses: str
    host: str
    size: tuple[int, int]
    prepare: Callable[[], Run]
    full: tuple[int, int] = (0, 0)  # of `--full`; (0, 0): as quick
    told_version: Callable[[], str] | None = None

    def version(self) -> str:
        """The installed version; empty for what is part of this project."""
        if self.told_version is not None:
            return self.told_version()
        if self.package is None:
            return ""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return ""
