"""A movement as it stands in the store."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from patron.store.reading.naming import survivor
from patron.store.tables import MovementRow

movements: Table = MovementRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Moved:
    """`number` is that of its row, `member` that of the member's record as it stands now; None: a card that names nobody."""

    number: int
    movement_id: str
    member: int | None
    at: int
    day: int
    kind: str
    points: int | None
    amount: int | None
    ref: str | None
    value: str | None
    by: str | None

    @property
    def card(self) -> str | None:
        """The number of the card that it is about."""
        return self.ref if self.kind.startswith("card_") else None

    @property
    def times(self) -> int:
        """How many it is about: a whole number in `value`, else one."""
        return int(self.value) if self.value and self.value.isascii() and self.value.isdigit() else 1


_COLUMNS = tuple(
    movements.c[name] for name in ("number", "movement_id", "member", "at", "day", "kind", "points", "amount", "ref", "value", "by")
)


def moved_of(connection: Connection, number: int) -> Moved:
    """The movement of a row."""
    row = connection.execute(select(*_COLUMNS).where(movements.c.number == number)).one()
    found = Moved(*row)
    if found.member is None:
        return found
    return Moved(found.number, found.movement_id, survivor(connection, found.member), *row[3:])
