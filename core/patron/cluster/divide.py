"""Rows by part: each member's to the part of its id, gifts to the receiver's part too, and whom the other parts read."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from patron.cluster.job import Job
from patron.cluster.parcels import Parcel, pack
from patron.cluster.places import parts_of
from patron.cluster.reading import asks
from patron.engine.history import History


def divided(job: Job, history: History, source: int) -> Iterator[Parcel]:
    """The parcels of some rows of the files; `source` numbers them, so that parts join them in one order."""
    for name in ("lines", "returns", "members"):
        frame: pl.DataFrame = getattr(history, name)
        yield from _sent(job, name, frame, _places(frame, name, job.parts), source)
    moved = history.movements
    place = _places(moved, "movements", job.parts)
    yield from _sent(job, "movements", moved, place, source)
    there = parts_of(moved["to_member"], job.parts)
    gifts = (moved["kind"] == "give").fill_null(value=False) & there.is_not_null() & (there != place).fill_null(value=False)
    yield from _sent(job, "movements", moved.filter(gifts), there.filter(gifts), source)
    wanted = asks(job.plan, history, job.parts)
    at = parts_of(wanted["member_id"], job.parts)
    for part in sorted(set(at.to_list())):
        yield from pack(part, "asks", "asks", source, wanted.filter(at == part))


def _places(frame: pl.DataFrame, name: str, parts: int) -> pl.Series:
    """The part of each row: its member's; without one, that of the purchase it belongs to or takes back, or of the movement."""
    place = parts_of(frame["member_id"], parts)
    if not place.null_count():
        return place
    instead = {"lines": "purchase_id", "returns": "returns", "movements": "movement_id"}.get(name, "member_id")
    return place.fill_null(parts_of(frame[instead], parts)).fill_null(0)


def _sent(job: Job, name: str, frame: pl.DataFrame, place: pl.Series, source: int) -> Iterator[Parcel]:
    if frame.is_empty():
        return
    order = place.arg_sort()
    sizes = place.value_counts().sort("part")
    first = 0
    kind = "rows"
    arranged = frame[order]
    for part, count in sizes.iter_rows():
        yield from pack(part, kind, name, source, arranged[first : first + count])
        first += count
