"""What may be told to the store: every figure a plain decimal within bounds, every text short and printable.

Amounts are decimals in the scheme's currency (`Decimal("199.00")`); the store turns them into minor units and refuses more places
than the currency has. `at` is a datetime; without an offset it is local time in the scheme's zone; empty: now. An empty id is made
up by the store (`p-`, `r-`, `m-` and a number that no other has) — with an idempotency key, from the key, so that a retry names the same.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError, PydanticKnownError

LONGEST_TEXT = 200
LARGEST_AMOUNT = Decimal(10) ** 12
MOST_POINTS = 10**12
FIRST_YEAR, LAST_YEAR = 2, 9998  # a day before and after the first and last still are dates
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # what no database, file or terminal takes as text
_FIGURE = re.compile(r"[+-]?[0-9._]*")


def is_text(text: str) -> bool:
    """Whether a text is without control characters and halves of characters."""
    return _CONTROL.search(text) is None


def _printable(text: str) -> str:
    if not is_text(text):
        raise ValueError("control characters are no text")
    if text != text.strip() or not text:
        raise ValueError("empty, or with blanks around it")
    return text


def _written_day(told: Any) -> Any:
    """Days and times are told as such or in ISO form: a figure would be read as seconds since 1970."""
    if not isinstance(told, date | str) or (isinstance(told, str) and _FIGURE.fullmatch(told.strip())):
        raise PydanticKnownError("date_type")
    return told


def _written_time(told: Any) -> Any:
    if not isinstance(told, date | str) or (isinstance(told, str) and _FIGURE.fullmatch(told.strip())):
        raise PydanticKnownError("datetime_type")
    return told


def _in_calendar(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("calendar", "the year is outside the calendar")
    return day


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_printable)]
Amount = Annotated[Decimal, Field(ge=0, le=LARGEST_AMOUNT, allow_inf_nan=False)]
Points = Annotated[int, Field(ge=-MOST_POINTS, le=MOST_POINTS, strict=True)]
Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_in_calendar)]
Time = Annotated[datetime, BeforeValidator(_written_time)]


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
    at: Time | None = None
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
    at: Time | None = None


class MovementIn(Input):
    """Anything else: a kind of `patron.engine.validate.kinds.KINDS`."""

    kind: Text
    member: Text | None = None  # member id, card or phone; empty only for cards
    id: Text | None = None
    at: Time | None = None
    points: Points | None = None
    amount: Amount | None = None
    to_member: Text | None = None
    ref: Text | None = None
    value: Text | None = None
    by: Text | None = None
    until: Day | None = None  # of `grant_tier`: the first day on which the tier is held no more


class MemberIn(Input):
    """A new member, with balances from another system where there are any."""

    member: Text  # the company's own id
    name: Text | None = None
    phone: Text | None = None
    birthday: Day | None = None
    joined_on: Day | None = None
    referred_by: Text | None = None
    card: Text | None = None  # a membership card's number, to be found by
    profile: dict[str, Text] = Field(default_factory=dict, max_length=100)
    opening_on: Day | None = None
    opening_tier: Text | None = None
    opening_since: Day | None = None
    opening_points: Points | None = None
