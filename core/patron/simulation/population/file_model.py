"""The population file: one class a part, every key with its type and a sentence for editors; each part says where it comes from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, WrapValidator
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import PydanticCustomError

from patron.scheme.model.base import RuleId, Section
from patron.simulation.inputs.values import (
    Customers,
    Figure,
    Months,
    Multiple,
    NotNegative,
    Part,
    Positive,
    SourceText,
    UnitDays,
)


def _twelve(value: Any) -> Any:
    return _of_length(value, 12, "a figure for each of the twelve months, from January")


def _seven(value: Any) -> Any:
    return _of_length(value, 7, "a figure for each of the seven weekdays, from Monday")


def _of_length(value: Any, length: int, what: str) -> Any:
    if isinstance(value, list) and len(value) != length:
        raise PydanticCustomError("season-incomplete", "there are {got} figures and not {what}", {"got": len(value), "what": what})
    return value


class Timing(Section):
    """How often customers buy, and when they stop."""

    model: Literal["bg-nbd", "pareto-nbd"] = Field(description="`bg-nbd` with r, alpha, a, b or `pareto-nbd` with r, alpha, s, beta.")
    unit: UnitDays = Field(description="The unit of time that the rates are in.")
    r: Positive = Field(description="Shape of the purchase rates between customers.")
    alpha: Positive = Field(description="Scale of the purchase rates, in units of time.")
    a: Positive | None = Field(None, description="bg-nbd: first parameter of the chance to stop after a purchase.")
    b: Positive | None = Field(None, description="bg-nbd: second parameter of the chance to stop after a purchase.")
    s: Positive | None = Field(None, description="pareto-nbd: shape of the drop-out rates between customers.")
    beta: Positive | None = Field(None, description="pareto-nbd: scale of the drop-out rates, in units of time.")
    source: SourceText


class Amounts(Section):
    """How much is on a bill, in whole units of the currency."""

    model: Literal["gamma-gamma"] = Field(description="Amounts are gamma(p, nu), and nu differs between customers as gamma(q, gamma).")
    p: Positive = Field(description="Shape of one customer's amounts.")
    q: Positive = Field(description="Shape between customers; above 1.")
    gamma: Positive = Field(description="Scale between customers; the mean amount is p × gamma ÷ (q − 1).")
    source: SourceText


class Arrival(Section):
    """How customers come."""

    before: Months = Field(description="How long before the launch the company began to know its customers.")
    new_each_year: Multiple = Field(description="New customers a year from the launch on, as a share of those known at the launch.")
    source: SourceText


class Cell(Section):
    """A cell of made lines: a text or number as it is, or a part of the amount."""

    value: str | None = Field(None, description="The text or number itself.")
    amount_per: Positive | None = Field(None, description="The amount divided by this: grams at 600 a gram are `amount_per: 600`.")


def _or_value(value: Any, handler: ModelWrapValidatorHandler[Cell]) -> Cell:
    return handler(value if isinstance(value, dict | list | Cell) else {"value": value})


_CELL_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number"]},
        {
            "type": "object",
            "properties": {"amount_per": {"type": "number", "exclusiveMinimum": 0}},
            "required": ["amount_per"],
            "additionalProperties": False,
        },
    ]
}
CellOrValue = Annotated[Cell, WrapValidator(_or_value), WithJsonSchema(_CELL_SCHEMA)]


class GoodsItem(Section):
    """One kind of goods."""

    category: str | None = Field(None, description="A category of the industry.")
    share: Part = Field(description="Share of purchases.")
    price: Positive = Field(1.0, description="Its amounts as a multiple of the customer's own level.")
    list_ratio: Positive = Field(1.0, description="The list price as a multiple of what is paid.")
    cells: dict[str, CellOrValue] = Field(default_factory=dict, description="The industry's line fields, and `quantity`.")


class GoodsPart(Section):
    """What is bought."""

    items: list[GoodsItem] = Field(min_length=1, description="Kinds of goods; their shares add up to 100 %.")
    source: SourceText


class SeasonPart(Section):
    """When in the year and the week purchases are made."""

    months: Annotated[list[NotNegative], BeforeValidator(_twelve)] = Field(
        default_factory=lambda: [1.0] * 12, description="January first, relative to each other."
    )
    weekdays: Annotated[list[NotNegative], BeforeValidator(_seven)] = Field(
        default_factory=lambda: [1.0] * 7, description="Monday first, relative to each other."
    )
    source: SourceText


class Introductions(Section):
    """Who came by whom."""

    share: Part = Field(description="Share of new customers whom another one brought.")
    source: SourceText


class WalkIns(Section):
    """Purchases of nobody who is known."""

    share: Part = Field(description="Share of all purchases; below 100 %.")
    source: SourceText


class Stores(Section):
    """Where customers buy."""

    items: dict[str, Part] = Field(min_length=1, description="Stores with their shares of customers, which add up to 100 %.")
    source: SourceText


class GroupOrdersPart(Section):
    """Orders of units and groups."""

    each_year: NotNegative = Field(description="How many a year.")
    median: Positive = Field(description="The middle amount, in whole units of the currency.")
    sigma: NotNegative = Field(description="Standard deviation of the amounts' logarithm; 0: all alike.")
    category: str | None = Field(None, description="A category of the industry.")
    source: SourceText


class Profiles(Section):
    """What is known of members beside their purchases."""

    fields: dict[str, dict[str, Part]] = Field(
        description="The industry's profile fields with shares of members; of the rest nothing is known."
    )
    source: SourceText


class CardBuyer(Section):
    """Buyers of one kind of prepaid card."""

    kind: RuleId = Field(description="The id of a kind of cards of the scheme.")
    share_each_year: Part = Field(description="Share who buy one in a year, of the customers who come in it and have `least_bills`.")
    least_bills: Multiple = Field(0.0, description="What buyers' bills usually come to in a year, at least; a share of the face value.")
    share_of_bill: Part = Field(1.0, description="Share of each of the holder's bills that the card pays.")
    used: Part = Field(1.0, description="Share of the value that is used in its term, if the bills come to so much.")


class Cards(Section):
    """Prepaid cards."""

    items: list[CardBuyer] = Field(min_length=1, description="One entry a kind of cards.")
    source: SourceText


class PopulationFile(Section):
    """A population file."""

    population: RuleId = Field(description="The population's id.")
    industry: str = Field("general", description="The plugin whose vocabulary the file may use; `general` needs none.")
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="An ISO 4217 code.")
    customers: Customers = Field(100_000, description="Customers known at the launch.")
    timing: Timing = Field(description="How often customers buy, and when they stop.")
    amounts: Amounts = Field(description="How much is on a bill.")
    arrival: Arrival = Field(description="How customers come.")
    goods: GoodsPart | None = Field(None, description="What is bought; none: goods without a category.")
    season: SeasonPart | None = Field(None, description="When in the year and the week; none: evenly.")
    introductions: Introductions | None = Field(None, description="Who came by whom; none: nobody was introduced.")
    walk_ins: WalkIns | None = Field(None, description="Purchases of nobody who is known; none: there are none.")
    stores: Stores | None = Field(None, description="Where customers buy; none: one store that is not named.")
    group_orders: GroupOrdersPart | None = Field(None, description="Orders of units and groups; none: there are none.")
    profiles: Profiles | None = Field(None, description="What is known of members beside their purchases.")
    cards: Cards | None = Field(None, description="Who buys prepaid cards; none: nobody.")
    fitted: dict[str, Figure] = Field(default_factory=dict, description="What `patron fit` found; written by it and read back.")


PARTS = ("timing", "amounts", "arrival", "goods", "season", "introductions", "walk_ins", "stores", "group_orders", "profiles", "cards")
