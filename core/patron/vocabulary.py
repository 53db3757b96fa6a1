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
    """How a line field is read: `money` in minor units, `decimal` as an integer of 10**-places, `choice` as text."""

    MONEY = "money"
    DECIMAL = "decimal"
    CHOICE = "choice"


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
class ReadyScheme:
    """A scheme that ships inside the plugin's package: `patron init INDUSTRY` writes it and its tests."""

    name: str
    resource: str  # file name inside the package's `schemes` folder; its tests are `<stem>_test.yaml` beside it
    title: Title


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

    def category_ids(self) -> tuple[str, ...]:
        """The ids that `category` may take; empty means that any text is taken."""
        return tuple(category.id for category in self.categories)


GENERAL = Industry(
    id="general",
    title=Title(zh="通用", en="General"),
    package="patron",
    ready_schemes=(ReadyScheme("general", "general.yaml", Title(zh="会员方案", en="Member scheme")),),
)
