"""Two schemes over the same sales, member by member: who holds another tier at the end, earns other points, pays another price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from patron.engine.history import History
from patron.engine.ids import places_among
from patron.engine.places import places_of
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.simulation.replay.replay import Laid

COLUMNS = ("tier", "points", "points_earned", "discount")


@dataclass(frozen=True, slots=True)
class Move:
    """Members who end in one tier under the first scheme and in one under the second."""

    before: str
    after: str
    members: int


@dataclass(frozen=True, slots=True)
class Moves:
    """`members`: member_id, then COLUMNS of the first scheme with `_a` and of the second with `_b` (points, and discounts in minor
    units), sorted by member_id. Without `members` only the tiers are known.
    """

    matrix: tuple[Move, ...]
    rise: int
    fall: int
    members: pl.DataFrame | None = None

    @property
    def total(self) -> int:
        """How many members were compared."""
        return sum(one.members for one in self.matrix)

    def count(self, condition: pl.Expr) -> int:
        """Members for whom a condition holds."""
        return 0 if self.members is None else self.members.filter(condition).height

    def affected(self) -> pl.DataFrame:
        """Those for whom anything differs: other tiers first, then the largest difference in points earned and in discounts, then by id."""
        assert self.members is not None
        differs = pl.any_horizontal(pl.col(f"{name}_a") != pl.col(f"{name}_b") for name in COLUMNS)
        return self.members.filter(differs).sort(
            pl.col("tier_a") == pl.col("tier_b"),
            -(pl.col("points_earned_b") - pl.col("points_earned_a")).abs(),
            -(pl.col("discount_b") - pl.col("discount_a")).abs(),
            pl.col("member_id"),
        )


def sides_of(history: History, evaluation: Evaluation, laid: Laid) -> pl.DataFrame:
    """member_id and COLUMNS under one scheme, sorted by member_id; discounts are those of the period."""
    names, lines = places_of(history, evaluation).names, laid.sales.lines
    taken = np.zeros(len(names) + 1, dtype=np.int64)  # the last one is for sales to nobody
    np.add.at(taken, lines["member"].to_numpy().astype(np.int64), lines["left"].to_numpy() - lines["paid"].to_numpy())
    members = evaluation.members.select("member_id", "tier", "points", "points_earned")
    ids = members["member_id"]
    discount = taken[:-1]
    if not names.equals(ids):
        place = places_among(ids, names)
        there = place >= 0  # who buys only later is no member yet
        discount = np.zeros(len(ids), dtype=np.int64)
        discount[place[there]] = taken[:-1][there]
    return members.with_columns(pl.Series("discount", discount))


def moves_of(first: pl.DataFrame, second: pl.DataFrame, old: Plan, new: Plan) -> Moves:
    """`first` and `second` as `sides_of` gives them, of the same members."""
    assert first["member_id"].equals(second["member_id"]), "both schemes are laid over the same members"
    theirs = second.drop("member_id").rename({name: f"{name}_b" for name in COLUMNS})
    both = first.rename({name: f"{name}_a" for name in COLUMNS}).hstack(theirs)
    matrix = matrix_of(both.select("tier_a", "tier_b"), old, new)
    rise, fall = rises_and_falls(matrix, old, new)
    return Moves(matrix, rise, fall, both.select("member_id", *(f"{name}_{side}" for name in COLUMNS for side in ("a", "b"))))


def matrix_of(tiers: pl.DataFrame, old: Plan, new: Plan) -> tuple[Move, ...]:
    """How many members there are in each pair of `tier_a` and `tier_b` that has any, in the order of the tiers."""
    counted = dict.fromkeys(((one.id, other.id) for one in old.tiers for other in new.tiers), 0)
    for before, after, members in tiers.group_by("tier_a", "tier_b").len().iter_rows():
        counted[before, after] = members
    return tuple(Move(*pair, members) for pair, members in counted.items() if members)


def rises_and_falls(matrix: tuple[Move, ...], old: Plan, new: Plan) -> tuple[int, int]:
    """Members who end higher and lower: by the second scheme's order where it has both tiers, else by the place in each scheme."""
    before = {tier.id: rank for rank, tier in enumerate(old.tiers)}
    after = {tier.id: rank for rank, tier in enumerate(new.tiers)}
    rise = fall = 0
    for one in matrix:
        step = after[one.after] - after.get(one.before, before[one.before])
        rise += one.members if step > 0 else 0
        fall += one.members if step < 0 else 0
    return rise, fall
