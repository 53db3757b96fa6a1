"""What may be told to the store: every figure a plain decimal within bounds, every text short and printable.

Amounts are decimals in the scheme's currency (`Decimal("199.00")`); the store turns them into minor units and refuses more places
than the currency has. `at` is a datetime; without an offset it is local time in the scheme's zone; empty: now. An empty id is made
up by the store (`p-`, `r-`, `m-` and a number that no other has) — with an idempotency key, from the key, so that a retry names the same.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

LONGEST_TEXT = 200
LARGEST_AMOUNT = Decimal(10) ** 12
MOST_POINTS = 10**12


def _printable(text: str) -> str:
    if any(ord(sign) < 32 or ord(sign) == 127 or 0xD800 <= ord(sign) < 0xE000 for sign in text):
        raise ValueError("control characters are no text")
    if text != text.strip() or not text:
        raise ValueError("empty, or with blanks around it")
    return text


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_printable)]
Amount = Annotated[Decimal, Field(ge=0, le=LARGEST_AMOUNT, allow_inf_nan=False)]
Points = Annotated[int, Field(ge=-MOST_POINTS, le=MOST_POINTS, strict=True)]


class Input(BaseModel):
    """Unknown keys are refused; values are not changed after."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class LineIn(Input):
    """A line of a purchase. Without `amount` the store prices `list_amount` (and the plugin's fields) by the scheme."""

    amount: Amount | None = None
    line: Text | None = None
    category: Text | None = None
    quantity: Amount | None = None
    list_amount: Amount | None = None
    store: Text | None = None
    channel: Text | None = None
    staff: Text | None = None
    tender: Text | None = None
    fields: dict[str, Text | Decimal | int] = Field(default_factory=dict)  # the plugin's line columns


class PurchaseIn(Input):
    """A sale at a till; without `member` a walk-in sale."""

    member: Text | None = None  # member id, card or phone
    lines: tuple[LineIn, ...] = Field(min_length=1, max_length=1000)
    id: Text | None = None
    at: datetime | None = None
    group_id: Text | None = None


class ReturnedIn(Input):
    """Goods of a category taken back; the amount is positive."""

    amount: Amount
    category: Text | None = None


class ReturnIn(Input):
    """Goods of one purchase brought back; without `rows` all that is left of it."""

    purchase: Text
    rows: tuple[ReturnedIn, ...] = Field(default=(), max_length=1000)
    id: Text | None = None
    at: datetime | None = None


class MovementIn(Input):
    """Anything else: a kind of `patron.engine.validate.kinds.KINDS`."""

    kind: Text
    member: Text | None = None  # member id, card or phone; empty only for cards
    id: Text | None = None
    at: datetime | None = None
    points: Points | None = None
    amount: Amount | None = None
    to_member: Text | None = None
    ref: Text | None = None
    value: Text | None = None
    by: Text | None = None
    until: date | None = None  # of `grant_tier`: the first day on which the tier is held no more


class MemberIn(Input):
    """A new member, with balances from another system where there are any."""

    member: Text  # the company's own id
    name: Text | None = None
    phone: Text | None = None
    birthday: date | None = None
    joined_on: date | None = None
    referred_by: Text | None = None
    card: Text | None = None  # a membership card's number, to be found by
    profile: dict[str, Text] = Field(default_factory=dict, max_length=100)
    opening_on: date | None = None
    opening_tier: Text | None = None
    opening_since: date | None = None
    opening_points: Points | None = None
