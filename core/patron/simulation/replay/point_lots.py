"""One member's lots told again from postings: the loop over all members, compiled where there are many."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

EARNED, TAKEN_BACK = 1, 3  # kinds of postings, in the order of a day: 0 expires before, 2 is spent in between
Ints = npt.NDArray[np.int64]


def follow(
    starts: Ints,
    on: Ints,
    kind: Ints,
    rule: Ints,
    points: Ints,
    returned: Ints,
    given: Ints,
    ends: Ints,
    oldest: Ints,
    lots: Ints,
    found: Ints,
) -> None:
    """Adds each member's points at each of `ends` to `found`: by age, below zero, and of which the age is not sure.

    Rows: day, kind, rule and points of a posting; the day of the purchase that came back then, and the points given to the
    member that day. `oldest`: for each end the first day of earning still within each bound of the ages.
    Member n has the rows from starts[n] to starts[n + 1]. `lots` is room for one member: day, rule, points left.
    """
    for n in range(len(starts) - 1):
        size = 0  # lots so far
        head = 0  # those before it are empty
        hole = 0  # how far the member is below zero
        unsure = 0
        month = 0
        i, stop = starts[n], starts[n + 1]
        while month < len(ends):
            while i < stop and on[i] <= ends[month]:
                left = points[i]
                if kind[i] == EARNED:
                    lots[size, 0] = on[i]
                    lots[size, 1] = rule[i]
                    lots[size, 2] = left
                    size += 1
                    unsure += min(left, given[i])
                else:
                    if kind[i] == TAKEN_BACK:  # first from the lots of the purchase that came back
                        for k in range(head, size):
                            if left > 0 and lots[k, 0] == returned[i] and lots[k, 1] == rule[i]:
                                part = min(left, lots[k, 2])
                                lots[k, 2] -= part
                                left -= part
                        unsure += left
                    for k in range(head, size):
                        if left == 0:
                            break
                        if lots[k, 1] == rule[i]:
                            part = min(left, lots[k, 2])
                            lots[k, 2] -= part
                            left -= part
                    hole += left
                i += 1
                if i == stop or on[i] != on[i - 1]:  # the end of the day: points fill the hole
                    for k in range(head, size):
                        part = min(hole, lots[k, 2])
                        lots[k, 2] -= part
                        hole -= part
                    while head < size and lots[head, 2] == 0:
                        head += 1
            whole = 0
            for k in range(head, size):
                whole += lots[k, 2]
                age = 0
                while age < oldest.shape[1] and lots[k, 0] < oldest[month, age]:
                    age += 1
                found[month, age] += lots[k, 2]
            found[month, oldest.shape[1] + 1] -= hole
            unsure = min(unsure, whole)
            found[month, oldest.shape[1] + 2] += unsure
            month += 1
