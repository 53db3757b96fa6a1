"""What a run with detail says: every purchase, every posting of points, and the place of every line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.amounts import WalkIns
from patron.engine.batch.ordering import untie
from patron.engine.batch.outputs import Numbers, named
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.steps import postings_as_written, postings_in_order, run_step
from patron.engine.batch.template import layout
from patron.engine.plan import Plan
from patron.engine.results import POSTING_COLUMNS, PURCHASE_COLUMNS, LinePlaces, PostingCodes, PostingKind

Owners = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]  # by row of the history's lines, as in `LinePlaces`
_POSTED = [
    PostingKind.PENDING,
    PostingKind.LAPSED,
    PostingKind.WITHDRAWN,
    PostingKind.EARNED,
    PostingKind.EXPIRED,
    PostingKind.TAKEN_BACK,
    PostingKind.SPENT,
    PostingKind.ISSUED,
    PostingKind.RELEASED,
]


@dataclass(frozen=True, slots=True)
class Bought:
    """What the kernel wrote of each of the members' purchases (`detail`: tier, level, tier after; `made`: points), and sales to nobody."""

    ordered: Ordered
    detail: Any
    made: Any
    walk_ins: WalkIns

    @property
    def tiers(self) -> npt.NDArray[np.int16]:
        """Rows of tier, level and tier after, by purchase; walk-in sales behind the others, as of the first tier."""
        own = np.asarray(self.detail, dtype=np.int16).reshape(-1, 3)
        nobody = np.zeros((len(self.walk_ins.heads), 3), dtype=np.int16)
        nobody[:, 1] = self.walk_ins.level
        return np.concatenate([own, nobody]) if len(nobody) else own


def purchases_frame(bought: Bought) -> pl.DataFrame:
    """Every purchase by instant and id."""
    ordered, nobody = bought.ordered, bought.walk_ins.heads
    lines = ordered.lines
    first = np.arange(ordered.purchases) if ordered.purchase_first is None else ordered.purchase_first[:-1]
    heads = np.concatenate([ordered.line_rows(first), nobody]).astype(np.int64, copy=False)
    rows = _in_time(lines, heads)
    number = np.empty(lines.height, dtype=np.int32)
    number[heads] = np.arange(len(heads), dtype=np.int32)
    order = number[rows]
    tiers = bought.tiers[order]
    made = np.concatenate([np.asarray(bought.made, dtype=np.int64), np.zeros(len(nobody), dtype=np.int64)])
    columns: dict[str, Any] = {
        "purchase_id": lines["purchase_id"].gather(rows),
        "member_id": lines["member_id"].gather(rows),
        "day": lines["day"].gather(rows),
        "tier": tiers[:, 0],
        "level": tiers[:, 1],
        "tier_after": tiers[:, 2],
        "points": made[order],
    }
    return pl.DataFrame({name: pl.Series(name, columns[name], dtype=kind) for name, kind in PURCHASE_COLUMNS.items()})


def _in_time(lines: pl.DataFrame, heads: Numbers) -> Numbers:
    """The rows of `heads` by instant and purchase id as text."""
    at = lines["at"].to_numpy()
    if bool((at[1:] >= at[:-1]).all()):  # a file in order of time
        there = np.zeros(lines.height, dtype=np.bool_)
        there[heads] = True
        rows = np.flatnonzero(there)
    else:
        rows = heads[pl.Series(at[heads]).arg_sort().to_numpy()]
    untie(rows, np.zeros(len(rows), dtype=np.int32), at[rows], lines["purchase_id"])
    return rows


def owners_of_lines(ordered: Ordered, nobody: WalkIns, buyers: Numbers) -> Owners:
    """The purchase and the member of the history's lines; `buyers`: the numbers of the members with purchases, in order."""
    height = ordered.lines.height
    whole = ordered.member_first[-1] if len(ordered.member_first) else 0
    purchase = np.arange(whole, dtype=np.int32)
    if ordered.purchase_first is not None:
        purchase = np.repeat(np.arange(ordered.purchases, dtype=np.int32), np.diff(ordered.purchase_first))
    member = np.repeat(buyers.astype(np.int32), np.diff(ordered.member_first))
    purchases, owners = np.full(height, -1, dtype=np.int32), np.full(height, -1, dtype=np.int32)
    rows: Any = slice(whole) if ordered.rows is None else ordered.rows
    purchases[rows], owners[rows] = purchase, member
    purchases[nobody.rows] = ordered.purchases + nobody.purchase
    return purchases, owners


def line_places(bought: Bought, members: pl.Series, owners: Owners) -> LinePlaces:
    """The places of the history's lines; `members`: their ids by number."""
    tiers = bought.tiers
    raised = np.where(tiers[:, 2] > tiers[:, 0], tiers[:, 2], np.int16(-1))
    levels, brought = (np.append(one, np.int16(-1))[owners[0]] for one in (tiers[:, 1], raised))  # the last one for lines of no purchase
    return LinePlaces(*owners, levels, brought, members)


def posting_codes(ids: pl.Series, members: Numbers, cells: Any, plan: Plan, *, in_order: bool = True) -> PostingCodes:
    """Points by member, day, kind and rule, summed; `ids`: the members' by number. Not `in_order`: by member, as they happened."""
    rules = [rule.id for rule in plan.points.accrual] + [bonus.id for bonus in plan.points.bonuses] + ["opening", "adjust"]
    rules += [*plan.points.beside, *([plan.points.vouchers.id] if plan.points.vouchers else [])]
    kinds, rule_names = sorted({kind.value for kind in _POSTED}), sorted(set(rules))
    kind_place = np.array([kinds.index(kind.value) for kind in _POSTED], dtype=np.int64)
    rule_place = np.array([rule_names.index(rule) for rule in rules], dtype=np.int64)
    first = np.ascontiguousarray(members[:, layout.M_Q0])
    count = np.ascontiguousarray(members[:, layout.M_QN])
    total = int(count.sum())
    owner = np.empty(total, dtype=np.int32)
    if not in_order:
        on, kind, rule, points = (np.empty(total, dtype=np.int64) for _ in range(4))
        columns = owner, on, kind, rule, points
        run_step(postings_as_written, total, np.asarray(cells, dtype=np.int64), first, count, kind_place, rule_place, *columns)
        return PostingCodes(*columns, ids, tuple(kinds), tuple(rule_names))
    keys, points = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
    used = np.zeros(1, dtype=np.int64)
    most = int(count.max(initial=1))
    spare = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    run_step(
        postings_in_order, total, np.asarray(cells, dtype=np.int64), first, count, kind_place, rule_place, *spare, owner, keys, points, used
    )
    owner, keys, points = owner[: used[0]], keys[: used[0]], points[: used[0]]
    rest, rule = np.divmod(keys, len(rule_place))
    on, kind = np.divmod(rest, len(kind_place))
    return PostingCodes(owner, on, kind, rule, points, ids, tuple(kinds), tuple(rule_names))


def postings_frame(posted: PostingCodes) -> pl.DataFrame:
    """The same with the names of everything."""
    columns: dict[str, Any] = {
        "member_id": posted.names.gather(posted.member),
        "on": posted.on,
        "kind": named(posted.kind, list(posted.kinds)),
        "rule": named(posted.rule, list(posted.rules)),
        "points": posted.points,
    }
    return pl.DataFrame({name: pl.Series(name, columns[name], dtype=kind) for name, kind in POSTING_COLUMNS.items()})
