"""Changes of what is known of a person: `profile` movements of the core's fields also change by what she is found.

`people` has the name, phone and birthday of today. As they were at first — which is what rules read up to the first change — they
then stand among the fields of the profile, an empty text for a field that was empty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from patron.engine.days import day_of, iso
from patron.engine.plan import Plan
from patron.engine.profiles import text_fields
from patron.store.people.told import choice_of, phone_of
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import movements, profile_fields
from patron.store.reading.naming import members, people, records_of
from patron.store.reading.phones import plain_phone
from patron.store.refused import Refusal, RefusedError
from patron.store.tables.names import name_key
from patron.vocabulary import Industry

PERSON = ("name", "phone", "birthday")
Person = dict[str, str]  # a field of PERSON that is filled in, as text; birthdays in ISO form


def value_of(field: str, value: str | None, plans: Iterable[Plan], industry: Industry) -> str | None:
    """The value of a `profile` movement as it is stored. Raises RefusedError for a field that no rule reads, and for a wrong value."""
    known = ("referred_by", *PERSON, *text_fields((name for plan in plans for name in plan.profile_fields), industry))
    if field not in known:
        raise RefusedError(Refusal("unknown-key", "no such field is known of members", f"known are {', '.join(known)}", "ref"))
    if value is None:
        return None
    if field == "phone":
        return phone_of(value, "value")
    if field == "birthday":
        if _date(value) is None:
            raise RefusedError(Refusal("not-a-date", "is no date", "write it as 1990-12-31", "value"))
        return value
    declared = {one.name: one for one in industry.profile_fields}
    return choice_of(declared.get(field), value, "value")


def refresh_persons(connection: Connection, numbers: Collection[int]) -> None:
    """Make `people` say what holds after all `profile` movements of these members (survivors)."""
    owner = records_of(connection, numbers)
    query = select(movements.c.member, movements.c.day, movements.c.ref, movements.c.value, movements.c.at, movements.c.movement_id)
    changes = rows_of(connection, query.where(movements.c.kind == "profile", movements.c.ref.in_(PERSON)), movements.c.member, owner)
    concerned = {owner[row.member] for row in changes}
    opened = dict(rows_of(connection, select(members.c.number, members.c.opening_on), members.c.number, concerned))
    first = first_persons(connection, concerned)
    later: dict[int, dict[str, str]] = {}
    for row in sorted(changes, key=lambda row: (row.at, row.movement_id)):
        number = owner[row.member]
        if opened[number] is None or row.day > opened[number]:
            later.setdefault(number, {})[row.ref] = (row.value or "").strip()
    for number, changed in later.items():
        write_person(connection, number, first[number], changed)


def first_persons(connection: Connection, numbers: Collection[int]) -> dict[int, Person]:
    """What was told of each of these records at first."""
    found: dict[int, Person] = {number: {} for number in numbers}
    for row in rows_of(connection, select(people), people.c.member, numbers):
        told = {"name": row.name, "phone": row.phone, "birthday": None if row.birthday is None else iso(row.birthday)}
        found[row.member] = {field: value for field, value in told.items() if value is not None}
    query = select(profile_fields.c.member, profile_fields.c.field, profile_fields.c.value).where(profile_fields.c.field.in_(PERSON))
    for member, field, value in rows_of(connection, query, profile_fields.c.member, numbers):
        found[member].pop(field, None)
        if value:
            found[member][field] = value
    return found


def write_person(connection: Connection, number: int, first: Mapping[str, str], changed: Mapping[str, str] | None = None) -> None:
    """Write what was told at first, and what has been told since (an empty text empties a field)."""
    later = changed or {}
    connection.execute(delete(profile_fields).where(profile_fields.c.member == number, profile_fields.c.field.in_(PERSON)))
    if later:
        connection.execute(
            insert(profile_fields),
            [{"member": number, "field": field, "value": first.get(field, "")} for field in PERSON if field in later],
        )
    row = _row({**first, **later})
    if "phone" not in later and row["phone"] is None:
        row["phone"] = first.get("phone") or None  # rules go on reading what nobody changed, also where it is no phone
    if connection.execute(select(people.c.member).where(people.c.member == number)).first() is not None:
        connection.execute(update(people).where(people.c.member == number).values(row))
    elif any(value is not None for value in row.values()):
        connection.execute(insert(people), [{"member": number, **row}])


def _row(told: Mapping[str, str]) -> dict[str, Any]:
    """The columns of `people`; what is no phone or date finds nobody."""
    name, phone = told.get("name") or None, told.get("phone")
    born = _date(told.get("birthday") or "")
    return {"name": name, "name_key": name_key(name), "phone": plain_phone(phone) if phone else None, "birthday": day_of(born)}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
