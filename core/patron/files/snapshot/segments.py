"""Writing a segment: the tables of what was taken in, each column to files of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from patron.engine.history import History
from patron.files.snapshot.columns import write_table
from patron.files.snapshot.model import Segment
from patron.files.snapshot.ordering import write_lines


def write_segment(folder: Path, name: str, runs: Sequence[pl.DataFrame], rest: History) -> Segment:
    """The files of a segment, on the disk; `runs` are lines, each in order, everything else is in `rest`."""
    lines = write_lines(runs, folder, name)
    returns = rest.returns.sort("member_id", "at", "purchase_id", "row", nulls_last=True)
    return Segment(
        id=name,
        lines=lines.lines,
        buyers=lines.buyers,
        returns=write_table(folder, f"{name}.returns", returns),
        members=write_table(folder, f"{name}.members", rest.members),
        movements=write_table(folder, f"{name}.movements", rest.movements),
        walk_ins=lines.walk_ins,
        single=lines.single,
    )
