"""The files of a command, looked at without being read: headings, columns, and the slices that tasks will read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

import polars as pl

from patron.cluster.slices import SLICE_ROWS, Reader, Slice, parquet_slices
from patron.engine.batch.structure import uses_introducers
from patron.engine.history import SourceNames
from patron.engine.plan import Plan
from patron.files.csv_slices import Stretch, line_start
from patron.files.csv_source import first_row
from patron.files.mapping import read_mapping
from patron.files.prepare import DataFiles, Prepared, in_their_words
from patron.files.problems import whole_file
from patron.files.read import unused_keys
from patron.files.source import Source
from patron.files.sources import MAGIC, open_source
from patron.files.table import Table, read_table
from patron.findings import Finding, FindingsError
from patron.vocabulary import Industry

_HEAD = 1 << 16
LARGE_CSV = 64 << 20  # bytes; from here a CSV file is read in stretches of as many, if its lines are its rows
Looking = Callable[[Sequence[Slice]], list[Stretch]]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of the files before they are read; `prepared` has no rows, but the headings and what nothing reads.

    `lines`, `members`: the columns of those frames; `rows`: how many lines there are about, -1 where nobody has counted.
    """

    reader: Reader
    slices: tuple[Slice, ...]
    names: SourceNames
    prepared: Prepared
    may_have: frozenset[str]
    lines: Mapping[str, pl.DataType]
    members: Mapping[str, pl.DataType]
    rows: int

    def in_their_words(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with the columns' headings as the files have them."""
        return in_their_words(findings, self.prepared)


def look_at_files(files: DataFiles, plan: Plan, industry: Industry, *, cores: int, looking: Looking) -> Inputs:
    """Raises FindingsError for files that cannot be read at all. `looking` looks at stretches of CSV files in parallel."""
    reader = Reader(plan, industry, read_mapping(files.mapping))
    paths = {"purchases": files.purchases, "members": files.members, "movements": files.movements}
    wanted = [(kind, path, reader.columns(kind)) for kind, path in paths.items() if path is not None]
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for kind, path, columns in wanted:
        try:
            source = _heading(path)
            tables[kind] = read_table(replace(source, frame=source.frame.slice(0, 0)), columns, reader.mapping, plan.time_zone)
        except FindingsError as error:
            findings += error.findings
    findings += unused_keys(reader.mapping, wanted, tables)
    if findings:
        raise FindingsError(findings)
    slices = [one for kind, path, _ in wanted for one in _slices(kind, path, cores, looking)]
    names = SourceNames(**{kind: path for kind, path, _ in wanted})
    nothing = replace(reader.history(tables, Path()), names=names)
    unread = tuple((path, tables[kind].match.unread) for kind, path, _ in wanted if tables[kind].match.unread)
    headings = {str(path): tables[kind].match.headings for kind, path, _ in wanted}
    return Inputs(
        reader,
        tuple(slices),
        names,
        Prepared(nothing, unread=unread, headings=headings),
        _may_have(plan, tables),
        nothing.lines.schema,
        nothing.members.schema,
        _lines(slices),
    )


def _may_have(plan: Plan, tables: Mapping[str, Table]) -> frozenset[str]:
    """What some part may have, as of `patron.engine.batch.Part`."""
    told = uses_introducers(plan) or bool(plan.points.referral)
    found = {"movements"} if "movements" in tables or told else set[str]()
    found |= {"returns"} if "purchases" in tables and "returns" in tables["purchases"].match.index else set()
    return frozenset(found | ({"opening_points"} if "members" in tables and "opening_points" in tables["members"].match.index else set()))


def _heading(path: Path) -> Source:
    """The file's headings; only small files and those that cannot be cut are opened as a whole."""
    if path.is_dir():
        message = "is a folder; on a cluster files are read, each by many tasks"
        raise FindingsError([whole_file(path, "not-a-table", message, "give the Parquet or CSV file itself")])
    if not _is_large_csv(path):
        return open_source(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    headings, _ = first_row(path, head)
    names = [f"c{index}" for index in range(len(headings))]
    return Source(path, headings, pl.LazyFrame(schema=dict.fromkeys(names, pl.String())))


def _is_large_csv(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        size = path.stat().st_size
    except OSError:
        return False  # `open_source` says what is wrong
    magic = head[:MAGIC]
    other = magic[:4] in {b"PAR1", b"PK\x03\x04"} or magic[:2] in {b"\xff\xfe", b"\xfe\xff"} or magic == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    named = path.suffix.lower() in {".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
    return size >= LARGE_CSV and not other and not named and b"\x00" not in head and _is_text(head)


def _is_text(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start >= _HEAD - 3
    return True


def _slices(kind: str, path: Path, cores: int, looking: Looking) -> Iterator[Slice]:
    with path.open("rb") as file:
        parquet = file.read(4) == b"PAR1"
    if parquet:
        import pyarrow.parquet as pq

        rows = pq.read_metadata(path).num_rows
        yield from parquet_slices(kind, path, max(1, rows // (2 * cores)))
        return
    if not _is_large_csv(path):
        yield Slice(kind, path)
        return
    looked = looking(list(_stretches(kind, path)))
    if not all(one.plain for one in looked):
        yield Slice(kind, path)  # its rows can only be told from its beginning
        return
    before = accumulate((one.lines for one in looked), initial=0)
    for one, first in zip(looked, before, strict=False):
        yield Slice(kind, path, first, one.lines, one.start, one.end)


def _stretches(kind: str, path: Path) -> Iterator[Slice]:
    size = path.stat().st_size
    cuts = [line_start(path, 1), *(line_start(path, at) for at in range(LARGE_CSV, size, LARGE_CSV)), size]
    for start, end in pairwise(dict.fromkeys(cuts)):
        yield Slice(kind, path, start=start, end=end)


def _lines(slices: Sequence[Slice]) -> int:
    """About how many purchase lines there are."""
    ours = [one.rows for one in slices if one.kind == "purchases"]
    return sum(SLICE_ROWS if rows is None else rows for rows in ours)
