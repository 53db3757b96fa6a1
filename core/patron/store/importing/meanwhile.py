"""Whether the store is still what a part was checked against: tills, and other parts, may have written since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from patron.engine.history import History
from patron.store.deciding.stored import states
from patron.store.importing.people import known_ids, named_ids
from patron.store.reading.chunks import rows_of
from patron.store.reading.closure import Links, affected, needed
from patron.store.reading.naming import numbers_of

Numbers = npt.NDArray[np.int64]


def _nobody() -> Numbers:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Seen:
    """The members of a part who stood in the store (`asked`), and the states of all whom they are linked with: `numbers`, `versions`."""

    asked: Numbers = field(default_factory=_nobody)
    numbers: Numbers = field(default_factory=_nobody)
    versions: Numbers = field(default_factory=_nobody)

    @classmethod
    def of(cls, connection: Connection, asked: Collection[int], linked: Collection[int]) -> Seen:
        """As the store has them now; `linked` are `asked` and all whom they are linked with."""
        found = sorted(map(tuple, rows_of(connection, select(states.c.member, states.c.version), states.c.member, linked)))
        numbers, versions = (np.array([row[place] for row in found], np.int64) for place in (0, 1))
        return cls(np.array(sorted(asked), np.int64), numbers, versions)

    def still(self, connection: Connection, links: Links, history: History) -> bool:
        """Whether these are the same, and no other member whom the part's history names stands in the store."""
        own = named_ids(history) if links.referrer_tier or links.referral else known_ids(history)
        asked = {*self.asked.tolist(), *numbers_of(connection, own.to_list()).values()}
        now = Seen.of(connection, asked, linked_with(connection, asked, links))
        return np.array_equal(self.numbers, now.numbers) and np.array_equal(self.versions, now.versions)


def linked_with(connection: Connection, asked: Collection[int], links: Links) -> set[int]:
    """These members, whom their events may change, and whose events must be read to decide all of them."""
    return needed(connection, affected(connection, asked, links), links)
