"""What is wrong with rows that are to be added to a snapshot: against each other, and against what it has."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from patron.engine.history import History
from patron.engine.validate import Found, line_faults
from patron.engine.validate.found import File, quoted
from patron.engine.validate.purchases import check_totals
from patron.files.snapshot.load import Snapshot

_THERE = "leave the row out, or give what is new an id of its own"


def faults_of_added(snapshot: Snapshot, new: History, industry: str) -> list[Found]:
    """Rows of `new` that cannot be added: ids that are there already, returns of what is not there, disagreement.

    Only the purchases that the new rows name are looked at beside them, so that a day is checked in a day's time.
    """
    old = snapshot.history
    there = [
        *_there("purchases", "purchase_id", new.lines, old.lines, old.returns),
        *_there("purchases", "purchase_id", new.returns, old.lines, old.returns),
        *_there("movements", "movement_id", new.movements, old.movements),
    ]
    if there:
        return there
    named = new.returns["returns"].unique()
    lines = old.lines.filter(pl.col("purchase_id").is_in(named.implode())) if len(named) else old.lines.clear()
    returns = old.returns.filter(pl.col("returns").is_in(named.implode())) if len(named) else old.returns.clear()
    both = replace(new, lines=_below(lines, new.lines), returns=_below(returns, new.returns))
    found = line_faults(both, industry)
    sums = pl.concat([old.lines.select("row", "amount"), new.lines.select("row", "amount")])
    return [*found, *check_totals(History(lines=sums))]


def _below(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Old rows under numbers below 0, so that no finding takes them for rows of the file."""
    return pl.concat([old.with_columns(-pl.col("row")), new])


def _there(file: File, column: str, new: pl.DataFrame, *old: pl.DataFrame) -> list[Found]:
    """Rows whose id one of the old tables has."""
    if new.is_empty():
        return []
    ids = new[column].unique().implode()
    known = pl.concat([frame[column].filter(frame[column].is_in(ids)) for frame in old]).unique()
    if known.is_empty():
        return []
    bad = new.filter(pl.col(column).is_in(known.implode()))
    message = pl.format("{} is in the snapshot already", quoted(column))
    return [Found(file, "duplicate-id", column, bad.select("row", message.alias("message")), _THERE)]
