"""What an industry plugin adds to the language: the public types that a plugin hands to the core.

The core knows no gram, room night or ward. It knows categories, line fields and units, and a plugin
names them here. Everything is plain data, so that the schema, the checks, the file readers, the
charter and both runners can all be driven from one description.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Title:
    """A name in both languages of the home market."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of goods, as `category` of a purchase line and in `goods` filters."""

    id: str
    title: Title
    headings: tuple[str, ...] = ()  # other spellings found in companies' files, e.g. "黄金"


class FieldKind(StrEnum):
    """How a line field is read: `money` in minor units, `decimal` as an integer of 10**-places, `choice` and `text` as text.

    A `choice` takes the values that the plugin lists, a `text` takes any, such as a style number. Both are keys in
    `goods` filters, each with its `_not`.
    """

    MONEY = "money"
    DECIMAL = "decimal"
    CHOICE = "choice"
    TEXT = "text"

    @property
    def is_number(self) -> bool:
        """Whether cells are integers of a smallest unit; the others are text."""
        return self in {FieldKind.MONEY, FieldKind.DECIMAL}


class Combines(StrEnum):
    """How the additions of a window become one value; every empty window gives 0."""

    SUM = "sum"
    COUNT = "count"
    LARGEST = "largest"
    DISTINCT = "distinct"
    LAST = "last"  # of the event being judged only: there is none at a review, and no comparison holds


@dataclass(frozen=True, slots=True)
class LineField:
    """A column that purchases of this industry may carry beside the core's columns."""

    name: str
    kind: FieldKind
    title: Title
    places: int = 0  # decimals kept, for `decimal`
    choices: tuple[str, ...] = ()  # allowed values, for `choice`; usable as a key in `goods` filters
    headings: tuple[str, ...] = ()  # other headings recognised in files, e.g. "克重"
    choice_words: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (choice, other spellings in files), e.g. ("weight", ("按克",))


@dataclass(frozen=True, slots=True)
class Unit:
    """A quantity that `off_per` may name: `off_per: {gram: 5}` takes 5 off for each unit of the line's `field`."""

    id: str
    field: str  # a DECIMAL line field
    title: Title
    only_where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (choice field, values): other lines have no such unit; an empty cell passes


@dataclass(frozen=True, slots=True)
class Requirement:
    """Cells that a line of `category` must carry where its choice fields say so; an empty choice asks for nothing."""

    category: str
    fields: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (choice field, values); none: every line of the category


@dataclass(frozen=True, slots=True)
class LineMeasure:
    """A measure over line units, such as nights or pieces; its id is a key of conditions.

    What a purchase adds is the sum of `adds` over its lines of `goods`: `nights: {within: 12 months, at_least: 25}`.
    With COUNT a purchase that has such a line adds 1, and `adds` is empty. Only SUM, COUNT, LARGEST and LAST may be used.
    What a return leaves of a line's units is in proportion to what it leaves of its amount.
    """

    id: str
    title: Title
    adds: str  # a DECIMAL line field, or `quantity` (thousandths; an empty quantity is 1 piece), or empty for COUNT
    combines: Combines
    windowed: bool = True  # whether it takes `within`; LAST never does
    places: int = 0  # decimals that its thresholds may have
    goods: tuple[str, ...] = ()  # the categories it is about; none: every line


@dataclass(frozen=True, slots=True)
class ProfileField:
    """What is known of a member beside her purchases: a column of the members file, changed by `profile` movements.

    Conditions name it as `profile: {residence: [away, abroad]}`. With `choices` only these values may be written in a scheme.
    """

    name: str
    title: Title
    choices: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()  # other headings recognised in files, e.g. "居住地"
    choice_words: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (choice, other spellings in files), e.g. ("away", ("外地",))


@dataclass(frozen=True, slots=True)
class LineAmount:
    """How a basket's line without `amount` gets it: a sum of products of its cells, rounded half up to the smallest unit of money.

    `terms` are the products that are added: grams × gold_price + making_charge is `(("grams", "gold_price"), ("making_charge",))`.
    Each factor is `quantity` or a DECIMAL or MONEY line field, with one MONEY field in each product. A line that states its
    amount too must agree with the formula.
    """

    category: str
    terms: tuple[tuple[str, ...], ...]
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (choice field, values); none: every line of the category
    may_lack: tuple[str, ...] = ()  # fields whose empty cell makes their product 0; without another the amount must be written


@dataclass(frozen=True, slots=True)
class TradeIn:
    """Goods taken in payment, as old gold: `amount` × `price` is a tender, and lowers neither the price nor what counts."""

    id: str
    title: Title
    amount: str  # a DECIMAL line field, how much is handed in
    price: str  # a MONEY line field, what one unit of it is worth on the day


@dataclass(frozen=True, slots=True)
class ReadyScheme:
    """A scheme that ships inside the plugin's package: `patron init INDUSTRY` writes it and its tests."""

    name: str
    resource: str  # file name inside the package's `schemes` folder; its tests are `<stem>_test.yaml` beside it
    title: Title
    assumptions: str | None = None  # file name inside the package: what its makers assume of this scheme, with sources


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry's vocabulary; `general` is the core's own, with none."""

    id: str
    title: Title
    package: str  # where `schemes/` lies
    categories: tuple[Category, ...] = ()
    fields: tuple[LineField, ...] = ()
    units: tuple[Unit, ...] = ()
    ready_schemes: tuple[ReadyScheme, ...] = ()
    list_amount_headings: tuple[str, ...] = ()  # the industry's words for the list price column, e.g. "标签价"
    requires: tuple[Requirement, ...] = ()
    measures: tuple[LineMeasure, ...] = ()
    profile_fields: tuple[ProfileField, ...] = ()
    line_amounts: tuple[LineAmount, ...] = ()  # the first that fits a line is its formula
    trade_ins: tuple[TradeIn, ...] = ()
    population: str | None = None  # file name inside the package: a population with the industry's stated figures

    def category_ids(self) -> tuple[str, ...]:
        """The ids that `category` may take; empty means that any text is taken."""
        return tuple(category.id for category in self.categories)


GENERAL = Industry(
    id="general",
    title=Title(zh="通用", en="General"),
    package="patron",
    ready_schemes=(
        ReadyScheme("general", "general.yaml", Title(zh="会员方案", en="Member scheme"), assumptions="assumptions/general.yaml"),
    ),
    population="population.yaml",
)
