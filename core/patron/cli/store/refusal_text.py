"""A refusal as it is shown: the code, in Chinese a sentence about it, what is wrong, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patron.store.refused import Refusal

CHINESE: dict[str, str] = {}


def refusal_lines(one: Refusal, lang: str) -> Iterator[str]:
    """The lines of one reason."""
    about = CHINESE.get(one.code) if lang == "zh" else None
    if about is None:
        yield one.text
        return
    where = f"{one.field}: " if one.field else ""
    yield f"error[{one.code}]: {about}"
    yield f"    {where}{one.message}"
    yield f"    = help: {one.help}"
