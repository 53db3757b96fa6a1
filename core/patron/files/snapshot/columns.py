"""Tables as files: a column is written piece by piece, and read by mapping its files into memory."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.files.snapshot.arrow import FORMATS, INLINE, series_over, views_of
from patron.files.snapshot.model import StoredColumn, StoredFile, StoredTable

_DIFFERENT = {"purchase_id", "returns", "movement_id", "phone"}  # their texts hardly ever come twice
_MOST_KNOWN = 100_000  # texts of a column that are kept in mind, so that each stands in the file once
BUFFER = 2**30  # bytes of texts in one buffer, and of a piece's texts


class _Sink:
    """A file that is being written, and its checksum."""

    def __init__(self, path: Path, *, durable: bool) -> None:
        self.path, self.durable, self.bytes = path, durable, 0
        self._file = path.open("wb")
        self._sum = hashlib.sha256()

    def write(self, data: Any) -> None:
        content = memoryview(data if isinstance(data, bytes) else data.reshape(-1).view(np.uint8))
        self._file.write(content)
        self.bytes += len(content)
        if self.durable:
            self._sum.update(content)

    def close(self) -> StoredFile:
        """Complete and on the disk, where it is to stay."""
        if self.durable:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        return StoredFile(name=self.path.name, bytes=self.bytes, sha256=self._sum.hexdigest())

    def remove(self) -> None:
        self._file.close()
        self.path.unlink()


class _Column:
    """One column that is being written."""

    def __init__(self, path: Path, name: str, kind: str, *, durable: bool) -> None:
        self.name, self.kind = name, kind
        self.nulls = self.rows = 0
        self._bits = np.empty(0, dtype=np.bool_)  # of rows that fill no byte yet
        self._valid = _Sink(path.with_name(path.name + ".valid"), durable=durable)
        self._values = _Sink(path.with_name(path.name + (".views" if kind == "String" else ".values")), durable=durable)
        self._texts = _Sink(path.with_name(path.name + ".texts"), durable=durable) if kind == "String" else None
        self._cuts = [0]
        self._known: dict[str, tuple[int, int]] = {}

    def append(self, cells: pl.Series) -> None:
        if self._texts is not None and len(cells) > 1 and int(cells.str.len_bytes().sum() or 0) > BUFFER:
            half = len(cells) // 2
            self.append(cells[:half])
            self.append(cells[half:])
            return
        valid = cells.is_not_null().to_numpy() if cells.null_count() else np.ones(len(cells), dtype=np.bool_)
        self.nulls += cells.null_count()
        self.rows += len(cells)
        bits = np.concatenate([self._bits, valid])
        whole = len(bits) // 8 * 8
        self._valid.write(np.packbits(bits[:whole], bitorder="little"))
        self._bits = bits[whole:]
        if self._texts is None:
            self._values.write(np.ascontiguousarray(cells.fill_null(0).to_numpy()))
            return
        views = views_of(cells)
        views[~valid] = 0
        long = views[:, 0] > INLINE
        if long.any():
            views[long, 2:] = self._put(self._texts, cells.filter(pl.Series(long)), views[long, 0])
        self._values.write(views)

    def _put(self, sink: _Sink, texts: pl.Series, lengths: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
        """Write the texts; gives the buffer and the place in it of each."""
        if self.name in _DIFFERENT:
            return self._write(sink, texts, lengths)
        once = texts.rename("text").unique(maintain_order=True)
        fresh = once.filter(pl.Series([text not in self._known for text in once], dtype=pl.Boolean))
        made = self._write(sink, fresh, fresh.str.len_bytes().to_numpy())
        if len(self._known) + len(fresh) <= _MOST_KNOWN:
            self._known |= zip(fresh, map(tuple, made.tolist()), strict=True)
            places = np.array([self._known[text] for text in once], dtype=np.uint32).reshape(-1, 2)
        else:
            new = dict(zip(fresh, made.tolist(), strict=True))
            places = np.array([new.get(text) or self._known[text] for text in once], dtype=np.uint32).reshape(-1, 2)
        index = once.to_frame().with_row_index("n")
        found = texts.rename("text").to_frame().join(index, on="text", how="left", maintain_order="left")["n"].to_numpy()
        return np.asarray(places[found])

    def _write(self, sink: _Sink, texts: pl.Series, lengths: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
        sizes = lengths.astype(np.int64)
        if sink.bytes - self._cuts[-1] + int(sizes.sum()) > BUFFER and sink.bytes > self._cuts[-1]:
            self._cuts.append(sink.bytes)
        places = np.empty((len(sizes), 2), dtype=np.uint32)
        places[:, 0] = len(self._cuts) - 1
        places[:, 1] = sink.bytes - self._cuts[-1] + np.cumsum(sizes) - sizes
        sink.write(str(texts.str.join("").item()).encode() if len(texts) else b"")
        return places

    def close(self) -> StoredColumn:
        self._valid.write(np.packbits(self._bits, bitorder="little"))
        sinks = [one for one in (self._valid, self._values, self._texts) if one is not None]
        empty = self.nulls == self.rows
        unused = [one for one in sinks if empty or (one is self._valid and not self.nulls) or (one is self._texts and not one.bytes)]
        for one in unused:
            one.remove()
        valid, values, texts = (None if one is None or one in unused else one.close() for one in (self._valid, self._values, self._texts))
        cuts = self._cuts if texts is not None else []
        return StoredColumn(name=self.name, kind=self.kind, nulls=self.nulls, valid=valid, values=values, texts=texts, cuts=cuts)  # type: ignore[arg-type]


class TableWriter:
    """A table that is being written to files `<prefix>.<number>.*` of a folder, all of them new.

    `durable`: checksums are made, and the files are on the disk when the table is closed; else they are for this process only.
    """

    def __init__(self, folder: Path, prefix: str, schema: Mapping[str, pl.DataType], *, durable: bool = True) -> None:
        self.schema = dict(schema)
        self._columns = [
            _Column(folder / f"{prefix}.{number}-{_plain(name)}", name, str(kind), durable=durable)
            for number, (name, kind) in enumerate(schema.items())
        ]

    def append(self, frame: pl.DataFrame) -> None:
        """Further rows, with the columns of the schema."""
        for column in self._columns:
            column.append(frame[column.name])

    def close(self) -> StoredTable:
        """The table, complete."""
        rows = self._columns[0].rows
        return StoredTable(rows=rows, columns=[column.close() for column in self._columns])


def _plain(name: str) -> str:
    """A column's name as far as every disk takes it."""
    return "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign == "_"))[:40] or "column"


def write_table(folder: Path, prefix: str, frame: pl.DataFrame) -> StoredTable:
    """A frame as files."""
    writer = TableWriter(folder, prefix, frame.schema)
    writer.append(frame)
    return writer.close()


def map_table(folder: Path, table: StoredTable) -> pl.DataFrame:
    """The table, mapped: a row is read from the disk when it is first looked at. Raises OSError if a file is not there."""
    if not table.rows:
        return pl.DataFrame(schema={column.name: getattr(pl, column.kind) for column in table.columns})
    filled = [_mapped(folder, table.rows, column) for column in table.columns if column.values is not None]
    empty = [pl.lit(None, getattr(pl, column.kind)).alias(column.name) for column in table.columns if column.values is None]
    frame = pl.DataFrame(filled) if filled else pl.DataFrame({"": np.zeros(table.rows, dtype=np.uint8)})
    return frame.with_columns(empty).select(column.name for column in table.columns)


def _mapped(folder: Path, rows: int, column: StoredColumn) -> pl.Series:
    assert column.values is not None
    kind = FORMATS[column.kind][1]
    valid = None if column.valid is None else _map(folder, column.valid, np.dtype(np.uint8))
    values = _map(folder, column.values, np.dtype(np.uint32 if kind is None else kind))
    texts = [] if column.texts is None else _buffers(_map(folder, column.texts, np.dtype(np.uint8)), column.cuts)
    return series_over(column.kind, rows, column.nulls, [valid, values, *texts]).alias(column.name)


def _buffers(texts: npt.NDArray[Any], cuts: list[int]) -> list[npt.NDArray[Any]]:
    return [texts[start:end] for start, end in zip(cuts, [*cuts[1:], len(texts)], strict=True)]


def _map(folder: Path, file: StoredFile, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    return np.memmap(folder / file.name, dtype=dtype, mode="r", shape=(file.bytes // dtype.itemsize,))
