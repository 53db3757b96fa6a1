"""What a runner gives back: the contract's rows, and on request every purchase and posting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MEMBER_COLUMNS: dict[str, pl.DataType] = {
    "member_id": pl.String(),
    "tier": pl.String(),
    "since": pl.Int32(),  # days since 1970-01-01; null before any change
    "review_on": pl.Int32(),
    "reason": pl.String(),  # null before any change
    "points": pl.Int64(),
    "points_pending": pl.Int64(),
    "points_earned": pl.Int64(),
    "points_expired": pl.Int64(),
    "points_taken_back": pl.Int64(),
    "points_spent": pl.Int64(),
    "spend_12m": pl.Int64(),  # minor units
}
CHANGE_COLUMNS: dict[str, pl.DataType] = {
    "member_id": pl.String(),
    "on": pl.Int32(),
    "from": pl.String(),
    "to": pl.String(),
    "reason": pl.String(),
}
PURCHASE_COLUMNS: dict[str, pl.DataType] = {
    "purchase_id": pl.String(),
    "member_id": pl.String(),
    "day": pl.Int32(),
    "tier": pl.Int16(),  # rank held before the purchase
    "level": pl.Int16(),  # the price level that the order was priced at: a tier's rank, 0 for group orders that no rule prices
    "tier_after": pl.Int16(),
    "points": pl.Int64(),  # that it made, waiting ones included; what returns took back is not taken off
}
POSTING_COLUMNS: dict[str, pl.DataType] = {
    "member_id": pl.String(),
    "on": pl.Int32(),
    "kind": pl.String(),  # a PostingKind
    "rule": pl.String(),  # the rule that made the lot (`opening`, `adjust` for lots without one); of ISSUED that of the vouchers
    "points": pl.Int64(),  # positive
}


class PostingKind(StrEnum):
    """What happened to points. earned - expired - taken_back - spent is the balance; pending - lapsed - withdrawn - released waits."""

    PENDING = "pending"  # a lot began to wait (or was put back)
    LAPSED = "lapsed"  # a waiting lot's time ran out
    WITHDRAWN = "withdrawn"  # a waiting lot made smaller by a return
    RELEASED = "released"  # a lot waits no more: it is earned on that day
    EARNED = "earned"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"
    SPENT = "spent"
    ISSUED = "issued"  # turned into vouchers: within `spent`, told apart by the rule of the vouchers


# What a runner is asked for beside members and changes: nothing; purchases and postings; or of them only what `Evaluation.lines` and
# `Evaluation.posted` say by numbers, which spares making frames that nobody reads (the reference runner then makes them all the same).
Detail = bool | Literal["codes"]


@dataclass(frozen=True, slots=True)
class LinePlaces:
    """By row of `history.lines`: a number of its purchase, of its member (-1: none), and the level that priced it (-1: not known).

    `brought`: the rank to which its purchase raised the member, -1 where it did not. `names`: the member_id of each number of a
    member. Lines after the as-of date have -1 in all four, where the runner made this.
    """

    purchase: npt.NDArray[np.int32]
    member: npt.NDArray[np.int32]
    level: npt.NDArray[np.int16]
    brought: npt.NDArray[np.int16]
    names: pl.Series


@dataclass(frozen=True, slots=True)
class PostingCodes:
    """The postings by column: the row of the member in `names`, the day, and places in `kinds` and `rules`.

    In the order of the frame and summed as there; of a run with detail "codes" in any order, and one by one.
    """

    member: npt.NDArray[np.signedinteger[Any]]
    on: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    rule: npt.NDArray[np.int64]
    points: npt.NDArray[np.int64]
    names: pl.Series
    kinds: tuple[str, ...]
    rules: tuple[str, ...]

    def of(self, *kinds: PostingKind) -> npt.NDArray[np.bool_]:
        """Which are of one of these kinds."""
        import numpy as np

        wanted = np.array([one in kinds for one in self.kinds], dtype=np.bool_)
        found: npt.NDArray[np.bool_] = wanted[self.kind]
        return found


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A runner's answer. `purchases` and `postings` are None unless detail was asked for (`Detail`).

    `members` is sorted by member_id as text; `changes` by member_id, then in order of happening;
    `purchases` (walk-in sales too, as of tier 0) by instant and id; `postings` by member_id, day, kind and rule, summed.
    `lines` and `posted` are what the batch runner knows beside that with detail; `places.places_of` and `postings.posted_of` give
    them of any run.
    """

    members: pl.DataFrame
    changes: pl.DataFrame
    purchases: pl.DataFrame | None = None
    postings: pl.DataFrame | None = None
    lines: LinePlaces | None = None
    posted: PostingCodes | None = None
