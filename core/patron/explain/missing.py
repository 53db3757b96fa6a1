"""By how much a comparison is missed."""

from __future__ import annotations

from patron.engine.plan import Comparison, Op
from patron.engine.reference.conditions import compares


def missing(comparison: Comparison, value: int | None) -> int | None:
    """How much more is needed (positive), or how much too much there is (negative); None if the comparison holds.

    In the measure's unit. Without a value (no purchase to judge) what is needed is counted from nothing.
    """
    if value is not None and compares(comparison, value):
        return None
    have = 0 if value is None else value
    match comparison.op:
        case Op.AT_LEAST:
            return comparison.value - have
        case Op.MORE_THAN:
            return comparison.value + 1 - have
        case Op.AT_MOST:
            return comparison.value - have if value is not None else None
        case Op.LESS_THAN:
            return comparison.value - 1 - have if value is not None else None
