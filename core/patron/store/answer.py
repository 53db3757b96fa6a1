"""What the store answers: the decision with its reasons. Equal decisions are equal JSON."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A tier change that was decided, or with `undone` one that a late event overturned. `on` is an ISO date; tiers are ids."""

    member: str
    on: str
    before: str
    after: str
    reason: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class PointsMoved:
    """Points of a `PostingKind`, as of an ISO date; below zero: less than was posted before a late event."""

    member: str
    on: str
    kind: str
    rule: str
    points: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule as it was judged; `facts` are the measures that it was decided by, as text (`spend 52,000 of 50,000`)."""

    rule: str
    occasion: str  # an `Occasion` of `patron.engine.reference.judging`
    holds: bool
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of one operation. `member` is the external id; empty for a walk-in sale and for cards that name nobody.

    `version` is the number of the scheme version that decided. `late`: dated before what had been decided, so that differences were
    posted. `detail` has what only this operation tells (a card's balance, what is left of a benefit, the priced lines), JSON values only.
    """

    op: str
    id: str
    at: str  # ISO, with the offset of the scheme's zone
    version: int
    member: str = ""
    tier_before: str = ""
    tier: str = ""
    points: int = 0
    points_pending: int = 0
    changes: tuple[Change, ...] = ()
    moved: tuple[PointsMoved, ...] = ()
    reasons: tuple[Reason, ...] = ()
    late: bool = False
    dry_run: bool = False
    detail: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields."""
        told: dict[str, Any] = {name: getattr(self, name) for name in _OWN}
        for part in ("changes", "moved", "reasons"):
            told[part] = tuple({name: getattr(one, name) for name in type(one).__slots__} for one in told[part])
        return {**told, "detail": deepcopy(self.detail)}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Decision:
        """The decision that an idempotency key kept."""
        parts = {
            "changes": tuple(Change(**one) for one in told["changes"]),
            "moved": tuple(PointsMoved(**one) for one in told["moved"]),
            "reasons": tuple(Reason(**{**one, "facts": tuple(one["facts"])}) for one in told["reasons"]),
        }
        return cls(**{**told, **parts})


_OWN = tuple(one.name for one in fields(Decision))  # in order
