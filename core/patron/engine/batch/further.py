"""The streams beside the counted amount: which lines each takes, and the units that it adds up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.goods import Flags, passes
from patron.engine.plan import Addition, Plan, Stream
from patron.engine.plan.streams import unit_of_empty

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Further:
    """One stream over the history's lines: `goods` None: all of them; `units` None: amounts of money."""

    goods: Flags | None
    units: Numbers | None

    def takes(self, counts: Flags | None) -> Flags | None:
        """The lines that count and that the stream takes; None for all."""
        if self.goods is None or counts is None:
            return counts if self.goods is None else self.goods
        return self.goods & counts


def further(lines: pl.DataFrame, plan: Plan) -> tuple[Further, ...]:
    """Every stream of a plan but the first."""
    return tuple(Further(_goods(lines, stream), _units(lines, stream)) for stream in plan.streams[1:])


def _goods(lines: pl.DataFrame, stream: Stream) -> Flags | None:
    found = None if stream.goods is None else passes(lines, stream.goods)
    if not stream.categories:
        return found
    named = lines["category"].is_in(list(stream.categories)).fill_null(value=False).to_numpy()
    return named if found is None else found & named


def _units(lines: pl.DataFrame, stream: Stream) -> Numbers | None:
    """The units of each line; for presence its amount, of which something is left until all is taken back."""
    match stream.adds:
        case Addition.AMOUNT:
            return None
        case Addition.PRESENCE:
            present: Numbers = np.maximum(lines["amount"].to_numpy(), 1)
            return present
        case Addition.UNITS:
            return unit_cells(lines, stream.column)


def unit_cells(lines: pl.DataFrame, column: str) -> Numbers:
    """A column of units with what an empty cell stands for."""
    if column not in lines.columns:
        return np.full(lines.height, 0, dtype=np.int64)
    return lines[column].cast(pl.Int64).fill_null(unit_of_empty(column)).to_numpy()
