"""What the `points` section makes of other events: exchanges that spend, quizzes, prizes and introductions that earn.

A history goes in, a history comes out whose movements have two further columns; runners read those and so need to know nothing of
the rules. `stated` is the kind that the file names (null where nothing was derived), `exchange` the index of the entry of
`plan.points.exchange` that a `redeem` is for. `earn` (`ref` is the rule, `points` what it makes) is a kind of its own here.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from patron.engine.history import MOVEMENTS, History
from patron.engine.plan import Plan
from patron.engine.referrals import names_introducers, referral_rows

EARN = "earn"
DERIVED: dict[str, pl.DataType] = {**MOVEMENTS, "stated": pl.String(), "exchange": pl.Int64()}


def derive(plan: Plan, history: History) -> History:
    """The history with every exchange, win, quiz and introduction as what it does to points.

    A movement that the rules let earn nothing (a quiz beyond its month's number, a prize without points) keeps its kind, and is an
    event that changes nothing. Deriving twice is deriving once.
    """
    if "stated" in history.movements.columns:
        return history
    if plan.cards:
        from patron.engine.cards.derived import with_card_tiers

        history = with_card_tiers(plan, history)
    frame = history.movements.with_columns(stated=pl.lit(None, pl.String), exchange=pl.lit(None, pl.Int64))
    points = plan.points
    if points.exchange and not frame.is_empty():
        frame = _wins(plan, _exchanges(plan, frame))
    if points.quiz and not frame.is_empty():
        frame = _quizzes(plan, frame)
    if points.referral and names_introducers(history):
        made = referral_rows(plan, history)
        if made.height:
            frame = pl.concat([frame, made.select(list(DERIVED)).cast(DERIVED)])  # type: ignore[arg-type]
    return replace(history, movements=frame)


def how_many() -> pl.Expr:
    """How many of something a movement is about: its `value`, one if that is empty."""
    return pl.col("value").cast(pl.Int64, strict=False).fill_null(1)


def _exchanges(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """An exchange spends the points of its entry, as often as it says."""
    entries = plan.points.exchange
    index = {one.id: place for place, one in enumerate(entries)}
    place = pl.col("ref").replace_strict(index, default=None, return_dtype=pl.Int64)
    price = pl.col("ref").replace_strict({one.id: one.points for one in entries}, default=None, return_dtype=pl.Int64)
    ours = (pl.col("kind") == "exchange") & place.is_not_null()
    return frame.with_columns(
        kind=pl.when(ours).then(pl.lit("redeem")).otherwise("kind"),
        points=pl.when(ours).then(price * how_many()).otherwise("points"),
        stated=pl.when(ours).then("kind").otherwise("stated"),
        exchange=pl.when(ours).then(place).otherwise("exchange"),
    )


def _wins(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """A prize of points earns them."""
    prizes = {prize.id: prize.points for one in plan.points.exchange for prize in one.prizes if prize.points}
    return _earned(frame, "win", prizes) if prizes else frame


def _quizzes(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """An answer earns points; in each calendar month the first ones by instant and id, as many as the rule says."""
    made = frame
    for quiz in plan.points.quiz:
        if quiz.at_most_a_month is None:
            made = _earned(made, "quiz", {quiz.id: quiz.points})
            continue
        date = pl.from_epoch("day", time_unit="d")
        answers = made.filter((pl.col("kind") == "quiz") & (pl.col("ref") == quiz.id)).sort("at", "movement_id")
        month = date.dt.year().cast(pl.Int32) * 12 + date.dt.month()
        kept = answers.filter(pl.int_range(pl.len()).over("member_id", month) < quiz.at_most_a_month)["movement_id"]
        made = _earned(made, "quiz", {quiz.id: quiz.points}, pl.col("movement_id").is_in(kept.implode()))
    return made


def _earned(frame: pl.DataFrame, kind: str, made: dict[str, int], also: pl.Expr | None = None) -> pl.DataFrame:
    ours = (pl.col("kind") == kind) & pl.col("ref").is_in(list(made))
    ours = ours if also is None else ours & also
    return frame.with_columns(
        kind=pl.when(ours).then(pl.lit(EARN)).otherwise("kind"),
        points=pl.when(ours).then(pl.col("ref").replace_strict(made, default=None, return_dtype=pl.Int64)).otherwise("points"),
        stated=pl.when(ours).then("kind").otherwise("stated"),
    )
