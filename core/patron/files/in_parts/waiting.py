"""Rows that wait until their part is worked out: in memory, or in one file on the disk."""

from __future__ import annotations

import io
import os
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import polars as pl

Bounds = npt.NDArray[np.int64]


class NoPlaceError(Exception):
    """The disk does not take rows that do not fit into memory. Its text is for the user."""

    def __init__(self, error: OSError) -> None:
        where = f"{error.filename}: " if error.filename else ""
        why = error.strerror or str(error)
        super().__init__(f"rows that do not fit into memory cannot wait on the disk: {where}{why} (TMPDIR names another folder for them)")


class Waiting:
    """Pieces of rows, each by part: those of the n-th from bounds[n] to bounds[n + 1]. Threads may add and ask at once.

    Raises NoPlaceError where the file cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._held: dict[int, tuple[pl.DataFrame, Bounds]] = {}
        self._places: dict[int, list[tuple[int, int]]] = {}  # by piece, in the file: where the rows of each part are
        self._lock = Lock()

    def add(self, number: int, rows: pl.DataFrame, bounds: Bounds) -> None:
        """The piece of this number."""
        if self._path is None:
            with self._lock:
                self._held[number] = rows, bounds
            return
        stretches = [_bytes(rows[low:high]) for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)]
        try:
            with self._lock, self._path.open("ab") as file:
                places = []
                for one in stretches:
                    places.append((file.tell(), len(one)))
                    file.write(one)
                self._places[number] = places
        except OSError as error:
            raise NoPlaceError(error) from error

    def of(self, part: int) -> list[pl.DataFrame]:
        """The rows of a part, piece by piece in the order of their numbers."""
        held = [rows[int(bounds[part]) : int(bounds[part + 1])] for _, (rows, bounds) in sorted(self._held.items())]
        if self._path is None or not self._places:
            return held
        with self._path.open("rb") as file:
            for _, places in sorted(self._places.items()):
                at, size = places[part]
                held.append(pl.read_ipc_stream(io.BytesIO(os.pread(file.fileno(), size, at))))
        return held


def _bytes(rows: pl.DataFrame) -> bytes:
    body = io.BytesIO()
    rows.write_ipc_stream(body, compression="uncompressed")
    return body.getvalue()
