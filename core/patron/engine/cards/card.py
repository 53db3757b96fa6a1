"""One card and its ledger: what was put on it is used, expired or still there, to the last minor unit.

Two sums run side by side. *Value* is what the holder may spend; *money* is what was paid for it, which becomes revenue only
as the value is used. A use of part of the balance recognises the same part of the money not yet earned (half up), the use of
the last of it all the rest, so that nothing is lost to rounding.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from patron.engine.plan.cards import CardKind


class State(StrEnum):
    """Where a card stands; a given card is `sold` until it is activated."""

    MADE = "made"
    DRAWN = "drawn"
    SOLD = "sold"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


ISSUED = (State.SOLD, State.ACTIVE, State.SUSPENDED)  # the states in which there is value to be used


class PostingKind(StrEnum):
    """What happened to a card."""

    MADE = "made"
    DRAWN = "drawn"
    APPROVED = "approved"
    SOLD = "sold"  # value and money come on it
    GIVEN = "given"  # value without money
    ACTIVATED = "activated"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    TOPPED_UP = "topped_up"  # value and money
    RENEWED = "renewed"
    PAID = "paid"  # value used, money earned
    SERVED = "served"  # a service of the package
    EXPIRED = "expired"  # value lost to the holder, money never earned by use


LOADS = (PostingKind.SOLD, PostingKind.GIVEN, PostingKind.TOPPED_UP, PostingKind.RENEWED)
USES = (PostingKind.PAID, PostingKind.SERVED)


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the ledger; `value` and `money` are 0 or more, their direction is the kind's."""

    on: int  # days since 1970-01-01
    card: str
    kind: PostingKind
    rule: str | None = None  # of the sale or gift; the service
    value: int = 0
    money: int = 0
    commission: int = 0
    ref: str | None = None  # the purchase or category that was paid
    movement: str | None = None  # None: it happened by itself


@dataclass(slots=True)
class Card:
    """A card as it stands. `value` = `used` + `expired` + `balance`; `paid` = `recognised` + `expired_money` + `deferred`."""

    number: str
    kind: CardKind
    state: State = State.MADE
    approved: bool = False
    holder: str | None = None
    issued_on: int | None = None
    valid_until: int | None = None  # the last day; None: without end, or not issued
    rule: str | None = None  # by which it was sold or given
    free: bool = False
    value: int = 0
    used: int = 0
    expired: int = 0
    paid: int = 0
    recognised: int = 0
    expired_money: int = 0
    served: Counter[str] = field(default_factory=Counter)  # uses of services since the issue or the last renewal
    postings: list[Posting] = field(default_factory=list)

    @property
    def balance(self) -> int:
        """What may still be used."""
        return self.value - self.used - self.expired

    @property
    def deferred(self) -> int:
        """What was paid for the balance: not yet earned."""
        return self.paid - self.recognised - self.expired_money

    def load(self, value: int, money: int) -> None:
        """Value that was paid for with `money`."""
        self.value += value
        self.paid += money

    def take(self, value: int) -> int:
        """Uses value that is there and gives the money earned by it."""
        assert 0 <= value <= self.balance, "asked for before"
        balance, deferred = self.balance, self.deferred
        earned = 0 if not value else deferred if value == balance else (2 * deferred * value + balance) // (2 * balance)
        self.used += value
        self.recognised += earned
        return earned

    def expire(self, day: int) -> None:
        """The start of the day after the last: what is left is nobody's income."""
        value, money = self.balance, self.deferred
        self.expired += value
        self.expired_money += money
        self.state = State.EXPIRED
        self.postings.append(Posting(day, self.number, PostingKind.EXPIRED, self.rule, value, money))

    def services_left(self) -> dict[str, int | None]:
        """What of the package may still be used; None: as often as asked. Nothing before the issue and after the end."""
        if self.state not in ISSUED:
            return {}
        return {one.id: None if one.times is None else one.times - self.served[one.id] for one in self.kind.services}
