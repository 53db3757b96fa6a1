"""Another member's tier at a moment, read from the changes that its own run has left."""

from __future__ import annotations

from patron.engine.batch.template.layout import (
    M_OPEN_TIER,
    M_SIZE,
    M_T0,
    M_TN,
    NONE,
    T_EVENT,
    T_ON,
    T_SIZE,
    T_TO,
    X_AT,
    X_SIZE,
    X_TIE,
)
from patron.engine.batch.template.types import Ints


def came_before(row: int, d: int, event: int, at: Ints, tie: Ints, extras: Ints, changes: Ints) -> bool:
    """True if a change came before the purchase `event` of day `d` (NONE: before the end of day `d`)."""
    if event == NONE or changes[row + T_EVENT] == NONE:
        return changes[row + T_ON] <= d
    other = changes[row + T_EVENT]
    if other >= 0:
        other_at = at[other]
        other_tie = tie[other] + 0
    else:
        other_at = extras[(-2 - other) * X_SIZE + X_AT]
        other_tie = extras[(-2 - other) * X_SIZE + X_TIE]
    return other_at < at[event] or (other_at == at[event] and other_tie < tie[event])


def introducer_tier(who: int, d: int, event: int, at: Ints, tie: Ints, members: Ints, extras: Ints, changes: Ints) -> int:
    """The tier that the member `who` held then, or NONE if there is nobody."""
    if who < 0:
        return NONE
    first = members[who * M_SIZE + M_T0]
    low = 0
    high = members[who * M_SIZE + M_TN]
    while low < high:
        middle = (low + high) // 2
        if came_before((first + middle) * T_SIZE, d, event, at, tie, extras, changes):
            low = middle + 1
        else:
            high = middle
    if low > 0:
        return changes[(first + low - 1) * T_SIZE + T_TO]
    return max(0, members[who * M_SIZE + M_OPEN_TIER])
