"""What may stay of an erased person's fields, so that rules come out as before: nothing that tells who she was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from patron.engine.plan import Grant, GrantKind, Plan, ProfileFact
from patron.engine.plan.price_when import PriceWhen
from patron.vocabulary import Industry

FILLED = "erased"  # in place of a text that some rule asks to be filled in
_LEAP_YEAR = 1904  # of every birthday that is kept, so that 29 February stays one


@dataclass(frozen=True, slots=True)
class Kept:
    """`fields` are those that some rule of any version reads, with the values that rules and the industry know; `birthdays`: whether
    some rule goes by the day of birth.
    """

    fields: dict[str, frozenset[str]]
    birthdays: bool

    @classmethod
    def of(cls, plans: Iterable[Plan], industry: Industry) -> Kept:
        """What the rules of all versions read."""
        choices = {field.name: frozenset(field.choices) for field in industry.profile_fields}
        found: dict[str, frozenset[str]] = {}
        birthdays = False
        for plan in plans:
            for field in plan.profile_fields:
                found.setdefault(field, choices.get(field, frozenset()))
            for part in _parts(plan):
                if isinstance(part, ProfileFact):
                    found[part.field] = found.get(part.field, choices.get(part.field, frozenset())) | set(part.values)
                if isinstance(part, PriceWhen | Grant):
                    for name, values in part.profile:
                        found[name] = found.get(name, choices.get(name, frozenset())) | set(values)
                birthdays = birthdays or (isinstance(part, PriceWhen) and part.birthday is not None)
                birthdays = birthdays or (isinstance(part, Grant) and part.kind is GrantKind.BIRTHDAY)
        return cls(found, birthdays)

    def value(self, field: str, value: str | None) -> str | None:
        """What stays of a field's text; None: nothing."""
        if value is None or not value.strip() or field == "referred_by":
            return value
        if field == "birthday" and (self.birthdays or field in self.fields):
            return _day_of_year(value.strip())
        if field not in self.fields:
            return None
        return value if value.strip() in self.fields[field] else FILLED


def _day_of_year(text: str) -> str:
    try:
        return date.fromisoformat(text).replace(year=_LEAP_YEAR).isoformat()
    except ValueError:
        return FILLED


def _parts(part: object) -> Iterator[object]:
    """Every part of a plan."""
    yield part
    if isinstance(part, tuple | list | frozenset):
        for item in part:
            yield from _parts(item)
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            yield from _parts(getattr(part, field.name))
