"""Who held which tier from when to when: the stretches that members by tier, flows and benefits are read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation


@dataclass(frozen=True, slots=True)
class Stints:
    """`stints`: member_id, rank, start, end (exclusive), anchor (the day that membership years count from).

    Every customer begins in the first tier on the day of the first event, or of the opening balance if that
    is earlier. `moves`: member_id, on, from, to (ranks), reason: every change of tier, the opening included.
    `kept`: member_id, on, rank, reason: every tier kept at a review, in grace or renewed, or granted again.
    `alike`: rank, start, end, members: how many stretches are alike.
    """

    stints: pl.DataFrame
    moves: pl.DataFrame
    kept: pl.DataFrame
    alike: pl.DataFrame

    def held_on(self, day: int) -> pl.DataFrame:
        """The rank that each customer held at the end of a day: member_id, rank."""
        return self.stints.filter((pl.col("start") <= day) & (pl.col("end") > day)).select("member_id", "rank")

    def counts_on(self, day: int, tiers: int) -> list[int]:
        """Customers by rank at the end of a day."""
        rank, start, end, members = (self.alike[name].to_numpy() for name in ("rank", "start", "end", "members"))
        held = (start <= day) & (end > day)
        counts = np.zeros(tiers, dtype=np.int64)
        np.add.at(counts, rank[held], members[held])
        return [int(count) for count in counts]


def stints_of(history: History, plan: Plan, evaluation: Evaluation, last: int) -> Stints:
    """The stretches up to and including the day `last`."""
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}

    def ranked(*columns: str) -> pl.Expr:
        return pl.col(*columns).replace_strict(list(ranks), list(ranks.values()), return_dtype=pl.Int16)

    starts = _first_days(history, evaluation, last).with_columns(
        rank=pl.lit(0, pl.Int16), reason=pl.lit(None, pl.String), order=pl.lit(-2, pl.Int64)
    )
    starts = starts.with_columns(anchor=pl.col("on"))
    opening = (
        history.members.filter(pl.col("opening_tier").is_not_null() & (pl.col("opening_on") <= last))
        .with_columns(rank=ranked("opening_tier"))
        .filter(pl.col("rank") != 0)
        .select(
            "member_id",
            "rank",
            on="opening_on",
            reason=pl.lit("opening"),
            order=pl.lit(-1, pl.Int64),
            anchor="opening_since",
        )
    )
    changes = (
        evaluation.changes.with_row_index("order")
        .filter((pl.col("on") <= last) & (pl.col("reason") != "opening").fill_null(value=True))
        .with_columns(pl.col("order").cast(pl.Int64), ranked("from", "to"))
    )
    kept = changes.filter(pl.col("from") == pl.col("to")).select("member_id", "on", pl.col("to").alias("rank"), "reason")
    changed = changes.filter(pl.col("from") != pl.col("to")).select(
        "member_id", "on", pl.col("to").alias("rank"), "reason", "order", pl.col("on").alias("anchor")
    )
    columns = ["member_id", "on", "rank", "reason", "order", "anchor"]
    steps = pl.concat([starts.select(columns), opening.select(columns), changed.select(columns)]).sort("member_id", "order")
    followed, first = pl.col("member_id") == pl.col("member_id").shift(-1), pl.col("member_id") != pl.col("member_id").shift(1)
    steps = steps.with_columns(
        pl.when(followed).then(pl.col("on").shift(-1)).otherwise(last + 1).alias("end"),
        pl.when(~first).then(pl.col("rank").shift(1)).alias("from"),
    )
    moves = steps.filter(pl.col("from").is_not_null()).select("member_id", "on", "from", pl.col("rank").alias("to"), "reason")
    stints = steps.filter(pl.col("end") > pl.col("on")).select("member_id", "rank", pl.col("on").alias("start"), "end", "anchor")
    alike = stints.group_by("rank", "start", "end").agg(pl.len().alias("members"))
    return Stints(stints, moves, kept, alike)


def _first_days(history: History, evaluation: Evaluation, last: int) -> pl.DataFrame:
    """member_id and `on`, the day from which a member is a customer: the first event or opening balance up to `last`."""
    bought = _first_purchases(history, evaluation)
    days = [frame.select("member_id", "day") for frame in (history.returns, history.movements)]
    days.append(history.movements.filter(pl.col("kind") == "give").select(pl.col("to_member").alias("member_id"), "day"))
    days.append(history.members.filter(pl.col("opening_on").is_not_null()).select("member_id", pl.col("opening_on").alias("day")))
    others = pl.concat(days).drop_nulls()
    found = (bought if others.is_empty() else pl.concat([bought, others])).drop_nulls().filter(pl.col("day") <= last)
    if others.is_empty() and _numbered(history, evaluation):  # one row a member as it is
        return found.select("member_id", pl.col("day").cast(pl.Int32).alias("on"))
    return found.group_by("member_id").agg(pl.col("day").min().cast(pl.Int32).alias("on"))


def _first_purchases(history: History, evaluation: Evaluation) -> pl.DataFrame:
    """member_id and the day of the first purchase; by numbers where the runner knows those of its lines."""
    places = evaluation.lines
    if places is None or not _numbered(history, evaluation):
        return history.lines.select("member_id", "day")
    none = np.iinfo(np.int32).max
    first = np.full(len(places.names) + 1, none, dtype=np.int32)  # the last one is for sales to nobody
    np.minimum.at(first, places.member, history.lines["day"].to_numpy())
    bought = np.flatnonzero(first[:-1] < none)
    return pl.DataFrame({"member_id": places.names.gather(bought), "day": first[bought]})


def _numbered(history: History, evaluation: Evaluation) -> bool:
    """Whether the runner has numbered the members of all lines."""
    return evaluation.lines is not None and len(evaluation.lines.member) == history.lines.height
