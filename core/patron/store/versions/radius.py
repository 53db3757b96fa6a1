"""What a new version of the scheme would change: by how many members, and by whom."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Flow:
    """Members who would hold another tier: how many, and the first of them by id."""

    before: str
    after: str
    members: int
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierCount:
    """How many members hold a tier under the old rules and under the new ones; a year of its benefits for them, as decimal text."""

    tier: str
    before: int
    after: int
    benefits_before: str
    benefits_after: str


@dataclass(frozen=True, slots=True)
class PointsOf:
    """One member's points earned in the 12 months before the day, under both."""

    member: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PointsRadius:
    """Points earned in the 12 months before the day, of everyone; `gain` and `lose` count the members who earn more and fewer.

    `cost_before` and `cost_after` are what all of them are worth when redeemed, as decimal text; None without a rate. `most` names who
    gains or loses most. `uncovered`: redemptions and gifts on record that the new rules' points would not have covered.
    """

    before: int
    after: int
    gain: int
    lose: int
    cost_before: str | None
    cost_after: str | None
    most: tuple[PointsOf, ...]
    uncovered: int


@dataclass(frozen=True, slots=True)
class Blast:
    """What a scheme would change if it took effect on a day: both schemes over all that happened before it.

    `flows` is the long run: the tiers that the recorded purchases give under the old and the new rules, for everyone whose tier
    differs. `carried` is the day itself: tiers of today that the new scheme does not have, and what their members hold instead. Nobody
    else's tier changes on the day; falls come at reviews, rises at purchases. `rise` and `fall` go by the order of the new tiers.
    """

    scheme: str
    version: int  # that holds on the day now
    effective_from: str
    currency: str
    members: int
    rise: int
    fall: int
    flows: tuple[Flow, ...]
    carried: tuple[Flow, ...]
    tiers: tuple[TierCount, ...]
    points: PointsRadius

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields."""
        return asdict(self)
