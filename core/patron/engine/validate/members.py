"""Members must be listed once, with opening balances that are complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from patron.engine.days import iso
from patron.engine.history import History
from patron.engine.validate.found import Found, quoted, rows


def check_members(history: History, tiers: Sequence[str], as_of: int) -> Iterator[Found]:
    """Every row of the members; `as_of` in days since 1970-01-01."""
    frame = history.members
    if frame.is_empty():
        return
    on, since, tier, points = (pl.col(f"opening_{name}") for name in ("on", "since", "tier", "points"))
    last = iso(as_of)
    faults: tuple[tuple[str, str, pl.Expr, pl.Expr, str], ...] = (
        (
            "duplicate-id",
            "member_id",
            pl.col("member_id").is_first_distinct().not_(),
            pl.format("member {} is in the file already", quoted("member_id")),
            "one row a member",
        ),
        (
            "opening-incomplete",
            "opening_on",
            on.is_null() & (tier.is_not_null() | since.is_not_null() | points.is_not_null()),
            pl.lit("has an opening balance, but no opening_on"),
            "say at the end of which day it was so",
        ),
        (
            "opening-incomplete",
            "opening_since",
            tier.is_not_null() & since.is_null(),
            pl.lit("has opening_tier without opening_since"),
            "fill in both or neither",
        ),
        (
            "opening-incomplete",
            "opening_tier",
            tier.is_null() & since.is_not_null(),
            pl.lit("has opening_since without opening_tier"),
            "fill in both or neither",
        ),
        (
            "opening-order",
            "opening_since",
            since > on,
            pl.lit("opening_since is after opening_on"),
            "a tier is held since a day up to opening_on",
        ),
        (
            "opening-order",
            "opening_on",
            on > as_of,
            pl.lit(f"opening_on is after the as-of date {last}"),
            "choose a later as-of date, or an earlier opening",
        ),
        (
            "unknown-tier",
            "opening_tier",
            ~tier.is_in(list(tiers)),
            pl.format("{} is no tier of the scheme", quoted("opening_tier")),
            f"its tiers are {', '.join(tiers)}",
        ),
        (
            "negative",
            "opening_points",
            points < 0,
            pl.format("{} is below 0", quoted("opening_points")),
            "a balance is taken over at 0 or more",
        ),
    )
    for code, column, bad, message, help_text in faults:
        found = rows(frame, bad.fill_null(value=False), message)
        if found.height:
            yield Found("members", code, column, found, help_text)
