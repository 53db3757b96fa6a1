"""Several segments as one history: a day's lines are put between those that were there, by member and time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.files.snapshot.ordering import by_member

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines by member, time and purchase, walk-ins last; `first`: where each member's begin, and where the walk-ins do."""

    frame: pl.DataFrame
    member_ids: pl.Series
    first: Numbers
    single: bool

    @property
    def sold(self) -> int:
        """How many lines are members'."""
        return int(self.first[-1])


def merged_lines(segments: Sequence[Lines]) -> Lines:
    """All segments' lines in order. The first one is the large one; the others are put in order first."""
    if len(segments) == 1:
        return segments[0]
    base = segments[0]
    added, members, counts = by_member(pl.concat([one.frame for one in segments[1:]]))
    first = np.append(0, np.cumsum(counts)).astype(np.int64)
    rest = Lines(added, members, first, all(one.single for one in segments[1:]))
    places = _places(base, rest)
    frame = _inserted(base, rest, places)
    ids = pl.concat([base.member_ids, rest.member_ids]).unique().sort()
    count = np.zeros(len(ids), dtype=np.int64)
    for one in (base, rest):
        count[_index(ids, one.member_ids)] += np.diff(one.first)
    return Lines(frame, ids, np.append(0, np.cumsum(count)).astype(np.int64), base.single and rest.single)


def _index(ids: pl.Series, members: pl.Series) -> Numbers:
    """Where members stand among ids that are in order, or would."""
    return ids.search_sorted(members, side="left").to_numpy().astype(np.int64) if len(members) else np.empty(0, dtype=np.int64)


def _places(base: Lines, rest: Lines) -> Numbers:
    """Before which of the old lines each new line of a member stands."""
    at_index = _index(base.member_ids, rest.member_ids)
    there = np.zeros(len(at_index), dtype=np.bool_)
    inside = at_index < len(base.member_ids)
    there[inside] = (base.member_ids.gather(at_index[inside]) == rest.member_ids.filter(pl.Series(inside))).to_numpy()
    end = base.first[np.minimum(at_index + there, len(base.member_ids))]
    owner = np.repeat(np.arange(len(rest.member_ids)), np.diff(rest.first))
    places = end[owner]
    old, new = base.frame["at"].to_numpy(), rest.frame["at"].to_numpy()[: rest.sold]
    early = there[owner]
    early[early] = old[places[early] - 1] >= new[early]
    ids, fresh = base.frame["purchase_id"], rest.frame["purchase_id"]
    for row in np.flatnonzero(early):  # lines that are not later than all of the member's
        low, high = int(base.first[at_index[owner[row]]]), int(places[row])
        key = (int(new[row]), fresh[int(row)])
        places[row] = low + bisect_left(range(low, high), key, key=lambda one: (int(old[one]), ids[one]))
    return places


def _inserted(base: Lines, rest: Lines, places: Numbers) -> pl.DataFrame:
    """The old lines with the new ones between them, and both sorts of walk-ins behind."""
    total = base.frame.height + rest.frame.height
    order = np.empty(total, dtype=np.uint32 if total < 2**32 else np.uint64)
    target = places + np.arange(rest.sold)
    new = np.zeros(total, dtype=np.bool_)
    new[target] = True
    new[total - (rest.frame.height - rest.sold) :] = True
    order[new] = np.arange(base.frame.height, total)
    order[~new] = np.arange(base.frame.height)
    return pl.concat([base.frame, rest.frame], rechunk=False)[pl.Series(order)]
