"""Exchanges, prizes and quizzes against the scheme: what it has, when, how often, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from patron.engine.plan import Plan
from patron.engine.plan.uses import Exchange
from patron.engine.validate.found import Found, quoted, rows

_TIMES = pl.col("value").cast(pl.Int64, strict=False).fill_null(1)


def check_uses(frame: pl.DataFrame, plan: Plan) -> Iterator[Found]:
    """Rows of `exchange`, `win` and `quiz`. What the tier and the points allow only a run can say."""
    points = plan.points
    known = {
        "exchange": [one.id for one in points.exchange],
        "win": [prize.id for one in points.exchange for prize in one.prizes],
        "quiz": [one.id for one in points.quiz],
    }
    for kind, ids in known.items():
        bad = pl.col("kind").eq(kind) & pl.col("ref").is_not_null() & ~pl.col("ref").is_in(ids)
        help_text = f"known are {', '.join(ids)}" if ids else "the scheme's points section has none"
        message = pl.format("{} is no {} of the scheme", quoted("ref"), pl.lit("prize" if kind == "win" else kind))
        yield from _found(frame, "unknown-exchange", "ref", bad, (message, help_text))
    for entry in points.exchange:
        ours = frame.filter((pl.col("kind") == "exchange") & (pl.col("ref") == entry.id))
        if ours.height:
            yield from _entry(ours, entry, plan)
        if entry.prizes:
            yield from _draws(frame, entry)


def _found(frame: pl.DataFrame, code: str, column: str, bad: pl.Expr, said: tuple[Any, str]) -> Iterator[Found]:
    message, help_text = said
    faulty = rows(frame, bad.fill_null(value=False), message if isinstance(message, pl.Expr) else pl.lit(message))
    if faulty.height:
        yield Found("movements", code, column, faulty, help_text)


def _entry(ours: pl.DataFrame, entry: Exchange, plan: Plan) -> Iterator[Found]:
    """One entry's rows: the dates, the price, and how often."""
    early = pl.lit(value=False) if entry.first_day is None else pl.col("day") < entry.first_day
    late = pl.lit(value=False) if entry.last_day is None else pl.col("day") > entry.last_day
    yield from _found(ours, "exchange-not-open", "at", early, (f"{entry.id!r} is not open yet on this day", "correct the time of the row"))
    yield from _found(ours, "exchange-not-open", "at", late, (f"{entry.id!r} is over on this day", "correct the time of the row"))
    price = pl.format(f"one {entry.id!r} costs {entry.points} points, {{}} cost {{}}", _TIMES, _TIMES * entry.points)
    other = pl.col("points").is_not_null() & (pl.col("points") != _TIMES * entry.points)
    yield from _found(ours, "exchange-disagrees", "points", other, (price, "correct the points, or leave the cell empty"))
    shown = Decimal(entry.cash).scaleb(-plan.places)
    cash = pl.col("amount").is_not_null() & (pl.col("amount") != _TIMES * entry.cash)
    message = f"one {entry.id!r} costs {shown} in cash beside its points"
    yield from _found(ours, "exchange-disagrees", "amount", cash, (message, "correct the amount, or leave the cell empty"))
    ordered = ours.sort("at", "movement_id").with_columns(
        so_far=_TIMES.cum_sum(), hers=_TIMES.cum_sum().over("member_id", order_by=["at", "movement_id"])
    )
    if entry.in_total is not None:
        text = f"there are {entry.in_total} of {entry.id!r} in all, and they are gone"
        yield from _found(ordered, "exchange-limit", "ref", pl.col("so_far") > entry.in_total, (text, "leave the row out"))
    if entry.each_member is not None:
        text = f"each member may have {entry.each_member} of {entry.id!r}, and this is one too many"
        yield from _found(ordered, "exchange-limit", "ref", pl.col("hers") > entry.each_member, (text, "leave the row out"))


def _draws(frame: pl.DataFrame, entry: Exchange) -> Iterator[Found]:
    """Every prize of a member needs a draw of hers before it."""
    drawn = (pl.col("kind") == "exchange") & (pl.col("ref") == entry.id)
    won = (pl.col("kind") == "win") & pl.col("ref").is_in([prize.id for prize in entry.prizes])
    told = frame.filter(drawn | won).with_columns(step=pl.when(drawn).then(_TIMES).otherwise(-1), won=won)
    told = told.with_columns(left=pl.col("step").cum_sum().over("member_id", order_by=["at", "movement_id"]))
    message = pl.format(f"member {{}} has made no draw of {entry.id!r} that could have brought {{}}", quoted("member_id"), quoted("ref"))
    help_text = "add the row of the draw before this one, or correct the time"
    yield from _found(told, "win-without-draw", "ref", pl.col("won") & (pl.col("left") < 0), (message, help_text))
