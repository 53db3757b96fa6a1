"""Closed sets of members, put together to parts that fit in memory: no row of a part is about a member of another one.

Sets are joined by what the checks and the runners look at together: introductions and rewards for them where the scheme has such
rules, gifts, ids that stand in two places, what a return takes back, purchases that movements name, and limits that hold for all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.store.importing.pieces import Hashes, Keys, hashed, purchase_key
from patron.store.reading.closure import Links

_SIXTEENTHS = 16
PART = 250_000  # rows of all files that are decided and written at once, unless a closed set is larger
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """`known`: some member of it stands in the store already, so that it is decided with what is stored."""

    number: int
    known: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """The part of every member by her key; `keys` rise. Members whom nothing happened to are in none."""

    keys: Hashes
    part: npt.NDArray[np.int32]
    all: tuple[Part, ...]

    def of(self, keys: pl.Series) -> pl.Series:
        """The numbers of the parts that members are in."""
        places = np.searchsorted(self.keys, keys.to_numpy())
        return pl.Series("part", self.part[places], dtype=pl.Int32)


@dataclass(frozen=True, slots=True)
class Stored:
    """Members who stand in the store: their keys, and how many purchases each has there."""

    keys: Hashes
    purchases: Numbers


def parts_of(rest: History, keys: Keys, plan: Plan, links: Links, stored: Stored) -> Parts:
    """Put the members of all files into parts; what the store has of them is read with them, and counts as much."""
    listed = rest.members.select(hashed("member_id"))["member_id"].to_numpy()
    moved = _moved(rest.movements)
    pairs = [
        _same_purchase(keys),
        _taken_back(keys),
        _named_purchases(rest.movements, keys),
        _movements(moved, plan),
    ]
    if links.referrer_tier or links.referral:
        pairs.append(_introductions(rest))
    edges = np.concatenate(pairs)
    nodes, rows = _counted(keys.member, np.concatenate([listed, moved["key"].to_numpy(), edges.reshape(-1)]))
    sets = joined_sets(len(nodes), np.searchsorted(nodes, edges))
    known = np.zeros(len(nodes), dtype=np.bool_)
    known[sets[np.isin(nodes, stored.keys)]] = True  # by the first of each set
    there = np.isin(stored.keys, nodes)
    np.add.at(rows, np.searchsorted(nodes, stored.keys[there]), stored.purchases[there])
    return _packed(nodes, rows, sets, known[sets])


def _counted(many: Hashes, others: Hashes) -> tuple[Hashes, Numbers]:
    """The different keys of both, and how many rows each stands in."""
    first, count = np.unique(many, return_counts=True)
    further, more = np.unique(others, return_counts=True)
    nodes = np.union1d(first, further)
    rows = np.zeros(len(nodes), dtype=np.int64)
    rows[np.searchsorted(nodes, first)] += count
    rows[np.searchsorted(nodes, further)] += more
    return nodes, rows


def _packed(nodes: Hashes, rows: Numbers, sets: Numbers, known: npt.NDArray[np.bool_]) -> Parts:
    """Whole sets one after another into parts of about PART rows, those with stored members apart."""
    order = np.lexsort((sets, known))
    ends = np.cumsum(rows[order])
    fresh = np.ones(len(nodes), dtype=np.bool_)
    fresh[1:] = sets[order][1:] != sets[order][:-1]
    before = (ends - rows[order])[fresh]  # rows in front of each set
    kind = known[order][fresh]
    number = np.zeros(len(before), dtype=np.int64)
    start, part = 0, 0
    ends_of = np.append(before[1:], ends[-1:])
    for index in range(len(before)):  # a loop over sets; each is a member with whom she is linked
        if index and (kind[index] != kind[index - 1] or ends_of[index] - start > PART):
            part += 1
            start = int(before[index])
        number[index] = part
    of_node = np.empty(len(nodes), dtype=np.int32)
    of_node[order] = number[np.cumsum(fresh) - 1]
    first_of = np.unique(number, return_index=True)[1]
    return Parts(nodes, of_node, tuple(Part(int(number[index]), bool(kind[index])) for index in first_of))


def joined_sets(count: int, edges: Numbers) -> Numbers:
    """The smallest node that each of `count` nodes is joined to by `edges`, shape (n, 2)."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in edges.tolist():
        low, high = sorted((root(left), root(right)))
        parent[high] = low
    found = np.array(parent, dtype=np.int64)
    while True:
        further = found[found]
        if np.array_equal(further, found):
            return found
        found = further


def _edges(left: pl.Series | Hashes, right: pl.Series | Hashes) -> Hashes:
    return np.stack([np.asarray(left, dtype=np.uint64), np.asarray(right, dtype=np.uint64)], axis=1)


def _frame_edges(frame: pl.DataFrame) -> Hashes:
    """A frame of two columns of keys, without rows that lack one."""
    whole = frame.drop_nulls()
    return _edges(whole.to_series(0), whole.to_series(1))


def _same_purchase(keys: Keys) -> Hashes:
    """Rows with one id are one purchase, whoever they name."""
    found = []
    for part in range(_SIXTEENTHS) if len(keys.purchase) > PART else (None,):  # a sort of all would take more memory than the keys
        rows = slice(None) if part is None else np.flatnonzero(keys.purchase >> np.uint64(60) == part)
        purchase, member = keys.purchase[rows], keys.member[rows]
        order = np.argsort(purchase)
        purchase, member = purchase[order], member[order]
        differ = (purchase[1:] == purchase[:-1]) & (member[1:] != member[:-1])
        found.append(_edges(member[1:][differ], member[:-1][differ]))
    return np.concatenate(found)


def _taken_back(keys: Keys) -> Hashes:
    return _buyers(keys, keys.member[keys.returns], keys.returned)


def _buyers(keys: Keys, members: Hashes, purchases: Hashes) -> Hashes:
    """Members, each with the buyer of a purchase where that is another; purchases that no row has are left out."""
    own = np.flatnonzero(np.isin(keys.purchase, np.unique(purchases)))
    if not len(own):
        return _edges(members[:0], members[:0])
    own = own[np.argsort(keys.purchase[own])]
    ids = keys.purchase[own]
    places = np.minimum(np.searchsorted(ids, purchases), len(own) - 1)
    buyers = keys.member[own[places]]
    differ = (ids[places] == purchases) & (buyers != members)
    return _edges(members[differ], buyers[differ])


def _moved(movements: pl.DataFrame) -> pl.DataFrame:
    """The movements with the `key` of whose they are; those of nobody are of the first set of walk-ins."""
    nobody = pl.lit(0, dtype=pl.UInt64())
    return movements.select(
        "movement_id",
        "kind",
        "ref",
        key=pl.when(pl.col("member_id").is_null()).then(nobody).otherwise(hashed("member_id")),
        receiver=pl.when(pl.col("to_member").is_not_null()).then(hashed("to_member")),
    )


def _named_purchases(movements: pl.DataFrame, keys: Keys) -> Hashes:
    named = movements.filter(pl.col("kind").is_in(["use_coupon", "card_pay"]) & pl.col("value").is_not_null())
    moved = _moved(named)
    return _buyers(keys, moved["key"].to_numpy(), named.select(purchase_key("value"))["value"].to_numpy())


def _movements(moved: pl.DataFrame, plan: Plan) -> Hashes:
    """Gifts; movements with one id; and what a limit for everyone, or one desk of cards, counts together."""
    gifts = moved.select("key", "receiver")
    first = moved.with_columns(other=pl.col("key").first().over("movement_id")).select("key", "other")
    limited = [one.id for one in plan.points.exchange if one.in_total is not None]
    shared = (pl.col("kind") == "exchange") & pl.col("ref").is_in(limited)
    shared |= pl.col("kind").str.starts_with("card_")
    if any(coupon.at_most is not None for coupon in plan.coupons):
        shared |= pl.col("kind") == "use_coupon"
    together = moved.filter(shared)
    together = together.with_columns(other=pl.col("key").first()).select("key", "other")
    parts = [_frame_edges(part.filter(pl.nth(0) != pl.nth(1))) for part in (gifts, first, together)]
    return np.concatenate(parts)


def _introductions(rest: History) -> Hashes:
    listed = rest.members.filter(pl.col("referred_by").is_not_null())
    told = rest.movements.filter((pl.col("kind") == "profile") & (pl.col("ref") == "referred_by") & pl.col("value").is_not_null())
    own = told.filter(pl.col("member_id").is_not_null())
    return np.concatenate(
        [
            _frame_edges(listed.select(hashed("member_id"), hashed("referred_by"))),
            _frame_edges(own.select(hashed("member_id"), hashed("value"))),
        ]
    )


def keys_of(ids: Collection[str]) -> Hashes:
    """The keys of members by their ids."""
    return pl.Series("member_id", list(ids), dtype=pl.String).to_frame().select(hashed("member_id"))["member_id"].to_numpy()
