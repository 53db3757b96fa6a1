"""A refusal as it is shown: the code, in Chinese a sentence about it, what is wrong, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from patron.cli.store.refusal_words import CHINESE, HELP, INSTEAD

if TYPE_CHECKING:
    from patron.store.refused import Refusal


def refusal_lines(one: Refusal, lang: str) -> Iterator[str]:
    """The lines of one reason: `error[unknown-tier]: …`, and the help below it."""
    reworded = INSTEAD.get(one.help) or HELP.get(one.code)
    help_text = reworded[lang == "en"] if reworded else one.help
    about = CHINESE.get(one.code, "") if lang == "zh" else ""
    named = re.search(rf"\b{re.escape(one.field)}\b", one.message) is not None  # by the message itself
    said = one.message if named else f"{_where(one.field, lang)}{one.message}"
    yield f"error[{one.code}]: " + (f"{about}（{said}）" if about else said)
    if help_text:
        yield f"    = help: {help_text}"


# of which the message itself says what they are
_NAMED = {"", "at", "id", "into", "key", "member", "purchase", "ref", "rows", "store", "to_member", "value"}


def _where(field: str, lang: str) -> str:
    """`lines.0.amount` is line 1: people count from one, and the whole is not named."""
    if field in _NAMED:
        return ""
    found = re.fullmatch(r"(?:lines|rows)\.(\d+)(?:\.(?:fields\.)?(\w+))?", field)
    if found is None:
        return f"{field}: "
    place = int(found[1]) + 1
    line = f"第 {place} 行" if lang == "zh" else f"line {place}"
    return f"{line}{', ' + found[2] if found[2] else ''}: "
