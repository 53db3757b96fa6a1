"""What members come out as: the rows of state, changes, postings and lots that should stand, whichever way they were decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from patron.store.answer import Change, PointsMoved

Row = dict[str, Any]
ChangeKey = tuple[int, str, str, str]  # on, before, after, reason; tiers as ids
PostingKey = tuple[int, str, str]  # on, kind, rule

# The columns of a state that are decided; `version`, `lots_known` and `rights_version` keep house.
DECIDED = (
    "tier",
    "since",
    "review_on",
    "reason",
    "points",
    "points_pending",
    "points_earned",
    "points_expired",
    "points_taken_back",
    "points_spent",
    "last_at",
    "last_id",
    "last_kind",
    "decided_to",
    "next_due",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member as decided: `state` has the columns DECIDED; `postings` are sums; `lots` by number, without the column `member`."""

    state: Row
    changes: tuple[ChangeKey, ...]
    postings: dict[PostingKey, int]
    lots: dict[int, Row]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation did to one member: changes and points that were added or taken back, and the state before and after."""

    number: int
    member: str
    before: Row | None
    state: Row
    changes: tuple[Change, ...] = ()
    moved: tuple[PointsMoved, ...] = ()
