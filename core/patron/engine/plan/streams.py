"""Streams: what each purchase adds to a measure, be it all of its counted amount, some goods' of it, or units of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patron.engine.plan.model import GoodsFilter, Plan


class Addition(StrEnum):
    """What a line adds."""

    AMOUNT = "amount"  # what was paid for it, net of returns
    UNITS = "units"  # the units in one of its columns, in proportion to what returns left of its amount
    PRESENCE = "presence"  # something as long as the line is not wholly taken back; only counted and never shown


@dataclass(frozen=True, slots=True)
class Stream:
    """What purchases add: of the lines that `goods` (None: all) and `categories` (empty: all) let through and that count.

    `column` is the lines' column of UNITS, an integer of 10**-digits; an empty cell is 0, an empty `quantity` one piece.
    """

    goods: GoodsFilter | None = None
    adds: Addition = Addition.AMOUNT
    column: str = ""
    digits: int = 0
    categories: tuple[str, ...] = ()


PLAIN = Stream()
ONE_PIECE = 1000  # thousandths: what an empty `quantity` stands for


@dataclass
class Streams:
    """The different streams of a plan as its conditions are compiled; the first is always the plain counted amount."""

    found: list[Stream] = field(default_factory=lambda: [PLAIN])

    def place(self, stream: Stream) -> int:
        """The index of a stream in the plan."""
        if stream not in self.found:
            self.found.append(stream)
        return self.found.index(stream)


def text_columns(plan: Plan) -> tuple[str, ...]:
    """The lines' columns of text, beside category and tender, by which a runner tells lines apart, in order of name."""
    filters = [rule.goods for rule in plan.points.accrual] + [rule.goods for rule in plan.points.multipliers]
    filters += [goods for goods in (plan.leave_out.goods, *(stream.goods for stream in plan.streams)) if goods is not None]
    return tuple(sorted({name for goods in filters for name, _, _ in goods.fields}))


def unit_columns(plan: Plan) -> tuple[str, ...]:
    """The lines' columns of units that some stream adds up, in order of name."""
    return tuple(sorted({stream.column for stream in plan.streams if stream.adds is Addition.UNITS}))


def unit_of_empty(column: str) -> int:
    """What an empty cell of a column of units stands for."""
    return ONE_PIECE if column == "quantity" else 0
