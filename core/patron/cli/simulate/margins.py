"""Margins from `--margin` and `--margins`."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from patron.scheme.load import LoadedScheme
    from patron.simulation.assumptions.model import Assumptions
    from patron.simulation.replay.request import Margins


def margins_stated(loaded: LoadedScheme, margin: Fraction | None, path: Path | None, sold: Iterable[str]) -> Margins | None:
    """What the two options say; `sold` are the categories of the sales. Raises FindingsError for what is wrong in the file."""
    from patron.simulation.replay.request import Margins

    if path is None:
        return None if margin is None else Margins(margin)
    from patron.files.sources import open_source
    from patron.simulation.replay.margins import margins_of

    source = open_source(path)
    cells = source.frame.collect()
    rows = [[None if cell is None else str(cell) for cell in row] for row in cells.iter_rows()]
    return margins_of(path, source.headings, rows, industry=loaded.industry, sold=sold, default=margin)


def check_one_margin(assumptions: Assumptions, margin: Fraction | None, path: Path | None) -> None:
    """Refuses, as misuse, margins that are stated both in the assumptions and by an option."""
    from patron.simulation.worlds.job import states_margin

    if states_margin(assumptions) and (margin is not None or path is not None):
        option = "--margin" if path is None else "--margins"
        raise click.UsageError(f"{option}: --assumptions states margins too; state them in one place only")
