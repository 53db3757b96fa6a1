"""What is told to the store as what the ledger holds: models checked, amounts in minor units, times as instants and local days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from patron.engine.days import to_date, to_day
from patron.store.inputs import FIRST_YEAR, LAST_YEAR, LONGEST_TEXT, LineIn, is_text
from patron.store.refused import Refusal, RefusedError
from patron.vocabulary import FieldKind, Industry, LineField

M = TypeVar("M", bound=BaseModel)
Row = dict[str, Any]

MICROSECONDS = 1_000_000
DAY_MICROSECONDS = 86_400 * MICROSECONDS
QUANTITY_PLACES = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_NAME = 60  # of a field that is not known


def fitting(model: type[M], told: M | Mapping[str, Any]) -> M:
    """The model that a dictionary fits; raises RefusedError with every field that does not, without what stood in it."""
    if isinstance(told, model):
        return told
    try:
        return model.model_validate(dict(told))
    except ValidationError as error:
        raise RefusedError(*(_said(one) for one in _own(error.errors(include_url=False, include_input=False)))) from None
    except (TypeError, ValueError):
        raise RefusedError(Refusal("not-an-input", "this is no set of names and values", "give a dictionary")) from None


def _own(errors: list[Any]) -> list[Any]:
    """Without what is wrong with a list only because an item of it is."""
    places = {one["loc"] for one in errors}
    return [one for one in errors if one["type"] != "too_short" or not any(one["loc"] in _above(place) for place in places)]


def _above(place: tuple[Any, ...]) -> set[tuple[Any, ...]]:
    return {place[:length] for length in range(1, len(place))}


_FIGURE = ("not-a-number", "is no plain decimal number", "write digits and a point, as 1280.50")
_WHOLE = ("not-a-number", "is no whole number", "write digits only")
_DATE = ("not-a-date", "is no date", "write it as 2025-06-18")
_TIME = ("not-a-time", "is no time", "write it as 2025-06-18T14:30")
_SAID: dict[str, tuple[str, str, str]] = {  # by what pydantic calls it: code, message, help
    **dict.fromkeys(("decimal_parsing", "decimal_type", "finite_number", "is_instance_of"), _FIGURE),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    **dict.fromkeys(("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"), _DATE),
    **dict.fromkeys(("datetime_parsing", "datetime_from_date_parsing", "datetime_type"), _TIME),
    "string_type": ("not-valid", "is no text", "write it in quotes"),
    "string_unicode": ("not-valid", "halves of characters are no text", "write whole ones"),
    "tuple_type": ("not-valid", "is no list", "write a list, as [{…}]"),
    "dict_type": ("not-valid", "is no set of names and values", "write it as {…}"),
    "too_short": ("missing-value", "there is none", "give at least one"),
    "missing": ("missing-value", "this is missing", "fill it in"),
    "extra_forbidden": ("unknown-key", "no such field is known", "leave it out, or correct its name"),
}


def _said(error: Any) -> Refusal:
    where, kind = field_name(".".join(str(part) for part in error["loc"])), error["type"]
    if kind in _SAID:
        return Refusal(*_SAID[kind], where)
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = "below" if kind == "greater_than_equal" else "above"
        limit = next(iter(error["ctx"].values()))
        return Refusal("not-valid", f"is {bound} {limit:,}", f"write a figure that is not {bound} it", where)
    if kind == "string_too_long":
        return Refusal("not-valid", f"is longer than {error['ctx']['max_length']} signs", "write less", where)
    return Refusal("not-valid", str(error["msg"]).removeprefix("Value error, "), f"correct the value ({kind})", where)


def field_name(text: str) -> str:
    """A field's name as it is shown: whatever somebody called one, short and printable."""
    shown = text if text.isprintable() else ascii(text)[1:-1]
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"


def spoken(text: str, field: str) -> str:
    """A text that stands by itself: a member's name, who approved something. Raises RefusedError for what no text of the store can be."""
    if not isinstance(text, str):
        raise RefusedError(Refusal("not-valid", "is no text", "give a text", field))
    if len(text) > LONGEST_TEXT:
        raise RefusedError(Refusal("not-valid", f"is longer than {LONGEST_TEXT} signs", "write less", field))
    if not is_text(text):
        raise RefusedError(Refusal("not-valid", "control characters are no text", "leave them out", field))
    return text


def calendar_day(day: date, field: str) -> date:
    """A day that stands by itself. Raises RefusedError for what is none, and for years at the ends of the calendar."""
    if not isinstance(day, date):
        raise RefusedError(Refusal("not-a-date", "is no date", "give a date, as 2025-06-18", field))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RefusedError(Refusal("not-a-date", "the year is outside the calendar", "correct the date", field))
    return day


def minor(amount: Decimal, places: int, field: str) -> int:
    """An amount in the smallest unit; refused where it has more decimals than the currency."""
    scaled = amount.scaleb(places)
    whole = int(scaled)
    if scaled != whole:
        raise RefusedError(Refusal("too-many-places", f"has more than {places} decimals", f"write at most {places} decimals", field))
    return whole


def instant(at: datetime | None, now: int, zone: str) -> tuple[int, int]:
    """UTC microseconds and the local day, of a time that was told (without an offset: local, of two the earlier) or of now."""
    here = _zone(zone)
    if at is None:
        return now, local_day(now, here)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise RefusedError(Refusal("not-a-time", "the year is outside the calendar", "correct the time", "at"))
    known = at.replace(tzinfo=here, fold=0) if at.tzinfo is None else at
    moment = microseconds(known)
    return moment, local_day(moment, here)


def microseconds(moment: datetime) -> int:
    """An aware time as UTC microseconds."""
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def local_day(at: int, zone: str | ZoneInfo) -> int:
    """The local date of an instant, in days since 1970-01-01."""
    return to_day(local_time(at, zone))


def local_time(at: int, zone: str | ZoneInfo) -> datetime:
    """An instant as time in a zone, with its offset."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone if isinstance(zone, ZoneInfo) else _zone(zone))


def start_of_day(day: int, zone: str) -> int:
    """The first instant of a local day; where the clocks skip midnight, the first that there is."""
    return microseconds(datetime.combine(to_date(day), time(), _zone(zone)))


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)  # kept by the module itself


def line_cells(told: LineIn, place: int, industry: Industry, places: int) -> Row:
    """A line's cells as `purchase_lines` has them, `fields` as a dictionary of integers and texts; `amount` may be None."""
    where = f"lines.{place}"
    row: Row = {
        "line": told.line,
        "amount": None if told.amount is None else minor(told.amount, places, f"{where}.amount"),
        "category": None if told.category is None else _category(told.category, industry, f"{where}.category"),
        "quantity": None if told.quantity is None else minor(told.quantity, QUANTITY_PLACES, f"{where}.quantity"),
        "list_amount": None if told.list_amount is None else minor(told.list_amount, places, f"{where}.list_amount"),
        "store": told.store,
        "channel": told.channel,
        "staff": told.staff,
        "tender": told.tender,
    }
    known = {field.name: field for field in industry.fields}
    cells: Row = {}
    for name, value in told.fields.items():
        if name not in known:
            listed = f"known are: {', '.join(known) or 'none'}"
            told_as = field_name(f"{where}.fields.{name}")
            raise RefusedError(Refusal("unknown-key", f"{industry.id} has no such field of a line", listed, told_as))
        cells[name] = _field(known[name], value, places, f"{where}.fields.{name}")
    return {**row, "fields": cells}


def _category(text: str, industry: Industry, where: str) -> str:
    if not industry.categories:
        return text
    if any(text == category.id for category in industry.categories):
        return text
    for category in industry.categories:
        words = (category.id, *category.headings, category.title.zh, category.title.en)
        if text.lower() in {word.strip().lower() for word in words}:
            return category.id
    raise RefusedError(
        Refusal("unknown-category", f"{industry.id} has no such category", f"known are {', '.join(industry.category_ids())}", where)
    )


def _field(field: LineField, value: object, places: int, where: str) -> int | str:
    if field.kind.is_number:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            raise RefusedError(Refusal("not-a-number", "is no number", "write a decimal", where))
        return minor(_number(value, where), places if field.kind is FieldKind.MONEY else field.places, where)
    text = str(value)
    if field.kind is not FieldKind.CHOICE or not field.choices:
        return text
    words = {word.strip().lower(): choice for choice, others in field.choice_words for word in others}
    words |= {choice.lower(): choice for choice in field.choices}
    if text.lower() not in words:
        raise RefusedError(Refusal("unknown-choice", "is none of its choices", f"known are {', '.join(field.choices)}", where))
    return words[text.lower()]


def _number(value: int | Decimal | str, where: str) -> Decimal:
    from decimal import InvalidOperation

    try:
        number = Decimal(value)
    except InvalidOperation:
        raise RefusedError(Refusal("not-a-number", "is no number", "write a decimal", where)) from None
    if not number.is_finite() or not 0 <= number <= Decimal(10) ** 12:
        raise RefusedError(Refusal("not-a-number", "is below 0, or too large", "write a decimal from 0 to 1,000,000,000,000", where))
    return number
