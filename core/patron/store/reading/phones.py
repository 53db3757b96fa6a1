"""Phone numbers as they are stored, compared and shown. No country is guessed: `138…` and `+86 138…` are different numbers."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[\s().\-‐-―/·]+")  # what people write between digits
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_SHOWN_FROM = 9  # digits; a shorter number would nearly be told by its first three and last four


def plain_phone(text: str) -> str | None:
    """Digits, with a leading + if there was one; None if the text is no phone number."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return plain if _PHONE.fullmatch(plain) else None


def spellings(phone: str) -> tuple[str, str]:
    """The stored forms of a plain number: a + is not said everywhere, so numbers are compared by their digits."""
    digits = phone.removeprefix("+")
    return digits, f"+{digits}"


def masked_phone(phone: str | None) -> str:
    """`138****5678`: enough to tell members apart at the till, too little to call them; empty without a phone."""
    if not phone:
        return ""
    digits = phone.removeprefix("+")
    if len(digits) < _SHOWN_FROM:
        return f"****{digits[-2:]}"
    return f"{digits[:3]}****{digits[-4:]}"


def masked_name(name: str | None) -> str:
    """`王**` or `J***`: the first sign of a name; empty without one."""
    return f"{name[0]}{'*' * min(max(len(name) - 1, 1), 3)}" if name else ""
