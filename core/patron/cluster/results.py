"""Results on a cluster to files: sorted by Spark, written in pieces by tasks, put together without being read into memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from patron.cluster.parcels import Parcel
from patron.cluster.tasks import parcels
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS
from patron.files.results import change_table, member_table
from patron.files.write import MOST_EXCEL_ROWS, Output, csv_text, write_table

_TYPES = {pl.String(): pa.string(), pl.Int32(): pa.int32(), pl.Int64(): pa.int64()}
_COLUMNS = {"members": MEMBER_COLUMNS, "changes": CHANGE_COLUMNS}
_PLACE = "place"  # in the order of happening, within a member
_PIECES = "path string, first string, rows long"
PIECE_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """One output: `name` is members or changes, `rows` how many there are."""

    name: str
    path: Path
    rows: int


def arrow_schema(name: str) -> pa.Schema:
    """The columns of a result, and the place of a row among its member's."""
    return pa.schema([*((column, _TYPES[kind]) for column, kind in _COLUMNS[name].items()), (_PLACE, pa.int64())])


def spark_schema(name: str) -> str:
    """The same, as Spark writes it."""
    words = {pa.string(): "string", pa.int32(): "int", pa.int64(): "long"}
    return ", ".join(f"`{column.name}` {words[column.type]}" for column in arrow_schema(name))


def rows(name: str, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Parcels of results as rows that Spark can sort."""
    from patron.cluster.parcels import unpack

    schema = arrow_schema(name)
    for one in parcels(found):
        frame = next(iter(unpack([Parcel(one.part, one.kind, one.name, one.source, 0, one.body)]).values()))
        frame = frame.with_row_index(_PLACE).with_columns(pl.col(_PLACE).cast(pl.Int64) + one.piece * (1 << 40))
        arrays = [frame[column.name].to_arrow(compat_level=pl.CompatLevel.oldest()).cast(column.type) for column in schema]
        yield from pa.Table.from_arrays(arrays, schema=schema).to_batches(max_chunksize=100_000)


def write_piece(name: str, places: int, ending: str, folder: str, found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One sorted stretch of the result as files in `folder`, each of about PIECE_ROWS rows."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in found:
        waiting.append(batch)
        count += batch.num_rows
        if count >= PIECE_ROWS:
            yield _written(name, places, ending, folder, waiting)
            waiting, count = [], 0
    if count:
        yield _written(name, places, ending, folder, waiting)


def _written(name: str, places: int, ending: str, folder: str, batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    columns = _COLUMNS[name]
    frame = pl.from_arrow(pa.Table.from_batches(batches))
    assert isinstance(frame, pl.DataFrame), "a table of several columns"
    frame = frame.select(pl.col(column).cast(kind) for column, kind in columns.items())
    shown = member_table(frame, places) if name == "members" else change_table(frame)
    handle, path = tempfile.mkstemp(prefix=f"{name}-", suffix=ending, dir=folder)  # an attempt that fails leaves a file that nobody reads
    with os.fdopen(handle, "wb") as file:
        if ending == ".csv":
            file.write(csv_text(shown, heading=False))
        else:
            shown.write_ipc(file)
    first = frame["member_id"].item(0)
    return pa.RecordBatch.from_pydict({"path": [path], "first": [first], "rows": [frame.height]})


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder beside the output for the pieces; it is gone afterwards, whatever happens."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pieces(frames: Sequence[Any], table: Table, places: int, folder: Path, cores: int) -> list[Path]:
    """The pieces of a result in its order; sorted and written by tasks."""
    from pyspark.sql import functions as f

    ending = ".csv" if table.path.suffix.lower() == ".csv" else ".arrow"
    every = None
    for one in frames:
        ours = one.where((f.col("kind") == "done") & (f.col("name") == table.name))
        every = ours if every is None else every.unionAll(ours)
    assert every is not None, "a run has results"
    typed = every.mapInArrow(partial(rows, table.name), spark_schema(table.name))
    stretches = max(1, min(4 * cores, table.rows // PIECE_ROWS + 1)) if table.rows < PIECE_ROWS * 4 * cores else table.rows // PIECE_ROWS
    typed = typed.repartitionByRange(stretches, "member_id").sortWithinPartitions("member_id", _PLACE)
    folder.chmod(0o777)  # workers may be other users
    written = typed.mapInArrow(partial(write_piece, table.name, places, ending, str(folder)), _PIECES).collect()
    return [Path(row.path) for row in sorted(written, key=lambda row: (row.first.encode(), row.path))]


def put_together(table: Table, found: Sequence[Path], empty: pl.DataFrame, to: Path) -> None:
    """The pieces as one file, the same as if the table had been written at once. Raises ValueError for what a file cannot hold."""
    ending = table.path.suffix.lower()
    if ending == ".csv":
        with to.open("wb") as file:
            file.write(csv_text(empty, heading=True))
            for one in found:
                with one.open("rb") as piece:
                    shutil.copyfileobj(piece, file, 1 << 20)
        return
    if ending == ".xlsx" and table.rows > MOST_EXCEL_ROWS:
        raise ValueError(f"{table.path}: Excel holds at most {MOST_EXCEL_ROWS:,} rows, these are {table.rows:,}; choose .csv or .parquet")
    scanned = pl.scan_ipc(list(found)) if found else empty.lazy()
    if ending == ".xlsx":
        write_table(scanned.collect(), to)
    else:
        scanned.sink_parquet(to)


__all__ = ["Output", "Table", "pieces", "put_together", "staging", "write_piece"]
