"""Which part each member is in: members whose results depend on one another are in one.

A member's result depends on its own rows, on its introducers where the scheme asks for them, and on those who gave it points. Chains of
such members are told by the hashes of their ids: two ids of one hash are in one part, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.steps import run_step
from patron.engine.batch.structure import uses_introducers
from patron.engine.plan import Plan

Hashes = npt.NDArray[np.uint64]
Parts = npt.NDArray[np.uint8]
MOST = 256  # parts


@dataclass(frozen=True, slots=True)
class Division:
    """`count` parts. `keys` and `values` are a table by hash of the members whose part is another than their own hash says."""

    count: int
    keys: Hashes
    values: Parts

    def of(self, ids: pl.Series, instead: Callable[[], pl.Series] | None = None) -> Parts:
        """The part of each id; where it is null, that of the text that `instead` gives."""
        hashes = ids.hash().to_numpy()
        if instead is not None and ids.null_count():
            hashes = np.where(ids.is_null().to_numpy(), instead().hash().to_numpy(), hashes)
        found = _by_hash(hashes, self.count)
        if len(self.keys) > 1:
            run_step(look_up, len(hashes), hashes, self.keys, self.values, found)
        return found


def divide(plan: Plan, members: pl.DataFrame, movements: pl.DataFrame, count: int) -> Division:
    """`count` parts of the members of these files and of all others, at most MOST."""
    pairs = _pairs(plan, members, movements)
    nodes = pl.Series(np.concatenate([pairs[0], pairs[1]])).unique().sort().to_numpy()  # many times as fast as NumPy's
    root = np.arange(len(nodes), dtype=np.int64)
    one, other = (np.searchsorted(nodes, side) for side in pairs)
    run_step(unite, len(one), one, other, root)
    own, chain = _by_hash(nodes, count), _by_hash(nodes[root], count)
    moved = np.flatnonzero(own != chain)
    size = 1
    while size < 2 * len(moved) + 1:
        size *= 2
    keys, values = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.uint8)
    run_step(enter, len(moved), nodes[moved], chain[moved], keys, values)
    return Division(count, keys, values)


def _pairs(plan: Plan, members: pl.DataFrame, movements: pl.DataFrame) -> tuple[Hashes, Hashes]:
    """Who depends on whom."""
    gives = movements.filter(pl.col("kind") == "give").select("member_id", other="to_member")
    found = [gives]
    if uses_introducers(plan) or plan.points.referral:
        found.append(members.select("member_id", other="referred_by"))
        named = (pl.col("kind") == "profile") & (pl.col("ref") == "referred_by")
        found.append(movements.filter(named).select("member_id", other="value"))
    both = pl.concat(found).drop_nulls()
    return both["member_id"].hash().to_numpy(), both["other"].hash().to_numpy()


def _by_hash(hashes: Hashes, count: int) -> Parts:
    return ((hashes >> np.uint64(40)) * np.uint64(count) >> np.uint64(24)).astype(np.uint8)


def unite(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], root: npt.NDArray[np.int64]) -> None:
    """root[n] = the first of all that are reached from n over pairs of `one` and `other`."""
    for n in range(len(one)):
        a = one[n]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        b = other[n]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        root[max(a, b)] = min(a, b)
    for n in range(len(root)):  # a root comes before all that it stands for
        root[n] = root[root[n]]


def enter(hashes: Hashes, parts: Parts, keys: Hashes, values: Parts) -> None:
    """Put hashes that are all different into the table; 0 is a free place, and no hash."""
    for n in range(len(hashes)):
        slot = np.int64(hashes[n] & np.uint64(len(keys) - 1))
        while keys[slot] != np.uint64(0):
            slot = (slot + 1) & (len(keys) - 1)
        keys[slot] = hashes[n]
        values[slot] = parts[n]


def look_up(hashes: Hashes, keys: Hashes, values: Parts, found: Parts) -> None:
    """found[n] = the part that the table has for a hash; left as it is where it has none."""
    for n in range(len(hashes)):
        slot = np.int64(hashes[n] & np.uint64(len(keys) - 1))
        while keys[slot] != np.uint64(0):
            if keys[slot] == hashes[n]:
                found[n] = values[slot]
                break
            slot = (slot + 1) & (len(keys) - 1)
