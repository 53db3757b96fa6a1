"""What was told as the engine's events, as `patron.engine.reference.events` reads them from a history."""

from __future__ import annotations

from collections.abc import Sequence

from patron.engine.plan.streams import unit_of_empty
from patron.engine.reference.events import Line, Movement, Purchase, Return, ReturnRow, line_order
from patron.engine.reference.goods import Columns
from patron.store.deciding.outcome import Row
from patron.store.deciding.recording import Happened


def purchase_event(event: Happened, member: str, rows: Sequence[Row], columns: Columns, *, group: bool) -> Purchase:
    """A sale; `rows` are those of `purchase_lines`, `fields` as dictionaries."""
    lines = [_line(place, row, columns) for place, row in enumerate(rows)]
    if len(lines) > 1:
        lines.sort(key=line_order)
    return Purchase(event.id, member, event.at, event.day, group, lines)


def _line(place: int, row: Row, columns: Columns) -> Line:
    fields = row["fields"]
    texts = [row[name] if name in row else fields.get(name) for name in columns.texts]
    units = [row[name] if name in row else fields.get(name) for name in columns.units]
    counted = tuple([unit_of_empty(name) if unit is None else unit for name, unit in zip(columns.units, units, strict=True)])
    return Line(place, row["line"], row["amount"], row["list_amount"], (row["category"], row["tender"], *texts), units=counted)


def return_event(event: Happened, member: str, of: str, rows: Sequence[tuple[str | None, int]]) -> Return:
    """A return of (category, amount) rows of one purchase."""
    told = sorted(rows, key=lambda row: (row[0] is not None, row[0] or "", row[1]))
    return Return(event.id, member, event.at, event.day, [ReturnRow(of, category, amount) for category, amount in told])


def movement_event(event: Happened, member: str, to_member: str | None, cells: Row) -> Movement:
    """A movement by its cells."""
    return Movement(
        event.id, member, event.at, event.day, 0, cells["kind"], cells.get("points") or 0, to_member, cells.get("ref"), cells.get("value")
    )
