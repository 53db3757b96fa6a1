"""The period's lines, each with what is left of it, the tier that priced it, its price, and what each discount took."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.places import places_of
from patron.engine.plan import Plan
from patron.engine.prices import PriceTable
from patron.engine.results import Evaluation
from patron.simulation.replay.common import Common, Ground, ground_of
from patron.simulation.replay.period import Period
from patron.simulation.replay.promised import discounted_ranks, group_level

WALK_IN, GROUP = -1, -2  # segments that are no tier's
NO_TIER = -3  # of a cost: the scheme as a whole
_KEYS = ("month", "segment", "covered", "category")
TAKEN = "taken:"  # prefix of the columns of discounts

_UNREAD = (
    "row",
    "at",
    "line",
    "store",
    "channel",
    "staff",
    "purchase_id",
    "member_id",
)  # columns that no figure needs, rights of items apart

Ints = npt.NDArray[np.int64]
_SAFE = 2**62


@dataclass(frozen=True, slots=True)
class Sales:
    """`lines` has one row a line of the period, net of returns up to its end.

    Columns beside the history's: `index` (row of the history's lines), `purchase` and `member` (a number of each, -1: no
    member, in the place of their ids), `month` (202501), `level` (rank that
    priced it, -1: none), `segment` (the tier's rank, WALK_IN or GROUP), `covered` (it was bought under some
    promise), `left` (what is left of it without the scheme's discounts), `paid` (with them), and one column
    `taken:ID` for each discount; the discounts of a row add up to left - paid. All money in minor units.
    """

    lines: pl.DataFrame
    discounts: tuple[str, ...]  # ids with a column, in file order
    _cells: list[pl.DataFrame] = field(default_factory=list, compare=False, repr=False)  # `cells`, once it was asked for
    ground: Ground | None = field(default=None, compare=False, repr=False)  # what the lines were made from, where that is known

    def cells(self) -> pl.DataFrame:
        """Sums by month, segment, covered and category: `left`, `paid`, `taken:ID`; sorted."""
        if not self._cells:
            self._cells.append(self._summed() if self.ground is None else self._added(self.ground))
        return self._cells[0]

    def _summed(self) -> pl.DataFrame:
        return self.lines.group_by(_KEYS).agg(pl.col("left", "paid", *self.columns).sum()).sort(_KEYS, nulls_last=False)

    def _added(self, ground: Ground) -> pl.DataFrame:
        """The same by numbers: a cell is a place among goods, segments, and whether it is covered."""
        segment = self.lines["segment"].to_numpy().astype(np.int64) - GROUP
        segments = int(segment.max(initial=0)) + 1
        place = (ground.good * segments + segment) * 2 + self.lines["covered"].to_numpy()
        there = np.flatnonzero(np.bincount(place))
        sums = {name: np.zeros(len(ground.goods) * segments * 2, dtype=np.int64) for name in ("left", "paid", *self.columns)}
        for name, added in sums.items():
            np.add.at(added, place, self.lines[name].to_numpy())
        good, rest = np.divmod(there, segments * 2)
        cells = ground.goods[good.astype(np.uint32)].with_columns(
            segment=pl.Series(rest // 2 + GROUP, dtype=pl.Int16),
            covered=pl.Series(rest % 2 == 1),
            **{name: cell[there] for name, cell in sums.items()},
        )
        return cells.select(*_KEYS, *sums).sort(_KEYS, nulls_last=False)

    def different(self, column: str) -> dict[int, int]:
        """By segment with sales left, sorted, how many different numbers stand in `purchase` or `member` of its lines; -1 is none."""
        segment, number = self.lines["segment"].to_numpy(), self.lines[column].to_numpy()
        stands = np.flatnonzero(self.lines["left"].to_numpy() > 0) if self.ground is None else self.ground.stands
        if stands is not None:
            segment, number = segment[stands], number[stands]
        count = int(number.max(initial=0)) + 2  # the last one for -1
        segments = int(segment.max(initial=0)) + 1 - GROUP
        seen = np.zeros(segments * count, dtype=np.bool_)
        seen[(segment.astype(np.int64) - GROUP) * count + np.where(number < 0, count - 1, number)] = True
        found = seen.reshape(segments, count)[:, :-1].sum(axis=1)
        return {place + GROUP: int(found[place]) for place in np.flatnonzero(np.bincount(segment.astype(np.int64) - GROUP)).tolist()}

    @property
    def columns(self) -> list[str]:
        """The discounts' columns."""
        return [TAKEN + one for one in self.discounts]


def sales_of(
    history: History,
    plan: Plan,
    evaluation: Evaluation,
    *,
    prices: PriceTable | None,
    period: Period,
    promised: frozenset[int],
    common: Common | None = None,
) -> Sales:
    """The sales of the period. `prices` None: the amounts stand as they are, and no discount is seen."""
    places = places_of(history, evaluation)
    unread = _unread(plan)
    about = (history.lines, history.returns, places.purchase, places.member, period, unread)
    ground = (common or Common()).of("ground", about, lambda: ground_of(history, places, period, unread))
    rows = ground.lines["index"].to_numpy()
    lines = _levels(ground, plan, places.level if len(rows) == len(places.level) else places.level[rows], promised)
    if prices is None:
        return Sales(lines.with_columns(pl.col("left").alias("paid")), (), ground=ground)
    return _priced(lines, plan, prices, ground)


def _unread(plan: Plan) -> tuple[str, ...]:
    """The columns that neither a figure nor a right of items asks for."""
    asked = {column for item in plan.benefits.items for entry in item.entries for column, _, _ in entry.goods.fields}
    return tuple(column for column in _UNREAD if column not in asked)


def _levels(ground: Ground, plan: Plan, judged: npt.NDArray[np.int16], promised: frozenset[int]) -> pl.DataFrame:
    """The lines with `level`, `segment` and `covered`; `judged` is the level that priced each line, -1 where none is known."""
    lines, walk_in = ground.lines, ground.walk_in
    level = np.where(walk_in, np.int16(-1), judged)
    segment = np.where(walk_in, np.int16(WALK_IN), np.maximum(judged, 0))
    covered = _among(level, promised, len(plan.tiers))
    if (group := ground.group) is not None:
        orders = lines.filter(pl.Series(group)).select(level=group_level(plan, pl.col("amount").sum().over("purchase")))
        level[group] = orders["level"].to_numpy()
        segment[group] = GROUP
        covered[group] = _among(level[group], discounted_ranks(plan), len(plan.tiers))
    return lines.with_columns(level=level, segment=segment, covered=covered)


def _among(level: npt.NDArray[np.int16], ranks: frozenset[int], tiers: int) -> npt.NDArray[np.bool_]:
    """True where the level is one of the ranks."""
    table = np.array([*(rank in ranks for rank in range(tiers)), False])  # the last one for -1
    found: npt.NDArray[np.bool_] = table[level]
    return found


def _priced(lines: pl.DataFrame, plan: Plan, prices: PriceTable, ground: Ground) -> Sales:
    """Adds `paid` and the discounts, in the part of the line that is left."""
    index = lines["index"].to_numpy()
    level = lines["level"].to_numpy()
    amount = lines["amount"].to_numpy()
    left = lines["left"].to_numpy()
    running = before = left
    columns = []
    price = amount
    for one in sorted(plan.discounts, key=lambda discount: discount.group):
        taken: Ints = np.zeros(lines.height, dtype=np.int64)
        for rank in one.tiers:
            rows = np.flatnonzero(level == rank)
            taken[rows] = prices.taken(rank, one.id, index[rows])
        price = price - taken
        before, running = running, kept_share(price, left, amount)
        columns.append(pl.Series(TAKEN + one.id, before - running))
    priced = lines.with_columns(pl.Series("paid", running), *columns)
    return Sales(priced, tuple(one.id for one in plan.discounts), ground=ground)


def kept_share(price: Ints, left: Ints, amount: Ints) -> Ints:
    """round_half_up(price x left / amount), row by row; exact on Python integers where 64 bits are too few."""
    whole = left == amount
    if whole.all():
        return price
    kept = price.copy()
    part = np.flatnonzero(~whole)
    p, k, a = price[part], left[part], amount[part]
    if int(p.max()) * int(k.max()) < _SAFE // 2 - int(a.max()):
        kept[part] = (2 * p * k + a) // (2 * a)
        return kept
    exact = [(2 * int(p) * int(k) + int(a)) // (2 * int(a)) for p, k, a in zip(p, k, a, strict=True)]
    kept[part] = np.array(exact, dtype=np.int64)
    return kept
