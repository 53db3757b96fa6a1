"""What only one operation tells: a card's balance, what is left of a benefit, an exchange's price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.answer import Decision

_LABELS: dict[str, tuple[str, str]] = {}


def detail_rows(decision: Decision, say: Say) -> Iterator[tuple[str, str]]:
    """Label and value of each part of the detail that has words; the rest is for programs."""
    for name, value in decision.detail.items():
        label = _LABELS.get(name)
        if label is not None and value not in (None, "", [], {}):
            yield say(*label), _value(value, say)


def _value(value: Any, say: Say) -> str:
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, int):
        return say.figure(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(one, say)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value(one, say) for one in value)
    return str(value)
