"""All members in groups that can be decided by themselves: bounded in number, and each with those whom its members affect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

from patron.store.database import Database
from patron.store.deciding.stored import states
from patron.store.reading.closure import Links, affected
from patron.store.reading.naming import members

GROUP = 500  # members; those whom they affect come on top
_READ = 50_000
_NEVER = np.iinfo(np.int32).min


class Members:
    """Every member's number and the day up to which she was decided: 12 bytes each."""

    def __init__(self, connection: Connection) -> None:
        query = select(members.c.number, states.c.decided_to).join_from(members, states, states.c.member == members.c.number, isouter=True)
        numbers, days = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
        last = connection.execute(select(func.max(members.c.number))).scalar_one() or 0
        for first in range(0, last, _READ):
            part = query.where(members.c.number > first, members.c.number <= first + _READ)
            rows = connection.execute(part.order_by(members.c.number)).all()
            numbers.append(np.array([number for number, _ in rows], np.int64))
            days.append(np.array([_NEVER if day is None else day for _, day in rows], np.int32))
        self.numbers: npt.NDArray[np.int64] = np.concatenate(numbers)
        self._days: npt.NDArray[np.int32] = np.concatenate(days)
        self.last = last

    def __len__(self) -> int:
        return len(self.numbers)

    def groups(self, database: Database, links: Links, size: int = GROUP, *, alike: bool = True) -> Iterator[tuple[list[int], set[int]]]:
        """Members whom a group asks for, and all whom it decides; each member is decided in exactly one group.

        Members decided up to the same day come together if `alike`, so that one replay does for them.
        """
        order = np.lexsort((self.numbers, self._days))
        seen = np.zeros(self.last + 1, np.bool_)
        place = 0
        while place < len(order):
            asked: list[int] = []
            day = self._days[order[place]]
            while place < len(order) and len(asked) < size and (not alike or self._days[order[place]] == day):
                number = int(self.numbers[order[place]])
                place += 1
                if not seen[number]:
                    asked.append(number)
            if asked:
                with database.read() as connection:
                    decided = affected(connection, asked, links)
                seen[list(decided)] = True
                yield asked, decided
