"""All members in groups that can be decided by themselves: bounded in number, and each with those whom its members affect."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

from patron.store.database import Database
from patron.store.reading.closure import Links, affected
from patron.store.reading.naming import members

GROUP = 1000  # members; those whom they affect come on top
_READ = 50_000


class Members:
    """Every member's number, 8 bytes each."""

    def __init__(self, connection: Connection) -> None:
        last = connection.execute(select(func.max(members.c.number))).scalar_one() or 0
        parts = [np.empty(0, np.int64)]
        for first in range(0, last, _READ):
            query = select(members.c.number).where(members.c.number > first, members.c.number <= first + _READ)
            parts.append(np.array(connection.execute(query.order_by(members.c.number)).scalars().all(), np.int64))
        self.numbers: npt.NDArray[np.int64] = np.concatenate(parts)
        self._last = last
        self._passed = np.zeros(last + 1, np.bool_)

    def __len__(self) -> int:
        return len(self.numbers)

    def pass_over(self, numbers: Collection[int]) -> None:
        """Nobody needs to ask for these members."""
        self._passed[list(numbers)] = True

    def groups(self, database: Database, links: Links, size: int | None = None) -> Iterator[tuple[list[int], set[int]]]:
        """Members whom a group asks for, and all whom it decides; each member who was not passed over is decided in one group at least."""
        size = GROUP if size is None else size
        seen = self._passed.copy()
        place = 0
        while place < len(self.numbers):
            asked: list[int] = []
            while place < len(self.numbers) and len(asked) < size:
                number = int(self.numbers[place])
                place += 1
                if not seen[number]:
                    asked.append(number)
            if asked:
                with database.read() as connection:
                    decided = affected(connection, asked, links)
                new = {number for number in decided if not seen[number]}
                seen[list(decided)] = True
                yield asked, new
