"""The columns that each file may carry: what a cell of each must be, and the headings it is known by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from patron.engine.profiles import text_fields
from patron.files.headings import HEADINGS, KINDS
from patron.vocabulary import GENERAL, FieldKind, Industry, LineField, ProfileField


class Cell(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    TIME = "time"  # becomes two columns: the instant under the column's name, and `day`
    DATE = "date"
    DECIMAL = "decimal"  # an integer of 10**-places, 0 or more
    COUNT = "count"  # a whole number, of either sign
    CHOICE = "choice"  # one of `spellings`


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file. `required`: the heading must be there; `filled`: so must every cell."""

    name: str
    cell: Cell = Cell.TEXT
    required: bool = False
    filled: bool = False
    places: int = 0
    headings: tuple[str, ...] = ()
    spellings: dict[str, str] = field(default_factory=dict)  # spelling, in lower case, to id; only CHOICE
    unknown: str = "unknown-choice"  # the finding's code where a CHOICE is none of its spellings
    shown: tuple[str, ...] = ()  # what a CHOICE may be, for messages


def purchase_columns(industry: Industry, places: int) -> tuple[Column, ...]:
    """The columns of the purchases file, with the industry's line fields behind the core's."""
    spellings = {
        spelling.strip().lower(): category.id
        for category in industry.categories
        for spelling in (*category.headings, category.title.zh, category.title.en, category.id)
    }
    category = (
        _column("category", Cell.CHOICE, spellings=spellings, unknown="unknown-category", shown=industry.category_ids())
        if industry.categories
        else _column("category")
    )
    return (
        _column("purchase_id", required=True, filled=True),
        _column("member_id", required=True),
        _column("at", Cell.TIME, required=True, filled=True),
        _column("amount", Cell.DECIMAL, required=True, filled=True, places=places),
        _column("line"),
        category,
        _column("quantity", Cell.DECIMAL, places=3),
        _column("list_amount", Cell.DECIMAL, places=places, headings=industry.list_amount_headings),
        *(_column(name) for name in ("store", "channel", "staff", "tender", "group_id", "returns")),
        *(_line_field(line_field, places) for line_field in industry.fields),
    )


def member_columns(industry: Industry = GENERAL, fields: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns of the members file: the core's, the industry's, and further `fields` of the profile that a scheme names, as text."""
    declared = {field.name: field for field in industry.profile_fields}
    return (
        _column("member_id", required=True, filled=True),
        _column("joined_on", Cell.DATE),
        _column("birthday", Cell.DATE),
        _column("referred_by"),
        _column("phone"),
        _column("name"),
        _column("opening_on", Cell.DATE),
        _column("opening_tier"),
        _column("opening_since", Cell.DATE),
        _column("opening_points", Cell.COUNT),
        *(_profile_field(name, declared.get(name)) for name in text_fields(fields, industry)),
    )


def movement_columns(places: int) -> tuple[Column, ...]:
    """The columns of the movements file."""
    spellings = {spelling.lower(): kind for kind, names in KINDS.items() for spelling in (*names, kind)}
    return (
        _column("movement_id", required=True, filled=True),
        _column("member_id", required=True),
        _column("at", Cell.TIME, required=True, filled=True),
        _column("kind", Cell.CHOICE, required=True, filled=True, spellings=spellings, unknown="unknown-kind", shown=tuple(KINDS)),
        _column("points", Cell.COUNT),
        _column("amount", Cell.DECIMAL, places=places),
        *(_column(name) for name in ("to_member", "ref", "value", "by")),
    )


def _column(
    name: str,
    cell: Cell = Cell.TEXT,
    *,
    required: bool = False,
    filled: bool = False,
    places: int = 0,
    headings: tuple[str, ...] = (),
    spellings: dict[str, str] | None = None,
    unknown: str = "unknown-choice",
    shown: tuple[str, ...] = (),
) -> Column:
    return Column(name, cell, required, filled, places, (*HEADINGS.get(name, ()), *headings), spellings or {}, unknown, shown)


def _profile_field(name: str, declared: ProfileField | None) -> Column:
    if declared is None:
        return _column(name)
    words = {word.strip().lower(): choice for choice, others in declared.choice_words for word in (*others, choice)}
    return _column(name, headings=(*declared.headings, declared.title.zh, declared.title.en), spellings=words)


def _line_field(line_field: LineField, places: int) -> Column:
    headings = (*line_field.headings, line_field.title.zh, line_field.title.en)
    match line_field.kind:
        case FieldKind.MONEY:
            return _column(line_field.name, Cell.DECIMAL, places=places, headings=headings)
        case FieldKind.DECIMAL:
            return _column(line_field.name, Cell.DECIMAL, places=line_field.places, headings=headings)
        case FieldKind.CHOICE if line_field.choices:
            words = {word.strip().lower(): choice for choice, others in line_field.choice_words for word in others}
            spellings = words | {choice.lower(): choice for choice in line_field.choices}
            return _column(line_field.name, Cell.CHOICE, headings=headings, spellings=spellings, shown=line_field.choices)
        case _:
            return _column(line_field.name, headings=headings)
