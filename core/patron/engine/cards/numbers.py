"""Consecutive numbers: every card of a kind is made once, one after another, up to the last number of its range."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from patron.engine.cards.refused import Movement, RefusedError
from patron.engine.plan.cards import CardKind

_WHAT = re.compile(r"(?P<kind>[a-z0-9-]+)(?::(?P<count>[1-9][0-9]{0,11}))?")
MOST_AT_ONCE = 100_000  # cards of one row: a slip of the finger shall not fill the memory


class Numbers:
    """The next number of each kind; `before` goes on where the same kinds of another version ended."""

    def __init__(self, kinds: Iterable[CardKind], before: Numbers | None = None) -> None:
        self._kinds = {kind.id: kind for kind in kinds}
        self._next = {kind.id: kind.numbers.first for kind in self._kinds.values()}
        if before is not None:
            self._next |= {name: max(first, before._next.get(name, first)) for name, first in self._next.items()}

    def made_up_to(self, kind: CardKind, last: str) -> None:
        """Says that the cards of a kind up to this one have been made before."""
        number = kind.numbers.number(last)
        if number is not None:
            self._next[kind.id] = max(self._next[kind.id], number + 1)

    def kind_of(self, movement: Movement) -> tuple[CardKind, int]:
        """The kind that a `card_make` names, and how many cards: `hv5` is one, `hv5:100` a hundred."""
        match = _WHAT.fullmatch((movement.value or "").strip())
        kind = self._kinds.get(match["kind"]) if match else None
        if match is None or kind is None:
            raise RefusedError("card-unknown", "value", f"'{movement.value}' names no kind of card", _kinds(list(self._kinds)))
        count = int(match["count"] or 1)
        if count > MOST_AT_ONCE:
            message = f"{count:,} cards are more than one row can make"
            raise RefusedError("not-a-count", "value", message, f"make {MOST_AT_ONCE:,} at most, and the others by further rows")
        return kind, count

    def make(self, movement: Movement, kind: CardKind, count: int) -> list[str]:
        """The numbers of `count` new cards, of which the movement names the first."""
        numbers, first = kind.numbers, self._next[kind.id]
        asked = numbers.number(movement.ref)
        if first > numbers.last:
            message = f"no number of '{kind.id}' is left: {numbers.text(numbers.last)} is the last of its range"
            raise RefusedError("card-range-exhausted", "ref", message, "give the kind a range with more numbers")
        if asked is not None and numbers.first <= asked < first:
            raise RefusedError("card-number-repeated", "ref", f"card '{movement.ref}' has been made already", _next(kind, first))
        if asked != first:
            message = f"'{movement.ref}' is not the next number of '{kind.id}'"
            raise RefusedError("card-number-gap", "ref", message, _next(kind, first))
        if first + count - 1 > numbers.last:
            left = numbers.last - first + 1
            message = f"{count:,} cards of '{kind.id}' from {movement.ref} on: only {left:,} numbers are left"
            raise RefusedError(
                "card-range-exhausted", "value", message, f"make {left:,} at most, or give the kind a range with more numbers"
            )
        self._next[kind.id] = first + count
        return [numbers.text(number) for number in range(first, first + count)]


def _next(kind: CardKind, number: int) -> str:
    return f"the next number is {kind.numbers.text(number)}; numbers have no gaps and no repeats"


def _kinds(ids: Sequence[str]) -> str:
    known = ", ".join(ids) if ids else "the scheme has none"
    return f"write a kind, or a kind and how many, such as kind:100; kinds: {known}"
