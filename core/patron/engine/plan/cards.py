"""Prepaid cards as the ledger reads them: money in minor units, conditions compiled, roles by step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patron.engine.plan.conditions import Condition
from patron.scheme.durations import Duration

if TYPE_CHECKING:
    from patron.engine.plan.model import GoodsFilter


@dataclass(frozen=True, slots=True)
class Numbers:
    """Running numbers `first` to `last`, written behind `prefix` with `digits` digits."""

    prefix: str
    digits: int
    first: int
    last: int

    def text(self, number: int) -> str:
        """The number as it stands on the card."""
        return f"{self.prefix}{number:0{self.digits}d}"

    def number(self, text: str) -> int | None:
        """The running number of a text that could be one of these; None for any other text."""
        tail = text.removeprefix(self.prefix)
        if not text.startswith(self.prefix) or len(tail) != self.digits or not (tail.isascii() and tail.isdigit()):
            return None
        return int(tail)

    def among(self, cards: Collection[str], first: str, count: int) -> list[str]:
        """Those of some cards that are among `count` consecutive ones from `first` on, in order."""
        start = self.number(first)
        if start is None:
            return []
        return sorted(card for card in cards if (number := self.number(card)) is not None and start <= number < start + count)


@dataclass(frozen=True, slots=True)
class TopUp:
    """`at_least` and `at_most_balance` in minor units."""

    at_least: int = 0
    at_most_balance: int | None = None
    extends: Duration | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """`at_least` in minor units."""

    extends: Duration
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Sale:
    """One way in which a kind is sold; `to` None: to everyone. Money in minor units, `commission` scaled by RATE_SCALE."""

    id: str
    to: Condition | None
    price: int
    commission: int


@dataclass(frozen=True, slots=True)
class Free:
    """Who is given a card: at most `count`, in each calendar year with `each_year`, else in all."""

    id: str
    when: Condition
    count: int
    each_year: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a package; money in minor units, `times` None: as often as asked."""

    id: str
    worth: int  # taken from the value by one use; 0 on top
    times: int | None
    unit_cost: int


@dataclass(frozen=True, slots=True)
class CardKind:
    """A kind of prepaid card. `roles` has the steps that only some roles may take; an empty tuple: nobody may."""

    id: str
    face_value: int
    named: bool
    numbers: Numbers
    valid_for: Duration | None
    top_up: TopUp | None
    renewal: Renewal | None
    pays_for: GoodsFilter | None
    approval: bool
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    sale: tuple[Sale, ...]
    free: tuple[Free, ...]
    gives_tier: int | None
    services: tuple[Service, ...]
    categories: tuple[str, ...] = ()  # those that a payment may name; empty: any

    def may(self, step: str) -> tuple[str, ...] | None:
        """The roles that may take a step; None: everyone."""
        return dict(self.roles).get(step)
