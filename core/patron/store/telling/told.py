"""What a statement says: where a member stands, her lots by the day they die, and what is missing to higher tiers and to this one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class GapTold:
    """One thing that is missing; figures are money as decimal text, counts, or units as text. Days are ISO dates.

    `kind` is one of `more`, `alone`, `tier`, `field`, `nothing` (see `patron.store.telling.progress.Kind`). `by` is the last day of
    purchases for which `more` is what is missing, `since` the first one where that is later than today.
    """

    kind: str
    measure: str  # or the profile's field
    have: str | int | None
    more: str | int | None
    since: str | None
    by: str | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule and what is missing to it: each of `ways` fulfils it; `zh` and `en` say them all in a phrase."""

    rule: str
    tier: str  # that it grants or keeps
    holds: bool
    possible: bool  # by purchases, the profile or an introducer
    ways: tuple[tuple[GapTold, ...], ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class LotTold:
    """Points that came at once, or that die on one day; ISO dates, None: they do not wait, or die."""

    points: int
    rule: str
    earned: str | None
    available_from: str | None
    good_until: str | None  # the last day; of waiting points: on which they may still be released
    waits_for: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a member stands at the end of a day. `titles`: of the tiers named here, by id, as {zh, en}.

    `lots` are in the order in which they die; `worth` is what the points may be redeemed for, as decimal text. `rise` has the rules
    of higher tiers, lowest first, `keep` those that keep this tier (empty: it is not reviewed). Vouchers, entitlements and cards are
    those with something left.
    """

    member: str
    on: str
    version: int
    tier: str
    since: str | None
    review_on: str | None
    in_grace_until: str | None
    reason: str | None
    points: int
    points_pending: int
    worth: str | None
    currency: str
    spend_12m: str
    lots: tuple[LotTold, ...]
    rise: tuple[RuleTold, ...]
    keep: tuple[RuleTold, ...]
    titles: dict[str, dict[str, str]]
    vouchers: tuple[dict[str, Any], ...] = ()
    entitlements: tuple[dict[str, Any], ...] = ()
    cards: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """A tier change as it stands in the record: `version` is the scheme's that decided it, `recorded_at` when; None: not yet written."""

    on: str
    before: str
    after: str
    reason: str
    version: int | None = None
    recorded_at: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedTold:
    """A rule as it was judged: `facts` are its tests with their figures, in the language asked for."""

    rule: str
    tier: str
    occasion: str
    on: str
    purchase: str | None
    holds: bool
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """The movement that granted a tier: who approved it, and the first day on which it is held no more."""

    id: str
    by: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """How a member stood at a moment, by what was known at another one. ISO dates; `spend_12m` is decimal text.

    `decided_by` are the judgements by which the tier was come to, kept or lost, `judged` all of them in order.
    """

    tier: str
    since: str | None
    review_on: str | None
    reason: str | None
    granted: Grant | None
    points: int
    points_pending: int
    spend_12m: str
    changes: tuple[ChangeTold, ...]
    decided_by: tuple[JudgedTold, ...]
    judged: tuple[JudgedTold, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """An event dated up to the moment that was recorded after it."""

    kind: str  # purchase, return, or a movement's kind
    id: str
    at: str
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a member has, or had at a moment, her tier and points: as known `then`, and as known `now`.

    `then` is None where nothing was known of her; it equals `now` where nothing came late. `lines` say it in the language asked for.
    """

    member: str
    at: str  # ISO, with the offset of the scheme's zone
    version: int  # of the scheme in force at the moment
    now: Known
    then: Known | None
    late: tuple[Late, ...]
    undone: tuple[ChangeTold, ...]  # changes that stood in the record at the moment, and were taken back since
    lang: str
    lines: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields."""
        return asdict(self)
