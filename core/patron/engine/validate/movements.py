"""Movements must say what their kind needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from patron.engine.history import History
from patron.engine.validate.found import Found, quoted, rows

KINDS = ("redeem", "give", "adjust", "grant_tier", "profile")


def check_movements(history: History, tiers: Sequence[str]) -> Iterator[Found]:
    """Every row of the movements by itself, and their ids against each other."""
    frame = history.movements
    if frame.is_empty():
        return
    kind = pl.col("kind")
    spends = kind.is_in(["redeem", "give"])
    known = ", ".join(tiers)
    faults: tuple[tuple[str, str, pl.Expr, pl.Expr, str], ...] = (
        (
            "duplicate-id",
            "movement_id",
            pl.col("movement_id").is_first_distinct().not_(),
            pl.format("movement {} is in the file already", quoted("movement_id")),
            "each movement needs an id of its own",
        ),
        (
            "unknown-kind",
            "kind",
            ~kind.is_in(KINDS),
            pl.format("{} is no kind of movement", quoted("kind")),
            f"known are {', '.join(KINDS)}",
        ),
        (
            "points-missing",
            "points",
            (spends | (kind == "adjust")) & pl.col("points").is_null(),
            pl.format("{} needs points", "kind"),
            "write how many points",
        ),
        (
            "not-above-zero",
            "points",
            spends & (pl.col("points") <= 0),
            pl.format("{} of {} points: they must be above 0", "kind", "points"),
            "points that are spent are written as a positive number",
        ),
        (
            "not-above-zero",
            "points",
            (kind == "adjust") & (pl.col("points") == 0),
            pl.lit("an adjustment of 0 points changes nothing"),
            "leave the row out",
        ),
        (
            "missing-value",
            "to_member",
            (kind == "give") & pl.col("to_member").is_null(),
            pl.lit("does not say whom the points go to"),
            "fill in to_member",
        ),
        (
            "gives-to-oneself",
            "to_member",
            (kind == "give") & (pl.col("to_member") == pl.col("member_id")),
            pl.format("member {} gives points to herself or himself", quoted("member_id")),
            "name the member who receives them",
        ),
        (
            "missing-value",
            "value",
            (kind == "grant_tier") & pl.col("value").is_null(),
            pl.lit("does not say which tier is granted"),
            f"fill in value: {known}",
        ),
        (
            "unknown-tier",
            "value",
            (kind == "grant_tier") & ~pl.col("value").is_in(list(tiers)),
            pl.format("{} is no tier of the scheme", quoted("value")),
            f"its tiers are {known}",
        ),
        (
            "missing-value",
            "ref",
            (kind == "profile") & pl.col("ref").is_null(),
            pl.lit("does not say which field changes"),
            "fill in ref, for example referred_by",
        ),
    )
    for code, column, bad, message, help_text in faults:
        found = rows(frame, bad.fill_null(value=False), message)
        if found.height:
            yield Found("movements", code, column, found, help_text)
