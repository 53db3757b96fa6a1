"""How many times lines are taken: a byte a line that stands for a number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from patron.engine.batch.goods import Flags, Numbers

Codes = npt.NDArray[np.uint8] | npt.NDArray[np.int32]
BYTE = 256  # numbers that a byte has room for


@dataclass(frozen=True, slots=True)
class Factor:
    """How many times each line is taken: `table[codes]`, by row of the history. A byte a line is read and written sooner than eight."""

    codes: Codes
    table: Numbers

    def of(self, rows: Numbers) -> Numbers:
        """The factor of some rows."""
        found: Numbers = self.table[self.codes[rows]]
        return found

    def only(self, taken: Flags) -> Factor:
        """The same for some lines, 0 for all others."""
        codes = self.codes if len(self.table) < BYTE else self.codes.astype(np.int32)
        return Factor(np.where(taken, codes, codes.dtype.type(len(self.table))), np.append(self.table, 0))


def taken_once(taken: Flags, times: int = 1) -> Factor:
    """Some lines so many times, the others not at all."""
    return Factor(taken.view(np.uint8), np.array([0, times], dtype=np.int64))
