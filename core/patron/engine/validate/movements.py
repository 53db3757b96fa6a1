"""Movements must say what their kind needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from patron.engine.history import History
from patron.engine.validate.found import Found, quoted, rows

KINDS = ("redeem", "give", "adjust", "grant_tier", "profile")


_KIND = pl.col("kind")

Fault = tuple[str, str, pl.Expr, pl.Expr, str]  # code, column, which rows, message, help


def check_movements(history: History, tiers: Sequence[str]) -> Iterator[Found]:
    """Every row of the movements by itself, and their ids against each other."""
    frame = history.movements
    if frame.is_empty():
        return
    for code, column, bad, message, help_text in (*_rows_of_any_kind(), *_points(), *_gifts(), *_profiles(tiers)):
        found = rows(frame, bad.fill_null(value=False), message)
        if found.height:
            yield Found("movements", code, column, found, help_text)


def _rows_of_any_kind() -> tuple[Fault, ...]:
    return (
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
            ~_KIND.is_in(KINDS),
            pl.format("{} is no kind of movement", quoted("kind")),
            f"known are {', '.join(KINDS)}",
        ),
    )


def _points() -> tuple[Fault, ...]:
    spends = _KIND.is_in(["redeem", "give"])
    return (
        (
            "points-missing",
            "points",
            (spends | (_KIND == "adjust")) & pl.col("points").is_null(),
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
            (_KIND == "adjust") & (pl.col("points") == 0),
            pl.lit("an adjustment of 0 points changes nothing"),
            "leave the row out",
        ),
    )


def _gifts() -> tuple[Fault, ...]:
    return (
        (
            "missing-value",
            "to_member",
            (_KIND == "give") & pl.col("to_member").is_null(),
            pl.lit("does not say whom the points go to"),
            "fill in to_member",
        ),
        (
            "gives-to-oneself",
            "to_member",
            (_KIND == "give") & (pl.col("to_member") == pl.col("member_id")),
            pl.format("member {} gives points to herself or himself", quoted("member_id")),
            "name the member who receives them",
        ),
    )


def _profiles(tiers: Sequence[str]) -> tuple[Fault, ...]:
    known = ", ".join(tiers)
    return (
        (
            "missing-value",
            "value",
            (_KIND == "grant_tier") & pl.col("value").is_null(),
            pl.lit("does not say which tier is granted"),
            f"fill in value: {known}",
        ),
        (
            "unknown-tier",
            "value",
            (_KIND == "grant_tier") & ~pl.col("value").is_in(list(tiers)),
            pl.format("{} is no tier of the scheme", quoted("value")),
            f"its tiers are {known}",
        ),
        (
            "missing-value",
            "ref",
            (_KIND == "profile") & pl.col("ref").is_null(),
            pl.lit("does not say which field changes"),
            "fill in ref, for example referred_by",
        ),
    )
