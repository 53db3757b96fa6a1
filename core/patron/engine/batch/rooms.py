"""Rows that the kernel adds as it goes: growing arrays that several tasks write into, each in a part of its own."""

from __future__ import annotations

from typing import Any

import numpy as np


class Room:
    """A flat array of rows of `width` cells; a list where the kernel runs as plain Python."""

    def __init__(self, width: int, plain: bool, expected: int) -> None:
        """Room for the `expected` rows from the beginning: memory that is never written costs nothing."""
        self.width = width
        self.plain = plain
        self.cells: Any = [] if plain else np.empty(expected * width, dtype=np.int64)
        self.used = 0

    def reserve(self, rows: int) -> tuple[int, int]:
        """The first row of a part, and the row behind it; `grow` must follow before a task uses it."""
        self.used += rows
        return self.used - rows, self.used

    def grow(self) -> None:
        """Make the array as long as what is reserved. No task may be running."""
        wanted = self.used * self.width
        if wanted <= len(self.cells):
            return
        if self.plain:
            self.cells.extend([0] * (wanted - len(self.cells)))
        else:
            cells = np.empty(max(wanted, len(self.cells) * 3 // 2), dtype=np.int64)
            cells[: len(self.cells)] = self.cells
            self.cells = cells

    def rows(self, first: int, count: int) -> list[int]:
        """The cells of some rows."""
        cells = self.cells[first * self.width : (first + count) * self.width]
        return list(cells) if self.plain else list(cells.tolist())
