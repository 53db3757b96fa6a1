"""When a discount is given: days, birthdays and profiles, as phrases behind its figure."""

from __future__ import annotations

from patron.scheme.describe.days import days
from patron.scheme.describe.words import Words
from patron.scheme.model import DiscountWhen

_BIRTHDAYS = {
    "day": ("限生日当天", "on the member's birthday only"),
    "week": ("限生日前后各3天内", "only from 3 days before to 3 days after the member's birthday"),
    "month": ("限生日当月", "only in the month of the member's birthday"),
}


def occasions(words: Words, when: DiscountWhen | None) -> list[str]:
    """Each condition as a phrase; none for a discount that is always given."""
    if when is None:
        return []
    phrases = [words(*_BIRTHDAYS[when.birthday])] if when.birthday else []
    on = days(words, when)
    if on:
        phrases.append(words(f"限{on}", f"only {on}"))
    return phrases + [profile_limit(words, field, values) for field, values in (when.profile or {}).items()]


def profile_limit(words: Words, field: str, values: list[str]) -> str:
    """Members whose field is one of the values."""
    known = next((one for one in words.industry.profile_fields if one.name == field), None)
    name = words.inside(known.title if known else None, field)
    spellings = dict(known.choice_words) if known else {}
    shown = words.any(_value(words, value, spellings) for value in values)
    return words(f"限{name}为{shown}的会员", f"only for members with {name} {shown}")


def _value(words: Words, value: str, spellings: dict[str, tuple[str, ...]]) -> str:
    if words.lang == "en":
        return value.replace("-", " ") if value in spellings else value
    return next((text for text in spellings.get(value, ()) if not text.isascii()), value)
