"""What is told of a person, as it is stored: refused where it cannot be so. Messages repeat no name, phone or birthday."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from patron.engine.days import day_of
from patron.engine.history import MEMBERS, History
from patron.engine.plan import Plan
from patron.engine.profiles import text_fields
from patron.engine.validate.found import Found
from patron.engine.validate.members import check_members
from patron.store.inputs import MemberIn
from patron.store.reading.phones import plain_phone
from patron.store.refused import Refusal, RefusedError
from patron.store.tables.names import name_key
from patron.store.take_in import field_name
from patron.vocabulary import Industry, ProfileField

Row = dict[str, Any]
ERASED = "erased-"  # before the number of a record whose person was erased
_RESERVED = re.compile(re.escape(ERASED) + r"[0-9]+")
_OLDEST = date(1900, 1, 1)


def person_of(told: MemberIn, today: int) -> Row:
    """The columns of `people`, those that are not told empty."""
    born = day_of(told.birthday)
    if born is not None and not day_of(_OLDEST) <= born <= today:  # type: ignore[operator]
        raise RefusedError(Refusal("not-a-date", "nobody alive was born on that day", "correct the birthday, or leave it out", "birthday"))
    name = None if told.name is None else unicodedata.normalize("NFC", told.name)
    return {"name": name, "name_key": name_key(name), "phone": None if told.phone is None else phone_of(told.phone), "birthday": born}


def refuse_reserved(member_id: str, field: str) -> None:
    """Raises RefusedError for an id that an erased member's record has, or may have one day."""
    if _RESERVED.fullmatch(member_id):
        raise RefusedError(Refusal("duplicate-id", f"ids such as {ERASED}1 stand for erased members", "choose another id", field))


def phone_of(text: str, where: str = "phone") -> str:
    """A phone as it is stored: digits, with a leading + if there was one."""
    phone = plain_phone(text)
    if phone is None:
        raise RefusedError(Refusal("not-a-phone", "this is no phone number", "write 5 to 20 digits, with + before a country's code", where))
    return phone


def record_of(told: MemberIn, tiers: Iterable[str], today: int) -> Row:
    """The columns of `members` that are told: dates as days, and the opening balances, which must be complete."""
    row: Row = {name: day_of(getattr(told, name)) for name in ("joined_on", "opening_on", "opening_since")}
    row |= {"opening_tier": told.opening_tier, "opening_points": told.opening_points}
    if row["joined_on"] is not None and row["joined_on"] > today:
        raise RefusedError(Refusal("in-the-future", "that day has not come yet", "enroll her when she joins", "joined_on"))
    frame = pl.DataFrame([{"row": 0, "member_id": told.member, **row}], schema=MEMBERS)
    refusals = [one for found in check_members(History(members=frame), list(tiers), today) for one in _said(found)]
    if refusals:
        raise RefusedError(*refusals)
    return row


def _said(found: Found) -> Iterable[Refusal]:
    help_text = "choose a day up to today" if found.code == "opening-order" and found.column == "opening_on" else found.help
    return [Refusal(found.code, message, help_text, found.column) for _, message in found.rows.iter_rows()]


def profile_of(told: Mapping[str, str], plans: Iterable[Plan], industry: Industry) -> Row:
    """Further fields by name, choices as their ids. Only fields that the industry declares or some version's scheme names are kept."""
    known = text_fields((field for plan in plans for field in plan.profile_fields), industry)
    declared = {field.name: field for field in industry.profile_fields}
    row: Row = {}
    for field, value in told.items():
        if field not in known:
            listed = f"known are {', '.join(known)}" if known else "neither the industry nor the scheme has any"
            raise RefusedError(Refusal("unknown-key", "no rule can read such a field", listed, field_name(f"profile.{field}")))
        row[field] = choice_of(declared.get(field), value, f"profile.{field}")
    return row


def choice_of(field: ProfileField | None, value: str, where: str) -> str:
    """A value of a field; where the industry lists choices, the choice that it spells."""
    if field is None or not field.choices:
        return value
    words = {word.strip().lower(): choice for choice, others in field.choice_words for word in (*others, choice)}
    words |= {choice.lower(): choice for choice in field.choices}
    if value.lower() not in words:
        raise RefusedError(Refusal("unknown-choice", "is none of its choices", f"known are {', '.join(field.choices)}", where))
    return words[value.lower()]
