"""What goes from task to task: frames as bytes, each with the part that it is for and what it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

_MOST_BYTES = 64 << 20  # of a frame in memory; a longer one goes in pieces, far below what one cell may hold


@dataclass(frozen=True, slots=True)
class Parcel:
    """A piece of a frame: for `part`, of a `kind` with a `name`; `source` says who sent it, `piece` which piece it is."""

    part: int
    kind: str
    name: str
    source: int
    piece: int
    body: bytes


def pack(part: int, kind: str, name: str, source: int, frame: pl.DataFrame) -> Iterator[Parcel]:
    """The parcels of a frame; an empty one needs none."""
    if frame.is_empty():
        return
    rows = max(1, frame.height * _MOST_BYTES // max(int(frame.estimated_size()), _MOST_BYTES))
    for piece, first in enumerate(range(0, frame.height, rows)):
        body = io.BytesIO()
        frame[first : first + rows].write_ipc_stream(body, compression="lz4")
        yield Parcel(part, kind, name, source, piece, body.getvalue())


def unpack(parcels: Iterable[Parcel]) -> dict[tuple[str, str], pl.DataFrame]:
    """The frames by kind and name, joined in the order of who sent them, whatever order they came in."""
    ordered = sorted(parcels, key=lambda one: (one.kind, one.name, one.source, one.piece))
    frames: dict[tuple[str, str], list[pl.DataFrame]] = {}
    for one in ordered:
        frames.setdefault((one.kind, one.name), []).append(pl.read_ipc_stream(io.BytesIO(one.body)))
    return {key: pl.concat(found, how="vertical") if len(found) > 1 else found[0] for key, found in frames.items()}
