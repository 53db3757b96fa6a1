"""Who reads whom, by ids: introducers whose tiers rules ask for, and givers of points."""

from __future__ import annotations

import polars as pl

from patron.cluster.places import parts_of
from patron.cluster.state import ASKS
from patron.engine.batch.structure import uses_introducers
from patron.engine.history import History
from patron.engine.plan import Plan


def reads(plan: Plan, history: History) -> pl.DataFrame:
    """Every (reader, read) that the rows speak of, once; nobody reads herself."""
    gives = history.movements.filter(pl.col("kind") == "give").select(reader="to_member", read="member_id")
    parts = [gives]
    if uses_introducers(plan):
        named = history.movements.filter((pl.col("kind") == "profile") & (pl.col("ref") == "referred_by"))
        parts += [history.members.select(reader="member_id", read="referred_by"), named.select(reader="member_id", read="value")]
    return pl.concat(parts).drop_nulls().filter(pl.col("reader") != pl.col("read")).unique(maintain_order=True)


def asks(plan: Plan, history: History, parts: int) -> pl.DataFrame:
    """Of whom other parts read (ASKS), as far as these rows say so."""
    pairs = reads(plan, history)
    placed = pairs.with_columns(reader_part=parts_of(pairs["reader"], parts), read_part=parts_of(pairs["read"], parts))
    across = placed.filter(pl.col("reader_part") != pl.col("read_part"))
    return across.select(member_id="read", reader="reader_part").cast(ASKS).unique(maintain_order=True)  # type: ignore[arg-type]


def behind(blocked: pl.Series, pairs: pl.DataFrame) -> pl.Series:
    """The members of `blocked` and all who read them, or who read one who does."""
    found = frontier = blocked.unique().rename("member_id").to_frame()
    while frontier.height:
        next_ones = pairs.join(frontier, left_on="read", right_on="member_id", how="semi").select(member_id="reader").unique()
        frontier = next_ones.join(found, on="member_id", how="anti")
        found = pl.concat([found, frontier])
    return found["member_id"]
