"""What a `*_test.yaml` file may say, as pydantic models; the industry's line fields are added to lines by `model_for`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, create_model, model_validator
from pydantic_core import PydanticCustomError

from patron.scheme.model.base import Section
from patron.scheme.values import Count, Day, Money, Number, as_list
from patron.vocabulary import FieldKind, Industry

NONE = "none"

_Kind = TypeVar("_Kind", bound=Section)


def _text(value: Any) -> Any:
    return value if isinstance(value, dict | list) or value is None else str(value)


def _or_none(value: Any) -> Any:
    """`none` (or nothing) stands for an empty cell."""
    return None if value is None or str(value) in {NONE, ""} else value


def _whole(value: Any) -> Any:
    """A whole number of either sign."""
    text = str(value)
    if not text.removeprefix("-").isdigit() or len(text) > 16:
        raise PydanticCustomError("not-a-number", "{got} is not a whole number", {"got": repr(text)})
    return int(text)


def _one_member(value: Any) -> Any:
    return value if isinstance(value, dict) else {"id": value}


def _by_member(value: Any) -> Any:
    """Expectations of a test with one member stand without its id; the id then is the empty text."""
    mappings = isinstance(value, dict) and all(isinstance(item, dict) for item in value.values())
    if isinstance(value, dict) and value and (set(value) <= {"entitlements", "cards"} or not mappings):
        return {"": value}
    return value


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Whole = Annotated[int, BeforeValidator(_whole)]
MaybeText = Annotated[Text | None, BeforeValidator(_or_none)]
MaybeDay = Annotated[Day | None, BeforeValidator(_or_none)]


class MemberSpec(Section):
    """A row of the members file."""

    id: Text
    joined_on: Day | None = None
    birthday: Day | None = None
    referred_by: Text | None = None
    phone: Text | None = None
    name: Text | None = None
    opening_on: Day | None = None
    opening_tier: Text | None = None
    opening_since: Day | None = None
    opening_points: Whole | None = None


class LineSpec(Section):
    """A line of a purchase or of a basket; the industry's fields are added by `model_for`."""

    amount: Money
    category: Text | None = None
    quantity: Number | None = None
    list_amount: Money | None = None
    store: Text | None = None
    channel: Text | None = None
    staff: Text | None = None
    tender: Text | None = None


class EventSpec(Section):
    """What every event has: an id, a time and a member, each of which may be left to be filled in."""

    id: Text | None = None
    on: Day | None = None
    at: Text | None = None
    member: Text | None = None
    note: str = ""

    @model_validator(mode="after")
    def _has_a_time(self) -> EventSpec:
        return _exactly_one(self, "on", "at")


def _exactly_one(section: _Kind, first: str, second: str) -> _Kind:
    if (getattr(section, first) is None) == (getattr(section, second) is None):
        raise PydanticCustomError(
            "exactly-one",
            "needs {first} or {second}, and not both",
            {"first": repr(first), "second": repr(second), "keys": [first, second]},
        )
    return section


class PurchaseSpec(EventSpec):
    """A purchase: one amount, or lines."""

    amount: Money | None = None
    category: Text | None = None
    quantity: Number | None = None
    list_amount: Money | None = None
    store: Text | None = None
    channel: Text | None = None
    staff: Text | None = None
    tender: Text | None = None
    group: Text | None = None
    lines: list[LineSpec] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _has_an_amount(self) -> PurchaseSpec:
        return _exactly_one(self, "amount", "lines")


class ReturnLine(Section):
    """What of one category is taken back."""

    amount: Money
    category: Text | None = None


class ReturnSpec(EventSpec):
    """A return of a purchase."""

    of: Text
    amount: Money | None = None
    category: Text | None = None
    lines: list[ReturnLine] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _has_an_amount(self) -> ReturnSpec:
        return _exactly_one(self, "amount", "lines")


class MovementSpec(EventSpec):
    """A row of the movements file."""

    kind: Text
    points: Whole | None = None
    amount: Money | None = None
    to: Text | None = None
    ref: Text | None = None
    value: MaybeText = None
    by: Text | None = None


class ChangeSpec(Section):
    """A change of tier; keys left out are not compared."""

    on: Day | None = None
    from_: Text | None = Field(None, alias="from")
    to: Text | None = None
    reason: Text | None = None


class CardSpec(Section):
    """What must have come of one prepaid card; keys left out are not compared."""

    state: Text | None = None
    rule: Text | None = None
    valid_until: Day | None = None
    value: Money | None = None
    used: Money | None = None
    balance: Money | None = None
    paid: Money | None = None
    recognised: Money | None = None
    expired_unused: Money | None = None
    services_left: dict[str, Count] | None = None


class EntitlementSpec(Section):
    """What must have come of one benefit, all its issues together; keys left out are not compared."""

    granted: Count | None = None
    carried: Count | None = None
    used: Count | None = None
    lapsed: Count | None = None
    left: Count | None = None


class Expectation(Section):
    """What must come out for one member; keys left out are not compared."""

    tier: Text | None = None
    since: MaybeDay = None
    review_on: MaybeDay = None
    reason: MaybeText = None
    points: Whole | None = None
    points_pending: Count | None = None
    points_earned: Count | None = None
    points_expired: Count | None = None
    points_taken_back: Count | None = None
    points_spent: Count | None = None
    spend_12m: Money | None = None
    vouchers_issued: Money | None = None
    vouchers_left: Money | None = None
    changes: list[ChangeSpec] | None = None
    entitlements: dict[str, EntitlementSpec] | None = None
    cards: dict[str, CardSpec] | None = None


class PriceExpectation(Section):
    """What a basket must cost; keys left out are not compared."""

    total: Money | None = None
    lines: list[Money] | None = None
    discounts: list[Text] | None = None
    lost: dict[str, Text] | None = None
    coupons: dict[str, Money] | None = None
    to_pay: Money | None = None
    points: Count | None = None
    refused: list[Text] | None = None


class BasketLineSpec(LineSpec):
    """A line of a basket, whose amount the industry's formula may make."""

    amount: Money | None = None  # type: ignore[assignment]  # the one key that a purchase must have and a basket need not


class BasketSpec(Section):
    """A basket priced as a tier, on a date and for a customer where prices ask for them."""

    tier: Text
    on: Day | None = None
    birthday: Day | None = None
    profile: dict[str, Text] | None = None
    coupons: Annotated[list[Text], BeforeValidator(as_list)] = Field(default_factory=list)
    points: Count = 0
    lines: list[BasketLineSpec] = Field(min_length=1)
    expect: PriceExpectation
    note: str = ""


class CaseSpec(Section):
    """A test."""

    name: Text
    note: str = ""
    as_of: Day | None = None
    members: list[Annotated[MemberSpec, BeforeValidator(_one_member)]] = Field(default_factory=list)
    purchases: list[PurchaseSpec] = Field(default_factory=list)
    returns: list[ReturnSpec] = Field(default_factory=list)
    movements: list[MovementSpec] = Field(default_factory=list)
    expect: Annotated[dict[str, Expectation] | None, BeforeValidator(_by_member), Field(min_length=1)] = None
    price: Annotated[list[BasketSpec], BeforeValidator(as_list)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _expects_something(self) -> CaseSpec:
        if not self.price and not any(item.model_fields_set for item in (self.expect or {}).values()):
            raise PydanticCustomError(
                "missing-key", "the test {name} expects nothing: give it 'expect' or 'price'", {"name": repr(self.name)}
            )
        return self


class TestsSpec(Section):
    """A `*_test.yaml` file."""

    scheme: Text | None = None
    as_of: Day | None = None
    note: str = ""
    tests: list[CaseSpec] = Field(min_length=1)


def model_for(industry: Industry, profile_fields: Sequence[str] = ()) -> type[TestsSpec]:
    """The file's model with the industry's line fields as further keys of every line, and `profile_fields` as keys of every member."""
    kinds: dict[FieldKind, Any] = {FieldKind.MONEY: Money, FieldKind.DECIMAL: Number, FieldKind.CHOICE: Text, FieldKind.TEXT: Text}
    extra: dict[str, Any] = {field.name: (kinds[field.kind] | None, None) for field in industry.fields}
    line = create_model("LineSpec", __base__=LineSpec, **extra)
    purchase = create_model("PurchaseSpec", __base__=PurchaseSpec, **extra, lines=(list[line] | None, Field(None, min_length=1)))
    basket_line = create_model("BasketLineSpec", __base__=BasketLineSpec, **extra)
    basket = create_model("BasketSpec", __base__=BasketSpec, lines=(list[basket_line], Field(min_length=1)))
    profile: dict[str, Any] = {
        f"profile_field_{index}": (Text | None, Field(None, alias=name)) for index, name in enumerate(profile_fields)
    }
    member = create_model("MemberSpec", __base__=MemberSpec, **profile)
    case = create_model(
        "CaseSpec",
        __base__=CaseSpec,
        members=(list[Annotated[member, BeforeValidator(_one_member)]], Field(default_factory=list)),
        purchases=(list[purchase], Field(default_factory=list)),
        price=(Annotated[list[basket], BeforeValidator(as_list)], Field(default_factory=list)),
    )
    return create_model("TestsSpec", __base__=TestsSpec, tests=(list[case], Field(min_length=1)))
