"""What the plan's conditions compile to; `codegen.conditions` writes the bodies.

Each gives the first rule that holds, or NONE. `event` is the index of the purchase being judged, or
NONE at a review: then introducers hold the tier of the end of `asof`, else that before the event.
"""

from __future__ import annotations

from patron.engine.batch.template.layout import NONE
from patron.engine.batch.template.types import Arrays


def qualify(a: Arrays, b: int, p0: int, asof: int, event: int) -> int:
    """The qualification rule that grants the highest tier, above the present one (or that one, if it renews)."""
    return NONE


def keep(a: Arrays, b: int, p0: int, asof: int, event: int) -> int:
    """The reason of the first maintenance rule that keeps the present tier."""
    return NONE


def withdraw(a: Arrays, b: int, p0: int, asof: int, event: int) -> int:
    """The reason of the first withdrawal rule that takes the present tier away, times TIERS, plus the tier to fall to."""
    return NONE


def requalified(a: Arrays, b: int, p0: int, asof: int, event: int) -> int:
    """The highest tier below the present one of which some rule holds, else the first tier."""
    return 0
