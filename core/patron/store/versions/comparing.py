"""One history under two schemes: who would hold another tier, and earn more or fewer points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from heapq import heappush, heappushpop

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Duration, Plan, Unit
from patron.engine.reference.calendar import add
from patron.engine.results import Evaluation, PostingKind
from patron.engine.run import Runner, choose
from patron.findings import CellPlace, FindingsError
from patron.store.versions.carrying import carried
from patron.store.versions.radius import Flow, PointsOf

_YEAR = Duration(Unit.MONTHS, 12)
_NAMED = 20  # members of a flow
_MOST = 10  # members who gain or lose most
_ROUNDS = 100


class Compared:
    """Sums over the groups of members that were compared so far, under an old plan and a new one, up to a day."""

    def __init__(self, old: Plan, new: Plan, as_of: int, runner: Runner = "auto") -> None:
        self._old, self._new, self._as_of, self._runner = old, new, as_of, runner
        self.members = 0
        self.before: dict[str, int] = {}  # members by tier
        self.after: dict[str, int] = {}
        self.points = [0, 0]
        self.gain = self.lose = self.uncovered = 0
        self._flows: dict[tuple[str, str], int] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        self._most: list[tuple[int, str, int, int]] = []  # a heap: difference, member, before, after

    def add(self, history: History, ids: Collection[str]) -> None:
        """Compare these members by a history that holds everything they depend on."""
        as_of, runner = self._as_of, self._runner
        first = _earned(_evaluate(self._old, history, as_of, runner)[0], as_of)
        done, refused = _evaluate(self._new, fitted(history, self._old, self._new), as_of, runner)
        second = _earned(done, as_of)
        self.uncovered += refused
        both = first.join(second, on="member_id", suffix="_new").filter(pl.col("member_id").is_in(list(ids)))
        for name, tier, points, tier_new, points_new in both.select("member_id", "tier", "earned", "tier_new", "earned_new").iter_rows():
            self._member(name, (tier, tier_new), (points, points_new))

    def _member(self, name: str, tiers: tuple[str, str], points: tuple[int, int]) -> None:
        self.members += 1
        before, after = tiers
        self.before[before] = self.before.get(before, 0) + 1
        self.after[after] = self.after.get(after, 0) + 1
        if before != after:
            self._flows[tiers] = self._flows.get(tiers, 0) + 1
            self._names[tiers] = sorted([*self._names.get(tiers, []), name])[:_NAMED]
        less, more = points
        self.points = [self.points[0] + less, self.points[1] + more]
        self.gain += more > less
        self.lose += more < less
        if more != less:
            push = heappushpop if len(self._most) >= _MOST else heappush
            push(self._most, (abs(more - less), name, less, more))

    def flows(self, order: list[str]) -> tuple[Flow, ...]:
        """By the tiers' order, before and after."""
        place = {tier: number for number, tier in enumerate(order)}
        pairs = sorted(self._flows, key=lambda pair: tuple(place.get(tier, len(place)) for tier in pair))
        return tuple(Flow(*pair, self._flows[pair], tuple(self._names[pair])) for pair in pairs)

    def most(self) -> tuple[PointsOf, ...]:
        """Who gains or loses most, largest difference first."""
        return tuple(PointsOf(name, less, more) for _, name, less, more in sorted(self._most, key=lambda one: (-one[0], one[1])))


def fitted(history: History, old: Plan, new: Plan) -> History:
    """The history with opening and granted tiers that the new plan does not have as what they become."""
    step = carried(old, new)
    granted = pl.col("kind") == "grant_tier"
    value = pl.when(granted).then(pl.col("value").replace(step)).otherwise(pl.col("value"))
    return replace(
        history,
        members=history.members.with_columns(pl.col("opening_tier").replace(step)),
        movements=history.movements.with_columns(value=value),
    )


def _evaluate(plan: Plan, history: History, as_of: int, runner: Runner) -> tuple[Evaluation, int]:
    """The evaluation, and how many movements had to be left out since the points for them are not there."""
    left_out = 0
    for _ in range(_ROUNDS):
        try:
            return _run(plan, history, as_of, runner), left_out
        except FindingsError as error:
            rows = [one.place.row for one in error.findings if isinstance(one.place, CellPlace)]
            kept = history.movements.filter(~pl.col("row").is_in(rows))
            left_out += history.movements.height - kept.height
            if kept.height == history.movements.height:
                raise
            history = replace(history, movements=kept)
    return _run(plan, history, as_of, runner), left_out


def _run(plan: Plan, history: History, as_of: int, runner: Runner) -> Evaluation:
    if choose(history, runner) == "reference":
        from patron.engine import reference

        return reference.run(plan, history, as_of, detail=True)
    from patron.engine import batch

    return batch.run(plan, history, as_of, detail=True)


def _earned(evaluation: Evaluation, as_of: int) -> pl.DataFrame:
    """Members with `earned`: points of the 12 months to the day."""
    assert evaluation.postings is not None
    recent = (pl.col("kind") == PostingKind.EARNED.value) & (pl.col("on") > add(as_of, _YEAR, -1))
    sums = evaluation.postings.filter(recent).group_by("member_id").agg(earned=pl.col("points").sum())
    return evaluation.members.select("member_id", "tier").join(sums, on="member_id", how="left").with_columns(pl.col("earned").fill_null(0))


@dataclass(frozen=True, slots=True)
class Worth:
    """What points and benefits come to in minor units."""

    rate: tuple[int, int] | None

    def of(self, points: int) -> int | None:
        """The minor units that points are worth when redeemed, half up; None without a rate."""
        if self.rate is None:
            return None
        each, worth = self.rate
        return (2 * points * worth + each) // (2 * each)
