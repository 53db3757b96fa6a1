"""What can become of a discount at a line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Outcome(StrEnum):
    """What became of a discount at one line."""

    APPLIED = "applied"
    OTHER_TIER = "other tier"  # it is not for this tier
    OTHER_GOODS = "other goods"  # its goods do not let the line through
    NOT_TODAY = "not today"  # it is for other days
    NOT_BIRTHDAY = "not the birthday"  # it is for birthdays, and this is none, or none is known
    OTHER_PROFILE = "other profile"  # it is for other members by what their file says
    NO_UNIT = "no unit"  # the line has none of the unit that it counts
    NO_PART = "no such part"  # the line has nothing of the part that its rate is of
    AT_FLOOR = "held at the floor"  # the price may not fall below where it is
    NOT_CHEAPER = "not cheaper"  # the price would not fall
    BEATEN = "beaten"  # another one of the same stack group is better for the member, or as good and earlier in the file


@dataclass(frozen=True, slots=True)
class Considered:
    """One discount at one line; prices are exact, in minor units, before rounding."""

    id: str
    outcome: Outcome
    before: Fraction  # the running price that its stack group began with
    would_be: Fraction | None  # the price with it alone in its group, held at the floor; None if it does not apply
    beaten_by: str = ""
    floor: str = ""  # the price floor that holds the price up; the discount alone would go below it


@dataclass(frozen=True, slots=True)
class PriceExplanation:
    """How a line came to its price: `considered` in file order, `price` rounded half up."""

    amount: int
    price: int
    considered: tuple[Considered, ...]
