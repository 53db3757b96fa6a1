"""How members depend on one another: introducers, gifts, and which of two events at one instant came first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.events import Events
from patron.engine.batch.kernel_data import Extras
from patron.engine.batch.purchases import Ordered
from patron.engine.batch.steps import mark_shared, peel, run_step
from patron.engine.batch.template import layout

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Edges from a member to those who read its run, by the member that is read: first[m] .. first[m + 1] of `target`."""

    first: Numbers
    target: Numbers


@dataclass(frozen=True, slots=True)
class Order:
    """Members in an order in which each comes after those it depends on; `levels` are where a new level begins in it.

    `circle` are the members left: those who depend on each other in a circle, or on someone who does.
    """

    members: Numbers
    levels: Numbers
    circle: Numbers


def introducer_pairs(members: Numbers, extras: Extras) -> Numbers:
    """Every (member, introducer) there ever was, shape (n, 2)."""
    listed = np.flatnonzero(members[:, layout.M_REF] >= 0)
    first = np.stack([listed, members[listed, layout.M_REF]], axis=1)
    profile = np.flatnonzero((extras.packed[:, layout.X_KIND] == layout.X_PROFILE) & (extras.packed[:, layout.X_A] >= 0))
    later = np.stack([extras.code[profile], extras.packed[profile, layout.X_A]], axis=1)
    return np.concatenate([first, later]) if len(later) else first


def gift_pairs(extras: Extras) -> Numbers:
    """Every (receiver, giver), shape (n, 2)."""
    received = np.flatnonzero(extras.packed[:, layout.X_KIND] == layout.X_RECEIVE)
    return np.stack([extras.code[received], extras.code[extras.packed[received, layout.X_B]]], axis=1)


def dependencies(pairs: Numbers, count: int) -> Dependencies:
    """The edges of (reader, read) pairs among `count` members."""
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    many = np.bincount(pairs[:, 1], minlength=count)
    first = np.concatenate([[0], np.cumsum(many)]).astype(np.int64)
    return Dependencies(first, np.ascontiguousarray(pairs[np.argsort(pairs[:, 1], kind="stable"), 0]))


def order_of(edges: Dependencies, members: Numbers, compiled: bool) -> Order:
    """Levels of members; within a level as their purchases lie in memory."""
    count = len(members)
    lie = members[:, layout.M_P0]
    if len(edges.target) == 0:
        return Order(np.argsort(lie, kind="stable"), np.zeros(min(count, 1), dtype=np.int64), np.empty(0, dtype=np.int64))
    waits = np.bincount(edges.target, minlength=count).astype(np.int64)
    order = np.full(count, -1, dtype=np.int64)
    level = np.zeros(count, dtype=np.int64)
    done = int(run_step(peel, count, edges.first, edges.target, waits, order, level, compiled=compiled))
    placed = np.zeros(count, dtype=np.bool_)
    placed[order[:done]] = True
    ordered = np.flatnonzero(placed)
    ordered = ordered[np.lexsort((lie[ordered], level[ordered].astype(np.int32)))]
    starts = np.flatnonzero(np.diff(level[ordered], prepend=-1)).astype(np.int64)
    return Order(ordered, starts, np.flatnonzero(~placed))


def ties(pairs: Numbers, ordered: Ordered, events: Events, extras: Extras, members: Numbers, compiled: bool) -> npt.NDArray[np.int32]:
    """Ranks of purchases among events at one instant, by id as text, then sale, return, movement; those of extras are written.

    Only events of a member and an introducer at the same instant are ranked; others are never compared.
    """
    at = ordered.at
    rank = np.zeros(len(at), dtype=np.int32)
    if len(pairs) == 0:
        return rank
    p_mark, x_mark = np.zeros(len(at), dtype=np.int8), np.zeros(len(extras.packed), dtype=np.int8)
    p_first, p_last, x_first, x_last = (members[:, field].copy() for field in (layout.M_P0, layout.M_P1, layout.M_X0, layout.M_X1))
    flat = np.ascontiguousarray(pairs).reshape(-1)
    run_step(mark_shared, len(at), at, p_first, p_last, at, p_first, p_last, flat, p_mark, p_mark, compiled=compiled)
    x_at = extras.packed[:, layout.X_AT].copy()
    run_step(mark_shared, len(at), at, p_first, p_last, x_at, x_first, x_last, flat, p_mark, x_mark, compiled=compiled)
    bought, moved = np.flatnonzero(p_mark), np.flatnonzero(x_mark)
    ids = pl.concat([ordered.of_purchases("purchase_id", bought), events.extras["id"].gather(moved)])
    dense = ids.rank("dense").cast(pl.Int64).to_numpy() * 3
    rank[bought] = dense[: len(bought)]
    extras.packed[moved, layout.X_TIE] = dense[len(bought) :] + events.extras["rank"].gather(moved).cast(pl.Int64).to_numpy()
    return rank
