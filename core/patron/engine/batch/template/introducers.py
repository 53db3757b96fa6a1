"""Another member's tier at a moment, read from the changes that its own run has left."""

from __future__ import annotations

from patron.engine.batch.template.layout import M_OPEN_TIER, M_SIZE, M_T0, M_TN, NONE, T_EVENT, T_ON, T_SIZE, T_TO, X_AT, X_SIZE, X_TIE
from patron.engine.batch.template.types import Arrays


def came_before(a: Arrays, row: int, d: int, event: int) -> bool:
    """True if a change came before the purchase `event` of day `d` (NONE: before the end of day `d`)."""
    if event == NONE or a.changes[row + T_EVENT] == NONE:
        return a.changes[row + T_ON] <= d
    other = a.changes[row + T_EVENT]
    if other >= 0:
        other_at = a.at[other]
        other_tie = a.tie[other] + 0
    else:
        other_at = a.extras[(-2 - other) * X_SIZE + X_AT]
        other_tie = a.extras[(-2 - other) * X_SIZE + X_TIE]
    return other_at < a.at[event] or (other_at == a.at[event] and other_tie < a.tie[event])


def introducer_tier(a: Arrays, who: int, d: int, event: int) -> int:
    """The tier that the member `who` held then, or NONE if there is nobody."""
    if who < 0:
        return NONE
    first = a.members[who * M_SIZE + M_T0]
    low = 0
    high = a.members[who * M_SIZE + M_TN]
    while low < high:
        middle = (low + high) // 2
        if came_before(a, (first + middle) * T_SIZE, d, event):
            low = middle + 1
        else:
            high = middle
    if low > 0:
        return a.changes[(first + low - 1) * T_SIZE + T_TO]
    return max(0, a.members[who * M_SIZE + M_OPEN_TIER])
