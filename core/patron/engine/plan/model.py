"""The compiled plan: a scheme as integers and ranks, the one thing that all runners share.

Money is in minor units (fen), tiers are ranks (0 = the first and lowest), dates are days since
1970-01-01, multipliers are scaled by `MULTIPLIER_SCALE` and rates by `RATE_SCALE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import gcd

from patron.engine.plan.benefits import NO_BENEFITS, Benefits
from patron.engine.plan.cards import CardKind
from patron.engine.plan.conditions import Condition
from patron.engine.plan.coupons import Coupon, Restriction
from patron.engine.plan.price_when import ALWAYS, PriceWhen
from patron.engine.plan.streams import PLAIN, Stream
from patron.engine.plan.uses import Exchange, Quiz, Referral, Vouchers
from patron.scheme.durations import Duration

MULTIPLIER_SCALE = 10_000
RATE_SCALE = 1_000_000


@dataclass(frozen=True, slots=True)
class GoodsFilter:
    """Which lines pass: every filled part must let the line through.

    A line without category passes `category_not`, never `category`; the same holds for the other
    columns. An empty filter lets every line through. `sold_below` and `sold_from` (scaled by RATE_SCALE) look at
    what the file says was paid: amount < sold_below x list_amount, which a line without list amount never passes,
    and amount >= sold_from x list_amount, which it always passes.
    """

    category: tuple[str, ...] = ()
    category_not: tuple[str, ...] = ()
    tender: tuple[str, ...] = ()
    tender_not: tuple[str, ...] = ()
    fields: tuple[
        tuple[str, tuple[str, ...], bool], ...
    ] = ()  # store, channel and a plugin's fields: (column, values, negated); an empty cell passes only negated ones
    sold_below: int | None = None
    sold_from: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """`counting: leave_out`: a line that any part matches counts for no one's qualification or `spend_12m`.

    `sold_below` (scaled by RATE_SCALE): a line is a special price if amount < sold_below x list_amount.
    """

    goods: GoodsFilter | None = None
    tenders: tuple[str, ...] = ()
    sold_below: int | None = None


class LapseTo(StrEnum):
    """Where a member falls who does not keep the tier; a rank stands for a named tier."""

    BELOW = "below"
    REQUALIFIED = "requalified"


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier; `term` None means that it is never reviewed."""

    id: str
    title_zh: str
    title_en: str
    term: Duration | None = None
    grace: Duration | None = None
    lapse_to: LapseTo | int = LapseTo.BELOW
    renews: bool = False  # renews_on: qualification
    gaining_purchase_keeps: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of qualification (`tier` is granted), maintenance (is kept) or group purchase (prices the order)."""

    id: str
    tier: int
    when: Condition


@dataclass(frozen=True, slots=True)
class Withdrawal(Rule):
    """A rule that takes one of the tiers `held` away at a `profile` movement: the member falls to `tier`."""

    held: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Accrual:
    """Points for spend: floor(eligible x multiplier / one_point_per) for a purchase, by the tier held before it."""

    id: str
    tiers: tuple[int, ...]
    goods: GoodsFilter
    one_point_per: int  # minor units of money
    pending_until: int | None = None  # a tier's rank
    pending_for: Duration | None = None


@dataclass(frozen=True, slots=True)
class Multiplier:
    """More points on chosen days, goods or tiers.

    A line's multiplier is the largest that applies to it; those with `stack` are multiplied onto it.
    Unset parts apply always. `weekdays`: Monday = 0. `month_days`: (month, day) of every year.
    """

    id: str
    factor: int  # scaled by MULTIPLIER_SCALE
    tiers: tuple[int, ...]
    goods: GoodsFilter
    weekdays: tuple[int, ...] = ()
    month_days: tuple[tuple[int, int], ...] = ()
    first_day: int | None = None
    last_day: int | None = None
    stack: bool = False


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points given once to a member whose purchases have earned `earned_at_least` within `within` of joining.

    Joining is `joined_on` of the members file, else the date of the first event. The window is the
    dates in [joined, joined + within). The bonus is a lot of its own, earned on the purchase's date.
    """

    id: str
    points: int
    earned_at_least: int
    within: Duration
    tiers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExpiryAfter:
    """A lot earned on d is dead from the start of d + `after`."""

    after: Duration


@dataclass(frozen=True, slots=True)
class ExpiryEachYear:
    """A lot earned on d is good to the end of the first such day on or after d; one year more with `next_year`."""

    month: int
    day: int
    next_year: bool = False


@dataclass(frozen=True, slots=True)
class Redemption:
    """`points` points are worth `worth` minor units."""

    points: int
    worth: int


@dataclass(frozen=True, slots=True)
class Points:
    """Everything about points. Lots come to be in the order of `accrual`, then of `bonuses`, at one purchase."""

    accrual: tuple[Accrual, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    at_most_a_day: int | None = None  # points that accrual rules may make for one member on one date; later lots are cut
    expiry: ExpiryAfter | ExpiryEachYear | None = None
    available_after: Duration | None = None
    allow_below_zero: bool = True
    redemption: Redemption | None = None
    exchange: tuple[Exchange, ...] = ()
    quiz: tuple[Quiz, ...] = ()
    referral: tuple[Referral, ...] = ()
    vouchers: Vouchers | None = None

    @property
    def rate(self) -> tuple[int, int] | None:
        """What points are worth: (points, minor units); by `redemption`, else by the yearly vouchers, else None."""
        if self.redemption is not None:
            return self.redemption.points, self.redemption.worth
        if self.vouchers is None:
            return None
        shared = gcd(self.vouchers.points, self.vouchers.unit)
        return self.vouchers.points // shared, self.vouchers.unit // shared

    @property
    def beside(self) -> tuple[str, ...]:
        """The rules of lots that no purchase makes and no one writes down as an adjustment: quizzes, referrals and prizes."""
        prizes = [prize.id for one in self.exchange for prize in one.prizes if prize.points]
        return (*(one.id for one in self.quiz), *(one.id for one in self.referral), *prizes)


class DiscountKind(StrEnum):
    """How a discount works on a line's running price."""

    RATE = "rate"  # price x value / RATE_SCALE
    OFF = "off"  # value minor units off
    OFF_PER = "off_per"  # value minor units off for each unit of the line's `unit_field`


@dataclass(frozen=True, slots=True)
class Discount:
    """A price for members; discounts of one stack group exclude each other, groups apply in file order."""

    id: str
    tiers: tuple[int, ...]
    goods: GoodsFilter
    kind: DiscountKind
    value: int
    group: int  # index of the stack group, in order of first appearance in the file
    of_list: bool = False  # RATE only: of the list amount rather than of the running price
    unit_field: str = ""
    unit_scale: int = 1  # 10 ** places of the unit field
    unit_only_where: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # (choice column, values): other lines have no such unit; an empty cell passes
    when: PriceWhen = ALWAYS
    part_field: str = ""  # RATE only: the rate is of this money field of the line, which is a part of the price


@dataclass(frozen=True, slots=True)
class PriceFloor:
    """No discount brings a line of these goods below it; a price that is below already stays.

    Either `of_list` (scaled by RATE_SCALE, of the list amount, rounded up to the minor unit) or `field`, a money
    field that holds it for the whole line; a line without the amount has no such floor. The highest that fits holds.
    """

    id: str
    goods: GoodsFilter
    of_list: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A scheme compiled. Ranks index `tiers`."""

    scheme: str
    industry: str
    currency: str
    places: int  # of the currency
    time_zone: str
    tiers: tuple[Tier, ...]
    qualification: tuple[Rule, ...] = ()
    maintenance: tuple[Rule, ...] = ()
    group_purchase: tuple[Rule, ...] = ()
    group_counts_for_buyer: bool = False
    withdrawal: tuple[Withdrawal, ...] = ()
    profile_fields: tuple[str, ...] = ()  # every field of members that the scheme names anywhere
    leave_out: LeaveOut = LeaveOut()
    streams: tuple[Stream, ...] = (PLAIN,)  # what purchases add to measures; the first is the plain counted amount
    seasons: tuple[tuple[int, int], ...] = ()  # (month, day) of their starts, in order
    returns_withdraw_tier: bool = True
    points: Points = Points()
    discounts: tuple[Discount, ...] = ()
    price_floors: tuple[PriceFloor, ...] = ()
    priced_as_after: bool = False  # qualifying_purchase: {priced_as: after}
    coupons: tuple[Coupon, ...] = ()
    restricted: tuple[Restriction, ...] = ()
    cards: tuple[CardKind, ...] = ()
    benefits: Benefits = NO_BENEFITS
