"""Finds a member without the card: by id, phone or full name, as a till does."""

from __future__ import annotations

import re

import polars as pl

from patron.engine.history import History
from patron.findings import CellPlace, Finding, FindingsError

_NOT_DIGITS = re.compile(r"[\s\-()（）+]")
_MOST_LISTED = 10


def find_member(history: History, asked: str) -> str:
    """The id of the member that `asked` names: an id of the members file or of an event, else a phone, else a full name.

    An unknown text is given back as it is. Raises FindingsError with every candidate, by masked phone, if more than one
    member has this phone or name.
    """
    asked = asked.strip()
    if _is_id(history, asked):
        return asked
    members = history.members
    digits = plain_phone(asked)
    by_phone = [plain_phone(phone or "") == digits for phone in members["phone"]] if len(digits) >= 5 and digits.isdigit() else []
    for found in (by_phone, [(name or "").strip().casefold() == asked.casefold() for name in members["name"]] if asked else []):
        rows = members.filter(pl.Series(found, dtype=pl.Boolean)) if found else members.head(0)
        if rows.height > 1:
            raise FindingsError(_candidates(history, asked, rows))
        if rows.height:
            return str(rows["member_id"][0])
    return asked


def plain_phone(phone: str) -> str:
    """The digits of a phone number, without the country code of China."""
    digits = _NOT_DIGITS.sub("", phone)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def masked(phone: str | None) -> str:
    """`138****5678`: enough to tell members apart at the till, too little to call them."""
    digits = plain_phone(phone or "")
    if len(digits) < 7:
        return "*" * len(digits)
    return f"{digits[:3]}****{digits[-4:]}"


def _is_id(history: History, asked: str) -> bool:
    frames = (history.members, history.lines, history.returns, history.movements)
    return any(bool(frame["member_id"].eq(asked).any()) for frame in frames)


def _candidates(history: History, asked: str, rows: pl.DataFrame) -> list[Finding]:
    path = str(history.names.members)
    return [
        Finding(
            path,
            CellPlace(row, "member_id"),
            "member-unclear",
            f"{rows.height} members answer to this name or phone; one is {member_id!r}"
            + (f", phone {masked(phone)}" if phone else ", without a phone"),
            f"ask for the phone, and name the member by it or by the id: --member {member_id}",
        )
        for row, member_id, phone in rows.select("row", "member_id", "phone").head(_MOST_LISTED).iter_rows()
    ]
