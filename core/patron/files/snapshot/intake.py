"""Files to tables for a snapshot: purchases in pieces that wait on the disk in order, so that memory does not grow with the file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from patron.engine.history import History, SourceNames
from patron.files.columns import Column, member_columns, movement_columns, purchase_columns
from patron.files.mapping import ColumnMap, read_mapping
from patron.files.match import match_headings
from patron.files.prepare import DataFiles
from patron.files.problems import Problem, to_findings
from patron.files.read import joined, rejected_of, unused_keys
from patron.files.rejected import Rejected
from patron.files.snapshot import ordering
from patron.files.snapshot.columns import TableWriter, map_table
from patron.files.snapshot.ground import Ground
from patron.files.snapshot.model import SourceFile
from patron.files.source import FIRST_ROW, Source
from patron.files.sources import open_source
from patron.files.table import Table, read_table
from patron.findings import Finding, FindingsError


@dataclass
class Intake:
    """`runs` of lines, each in order; everything else is in `rest`, whose lines are none. `sources` say what was read."""

    runs: list[pl.DataFrame]
    rest: History
    sources: list[SourceFile] = field(default_factory=list)
    rejected: tuple[Rejected, ...] = ()


def take_in(files: DataFiles, ground: Ground, folder: Path, before: dict[str, int] | None = None) -> Intake:
    """Read the files; raises FindingsError with what cannot be read, or sets such rows aside with `skip`.

    `folder` takes the pieces. `before`: by table, the number after which its rows are numbered here.
    """
    mapping = read_mapping(files.mapping)
    wanted: list[tuple[str, Path, Sequence[Column]]] = []
    findings: list[Finding] = []
    for name, path in (("purchases", files.purchases), ("members", files.members), ("movements", files.movements)):
        if path is not None:
            try:
                wanted.append((name, path, _columns(name, path, ground, mapping)))
            except FindingsError as error:
                findings += error.findings
    tables: dict[str, Table] = {}
    problems: dict[str, list[Problem]] = {}
    spool = _Spool(folder)
    skip = files.on_error == "skip"
    for name, path, columns in wanted:
        found, bad = problems.setdefault(name, []), 0
        try:
            for table in _tables(path, columns, mapping, ground, whole=name != "purchases", every=skip):
                tables[name] = table
                found += table.problems
                bad += table.bad_rows
                if name == "purchases":
                    spool.take(joined({name: table}, {}))
        except FindingsError as error:
            findings += error.findings
            continue
        if not skip:
            findings += to_findings(path, found, max(bad, len(found)))
    findings += unused_keys(mapping, wanted, tables)
    if findings:
        raise FindingsError(findings)
    rest = joined({name: table for name, table in tables.items() if name != "purchases"}, {})
    sources = [_source(name, path, tables[name], before or {}, spool.rows) for name, path, _ in wanted]
    rest = replace(rest, returns=pl.concat([rest.returns, *spool.returns]), names=SourceNames(**{name: path for name, path, _ in wanted}))
    rejected = tuple(rejected_of(path, problems[name]) for name, path, _ in wanted if problems[name])
    return Intake(spool.runs() or [rest.lines], rest, sources, rejected)


def renumbered(frame: pl.DataFrame, before: int) -> pl.DataFrame:
    """Rows with numbers that no other file of the snapshot has."""
    return frame.with_columns(pl.col("row") + before) if before else frame


def _columns(name: str, path: Path, ground: Ground, mapping: ColumnMap) -> Sequence[Column]:
    """Of members, what nothing reads is kept as text: a scheme may ask for it."""
    if name == "purchases":
        return purchase_columns(ground.industry, ground.places)
    if name == "movements":
        return movement_columns(ground.places)
    known = member_columns(ground.industry, ground.profile_fields)
    unread = match_headings(open_source(path), known, mapping).unread
    free = [heading for heading in unread if unread.count(heading) == 1 and heading not in {one.name for one in known} | {"row"}]
    return (*known, *(Column(heading) for heading in free))


def _tables(path: Path, columns: Sequence[Column], mapping: ColumnMap, ground: Ground, *, whole: bool, every: bool) -> Iterator[Table]:
    """The file in pieces, at least one, with the rows as they are numbered in the whole file."""
    source = open_source(path)
    height = int(source.frame.select(pl.len()).collect().item())
    for offset in range(0, 1 if whole else max(height, 1), ordering.PIECE):
        table = read_table(source if whole else _slice(source, offset), columns, mapping, ground.time_zone, every_problem=every)
        if offset:
            moved = tuple(replace(one, row=one.row + offset) for one in table.problems)
            table = replace(table, frame=renumbered(table.frame, offset), problems=moved)
        yield table


def _slice(source: Source, offset: int) -> Source:
    first, last = FIRST_ROW + offset, FIRST_ROW + offset + ordering.PIECE
    broken = tuple(replace(one, row=one.row - offset) for one in source.broken if first <= one.row < last)
    return replace(source, frame=source.frame.slice(offset, ordering.PIECE), broken=broken)


def _source(name: str, path: Path, table: Table, before: dict[str, int], sold: int) -> SourceFile:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    last = sold if name == "purchases" else int(table.frame["row"].max() or FIRST_ROW)  # type: ignore[arg-type]
    return SourceFile(
        table=name,  # type: ignore[arg-type]
        path=str(path),
        bytes=path.stat().st_size,
        sha256=digest,
        before=before.get(name, 0),
        rows=last,
        headings=table.match.headings,
        unread=list(table.match.unread),
    )


class _Spool:
    """Pieces of lines, in order, on the disk if there are several."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = FIRST_ROW
        self.returns: list[pl.DataFrame] = []
        self._last: pl.DataFrame | None = None
        self._runs: list[pl.DataFrame] = []

    def take(self, piece: History) -> None:
        if self._last is not None:
            self._put(self._last)
        lines, _, _ = ordering.by_member(piece.lines)
        for frame in (piece.lines, piece.returns):
            self.rows = max(self.rows, int(frame["row"].max() or 0))  # type: ignore[arg-type]
        self.returns.append(piece.returns)
        self._last = lines

    def _put(self, lines: pl.DataFrame) -> None:
        writer = TableWriter(self.folder, f"run{len(self._runs)}", lines.schema, durable=False)
        writer.append(lines)
        self._runs.append(map_table(self.folder, writer.close()))

    def runs(self) -> list[pl.DataFrame]:
        """All pieces; a piece alone never goes to the disk."""
        if self._last is None:
            return []
        if self._runs:
            self._put(self._last)
            return self._runs
        return [self._last]
