"""What is told of rights: amounts and days as text, and what may not be as refusals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patron.engine.validate.kinds import KINDS
from patron.store.refused import Refusal, RefusedError

if TYPE_CHECKING:
    from patron.store.rights.moved import Moved

RIGHTS = ("use_benefit", "false_claim", "use_coupon", "use_voucher", "exchange", "win", "quiz")
CARD_KINDS = tuple(kind for kind in KINDS if kind.startswith("card_"))
_FIELDS = {"member_id": "member", "movement_id": "id"}


def is_right(kind: str) -> bool:
    """Whether a kind of movement is decided here beside what it does to points and tiers."""
    return kind in RIGHTS or kind in CARD_KINDS


def is_card(kind: str) -> bool:
    """Whether a kind of movement is about a prepaid card."""
    return kind in CARD_KINDS


@dataclass(frozen=True, slots=True)
class Fault:
    """A movement that must not be, by the number of its row: a finding's code, the column that is wrong, and what would be right."""

    row: int
    code: str
    column: str
    message: str
    help: str


def refuse(faults: Iterable[Fault], moved: Moved) -> None:
    """Raises RefusedError if something is wrong: with the movement itself, else with one that was taken before and would be no more."""
    every = list(faults)
    own = [one for one in every if one.row == moved.number]
    if own:
        raise RefusedError(*(Refusal(one.code, one.message, one.help, _FIELDS.get(one.column, one.column)) for one in own))
    refuse_late(every)


def refuse_late(faults: Iterable[Fault]) -> None:
    """Raises RefusedError for movements that were taken before and could be no more."""
    every = [
        Refusal(one.code, f"something that was taken since could not be then: {one.message}", "record this with today's time instead")
        for one in faults
    ]
    if every:
        raise RefusedError(*every[:5])
