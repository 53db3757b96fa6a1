"""A test's events as the frames that the runners read; each row's `row` is its line in the test file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from patron.engine.days import day_of
from patron.engine.history import LINES, MEMBERS, MOVEMENTS, RETURNS, History, SourceNames
from patron.files.times import instants
from patron.findings import Finding, FindingsError, TextPlace
from patron.scheme.currency import places
from patron.scheme_tests.model import NONE, CaseSpec, EventSpec, LineSpec, PurchaseSpec, ReturnSpec
from patron.vocabulary import FieldKind, Industry

ONLY_MEMBER = "member"
_TEXTS = ("category", "store", "channel", "staff", "tender")

Place = Callable[..., TextPlace]


@dataclass(frozen=True)
class Units:
    """How the scheme's money and its industry's line fields become integers."""

    path: Path
    industry: Industry
    time_zone: str
    money_places: int
    profile_fields: tuple[str, ...] = ()  # text columns of members beside the core's

    @classmethod
    def of(cls, path: Path, industry: Industry, currency: str, time_zone: str, profile_fields: tuple[str, ...] = ()) -> Units:
        """The units of a scheme."""
        return cls(path, industry, time_zone, places(currency), profile_fields)

    def minor(self, amount: Decimal | None) -> int | None:
        """Money in minor units; the model has checked its places."""
        return None if amount is None else int(amount.scaleb(self.money_places))

    def scaled(self, number: Decimal | None, digits: int, name: str, place: TextPlace) -> int | None:
        """A decimal as an integer of 10**-digits."""
        if number is None:
            return None
        whole = number.scaleb(digits)
        if whole != whole.to_integral_value():
            raise self.error(place, "too-many-places", f"{name}: {number} has more than {digits} decimal places")
        return int(whole)

    def error(self, place: TextPlace, code: str, message: str, hint: str = "") -> FindingsError:
        """One finding in the test file, to be raised."""
        return FindingsError([Finding(str(self.path), place, code, message, hint)])


class HistoryBuilder:
    """Builds the history of one test: ids, members and times that it leaves out are filled in."""

    def __init__(self, case: CaseSpec, units: Units, place: Place) -> None:
        self.case = case
        self.units = units
        self.place = place
        listed = [member.id for member in case.members]
        self.only = listed[0] if len(listed) == 1 else ONLY_MEMBER if not listed else None
        self._owners: dict[str, str | None] = {}
        self._second = 0

    def build(self) -> History:
        """The four frames."""
        extra: dict[str, pl.DataType] = {
            field.name: pl.Int64() if field.kind.is_number else pl.String() for field in self.units.industry.fields
        }
        path = self.units.path
        return History(
            lines=self._timed(self._purchases(), {**LINES, **extra}),
            returns=self._timed(self._returns(), RETURNS),
            movements=self._timed(self._movements(), MOVEMENTS),
            members=pl.DataFrame(list(self._members()), schema={**MEMBERS, **dict.fromkeys(self.units.profile_fields, pl.String())}),
            names=SourceNames(purchases=path, members=path, movements=path),
        )

    def _timed(self, rows: Iterable[dict[str, Any]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
        """Rows with `at` as text become a frame with instants and local dates."""
        rows = list(rows)
        texts = [row.pop("at") for row in rows]
        frame = pl.DataFrame(rows, schema={name: kind for name, kind in schema.items() if name not in {"at", "day"}})
        times = instants(pl.Series("at", texts, dtype=pl.String), self.units.time_zone)
        for text, at, row in zip(texts, times["at"], frame["row"], strict=True):
            if at is None:
                raise self.units.error(TextPlace(row, 1), "not-a-time", f"{text!r} is not a time such as '2025-03-01T10:30'")
        return frame.with_columns(times["at"].cast(pl.Int64), times["day"].cast(pl.Int32)).select(list(schema))

    def _head(self, event: EventSpec, letter: str, index: int, place: TextPlace) -> dict[str, Any]:
        """Id, member, time and row of an event."""
        identifier = event.id or f"{letter}{index + 1:03d}"
        self._second += 1
        at = event.at or f"{event.on}T12:{self._second // 60 % 60:02d}:{self._second % 60:02d}"
        return {"row": place.line, "id": identifier, "member_id": self._member(event.member, place), "at": at}

    def _member(self, named: str | None, place: TextPlace) -> str | None:
        if named is not None:
            return None if named == NONE else named
        if self.only is None:
            raise self.units.error(
                place, "missing-value", f"{self.case.name}: no member", "with several members, each event names its `member`"
            )
        return self.only

    def _purchases(self) -> Iterator[dict[str, Any]]:
        for index, purchase in enumerate(self.case.purchases):
            place = self.place("purchases", index)
            head = self._head(purchase, "P", index, place)
            purchase_id = head.pop("id")
            self._owners[purchase_id] = head["member_id"]
            common = {**head, "purchase_id": purchase_id, "group_id": purchase.group}
            if purchase.lines is None:
                yield {**common, **self._line(purchase, place)}
            else:
                for number, line in enumerate(purchase.lines):
                    there = self.place("purchases", index, "lines", number)
                    yield {**common, **self._line(line, there), "row": there.line, "line": str(number + 1)}

    def _line(self, line: LineSpec | PurchaseSpec, place: TextPlace) -> dict[str, Any]:
        return line_row(line, self.units, place)

    def _returns(self) -> Iterator[dict[str, Any]]:
        for index, back in enumerate(self.case.returns):
            place = self.place("returns", index)
            owner = self._owners.get(back.of, ONLY_MEMBER if self.only is None else self.only)
            stated = back.model_copy(update={"member": back.member or owner or NONE})
            head = self._head(stated, "R", index, place)
            common = {**head, "purchase_id": head["id"], "returns": back.of}
            common.pop("id")
            yield from ({**common, **part} for part in self._return_lines(back))

    def _return_lines(self, back: ReturnSpec) -> Iterator[dict[str, Any]]:
        if back.lines is None:
            yield {"amount": self.units.minor(back.amount), "category": back.category}
        for number, line in enumerate(back.lines or []):
            yield {"line": str(number + 1), "amount": self.units.minor(line.amount), "category": line.category}

    def _movements(self) -> Iterator[dict[str, Any]]:
        for index, movement in enumerate(self.case.movements):
            head = self._head(movement, "M", index, self.place("movements", index))
            head["movement_id"] = head.pop("id")
            cells = movement.model_dump(include={"kind", "points", "ref", "value", "by"})
            yield {**head, **cells, "to_member": movement.to, "amount": self.units.minor(movement.amount)}

    def _members(self) -> Iterator[dict[str, Any]]:
        if not self.case.members:
            yield {"row": self.place().line, "member_id": ONLY_MEMBER}
        for index, member in enumerate(self.case.members):
            cells = member.model_dump(exclude={"id"}, by_alias=True)
            cells = {name: day_of(cell) if isinstance(cell, date) else cell for name, cell in cells.items()}
            yield {"row": self.place("members", index).line, "member_id": member.id, **cells}


def line_row(line: LineSpec | PurchaseSpec, units: Units, place: TextPlace) -> dict[str, Any]:
    """A line's cells but its id, member and time."""
    row: dict[str, Any] = {name: getattr(line, name) for name in _TEXTS}
    row["amount"] = units.minor(line.amount)
    row["list_amount"] = units.minor(line.list_amount)
    row["quantity"] = units.scaled(line.quantity, 3, "quantity", place)
    for field in units.industry.fields:
        cell = getattr(line, field.name, None)
        if field.kind is FieldKind.MONEY:
            row[field.name] = units.minor(cell)
        elif field.kind is FieldKind.DECIMAL:
            row[field.name] = units.scaled(cell, field.places, field.name, place)
        else:
            if cell is not None and field.choices and cell not in field.choices:
                raise units.error(place, "not-a-choice", f"{field.name}: {cell!r} is not one of {', '.join(field.choices)}")
            row[field.name] = cell
    return row


def last_day(case: CaseSpec) -> date | None:
    """The last date that the test's events name, for an as-of date left out."""
    events: list[EventSpec] = [*case.purchases, *case.returns, *case.movements]
    days = [day for day in (event.on or _day_of(event.at) for event in events) if day is not None]
    days += [day for member in case.members for day in (member.opening_on, member.joined_on) if day is not None]
    return max(days, default=None)


def _day_of(at: str | None) -> date | None:
    """The date that a time begins with; a time that is none is found when the history is built."""
    try:
        return date.fromisoformat((at or "")[:10])
    except ValueError:
        return None
