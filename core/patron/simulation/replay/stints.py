"""Who held which tier from when to when: the stretches that members by tier, flows and benefits are read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.ids import places_among
from patron.engine.plan import Plan
from patron.engine.results import Evaluation

Ints = npt.NDArray[np.int64]
_OPENING, _BEGINNING = -1, -2  # in the order of a member's steps before every change, which are numbered from 0


@dataclass(frozen=True)
class Stints:
    """Stretches by member and in order, as numbers and as frames.

    Every customer begins in the first tier on the day of the first event, or of the opening balance if that
    is earlier. `names`: the member_id of each number of a member, sorted. `member`, `rank`, `start`, `end` (exclusive) and `anchor` (the
    day that membership years count from) have one cell a stretch. `moves`: member_id, on, from, to (ranks), reason: every change of
    tier, the opening included. `kept`: member_id, on, rank, reason: every tier kept at a review, in grace or renewed, or granted again.
    """

    names: pl.Series
    member: Ints
    rank: Ints
    start: Ints
    end: Ints
    anchor: Ints
    moves: pl.DataFrame
    kept: pl.DataFrame

    @cached_property
    def stints(self) -> pl.DataFrame:
        """member_id, rank, start, end, anchor."""
        columns = {"rank": pl.Int16, "start": pl.Int32, "end": pl.Int32, "anchor": pl.Int32}
        told = [pl.Series(name, getattr(self, name), dtype=kind) for name, kind in columns.items()]
        return pl.DataFrame([self.names.gather(self.member).alias("member_id"), *told])

    @cached_property
    def alike(self) -> pl.DataFrame:
        """rank, start, end, anchor, members: how many stretches are alike."""
        last = int(self.end.max(initial=0))
        plain = (self.rank == 0) & (self.end == last) & (self.anchor == self.start)  # of those who never rose, by the day they came
        first = int(self.start.min(initial=0))
        came = np.bincount(self.start[plain] - first)
        days = np.flatnonzero(came)
        rest = {name: getattr(self, name)[~plain] for name in ("rank", "start", "end", "anchor")}
        others = pl.DataFrame(rest).group_by(list(rest)).agg(pl.len().cast(pl.Int64).alias("members"))
        stayed = {
            "rank": np.zeros(len(days), dtype=np.int64),
            "start": days + first,
            "end": np.full(len(days), last),
            "anchor": days + first,
        }
        return pl.concat([pl.DataFrame({**stayed, "members": came[days]}), others])

    def held_on(self, day: int) -> pl.DataFrame:
        """The rank that each customer held at the end of a day: member_id, rank."""
        held = np.flatnonzero((self.start <= day) & (self.end > day))
        return pl.DataFrame([self.names.gather(self.member[held]).alias("member_id"), pl.Series("rank", self.rank[held], dtype=pl.Int16)])

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

    names = evaluation.members["member_id"]
    came = _first_days(history, evaluation, last)
    customers = np.flatnonzero(came <= last)
    opened = (
        history.members.filter(pl.col("opening_tier").is_not_null() & (pl.col("opening_on") <= last))
        .with_columns(rank=ranked("opening_tier"))
        .filter(pl.col("rank") != 0)
        .select("member_id", "rank", on="opening_on", reason=pl.lit("opening"), order=pl.lit(_OPENING, pl.Int64), anchor="opening_since")
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
    later = pl.concat([opened.select(changed.columns), changed])
    steps = {name: later[name].cast(pl.Int64).to_numpy() for name in ("rank", "on", "order", "anchor")}
    member = np.concatenate([customers, places_among(names, later["member_id"])])
    nothing = np.zeros(len(customers), dtype=np.int64)
    place = np.concatenate([nothing + _BEGINNING, steps["order"]]) - _BEGINNING
    order = np.argsort(member * (evaluation.changes.height - _BEGINNING) + place, kind="stable")
    member = member[order]
    rank, on, anchor = (
        np.concatenate([first, steps[name]])[order]
        for first, name in ((nothing, "rank"), (came[customers], "on"), (came[customers], "anchor"))
    )
    followed = np.append(member[1:] == member[:-1], False)
    end = np.where(followed, np.append(on[1:], 0), last + 1)
    there = end > on
    rows = np.flatnonzero(followed) + 1  # every step that is not a member's first
    ranked_steps = {name: pl.Series(name, rank[of], dtype=pl.Int16) for name, of in (("from", rows - 1), ("to", rows))}
    told = [names.gather(member[rows]).alias("member_id"), pl.Series("on", on[rows], dtype=pl.Int32), *ranked_steps.values()]
    moves = pl.DataFrame([*told, later["reason"].gather(order[rows] - len(customers)).alias("reason")])
    return Stints(names, member[there], rank[there], on[there], end[there], anchor[there], moves, kept)


def _first_days(history: History, evaluation: Evaluation, last: int) -> Ints:
    """By number of a member the day from which she or he is a customer: the first event or opening balance; beyond `last`: none by then."""
    names, places = evaluation.members["member_id"], evaluation.lines
    first = np.full(len(names) + 1, last + 1, dtype=np.int64)  # the last one is for sales to nobody
    if places is not None and len(places.member) == history.lines.height and places.names.equals(names):
        np.minimum.at(first, places.member.astype(np.int64), history.lines["day"].to_numpy().astype(np.int64))  # quick where types agree
        frames = []
    else:
        frames = [history.lines.select("member_id", "day")]
    frames += [frame.select("member_id", "day") for frame in (history.returns, history.movements)]
    frames.append(history.movements.filter(pl.col("kind") == "give").select(pl.col("to_member").alias("member_id"), "day"))
    frames.append(history.members.filter(pl.col("opening_on").is_not_null()).select("member_id", pl.col("opening_on").alias("day")))
    for frame in frames:
        np.minimum.at(first, places_among(names, frame["member_id"]), frame["day"].to_numpy().astype(np.int64))
    return first[:-1]
