"""The files as they are read: purchases in pieces that wait on disk, so that memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.files.columns import Column, member_columns, movement_columns, purchase_columns
from patron.files.mapping import read_mapping
from patron.files.problems import Problem, to_findings
from patron.files.profile_words import in_our_words
from patron.files.read import joined, rejected_of, unused_keys
from patron.files.rejected import Rejected
from patron.files.source import FIRST_ROW, Source
from patron.files.sources import open_source
from patron.files.table import Table, read_table
from patron.files.tier_words import in_our_tiers
from patron.findings import Finding, FindingsError
from patron.store.importing.request import ImportRequest
from patron.store.store import Progress
from patron.vocabulary import Industry

PIECE = 250_000  # rows of the purchases file that are read at once
WALK_INS = 1024  # sets that walk-in sales are spread over, by their id
Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Keys:
    """Of each row of sale or return, by hashes: whose it is (`member`, walk-ins by sets of their own), and its id (`purchase`).

    `returns` are the places of the rows that take something back, `returned` the ids of what they take back.
    """

    member: Hashes
    purchase: Hashes
    returns: npt.NDArray[np.int64]
    returned: Hashes

    @classmethod
    def none(cls) -> Keys:
        """Of no rows."""
        empty = np.empty(0, dtype=np.uint64)
        return cls(empty, empty, np.empty(0, dtype=np.int64), empty)


@dataclass(frozen=True, slots=True)
class Read:
    """All files: members and movements whole (in `rest`, without sales and returns), purchases in pieces with their keys."""

    rest: History
    pieces: tuple[Path, ...]
    keys: Keys
    rejected: tuple[Rejected, ...] = ()
    unread: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    headings: Mapping[str, Mapping[str, str]] | None = None
    rows: int = 0  # of all files


def read(request: ImportRequest, plan: Plan, industry: Industry, folder: Path, progress: Progress) -> Read:
    """Read the files; raises FindingsError with what cannot be read, or sets such rows aside with `skip`."""
    mapping = read_mapping(request.mapping)
    wanted: list[tuple[str, Path, Sequence[Column]]] = []
    about_members = member_columns(industry, plan.profile_fields)
    if request.purchases is not None:
        wanted.append(("purchases", request.purchases, purchase_columns(industry, plan.places)))
    if request.members is not None:
        wanted.append(("members", request.members, about_members))
    if request.movements is not None:
        wanted.append(("movements", request.movements, movement_columns(plan.places)))
    skip = request.on_error == "skip"
    tables: dict[str, Table] = {}
    problems: dict[str, list[Problem]] = {}
    findings: list[Finding] = []
    spool = _Spool(folder)
    for name, path, columns in wanted:
        found = problems.setdefault(name, [])
        bad = 0
        try:
            for piece in _slices(path, whole=name != "purchases", progress=progress):
                table = read_table(piece.source, columns, mapping, plan.time_zone, every_problem=skip)
                table = _moved(table, piece.offset)
                tables[name] = table
                found += table.problems
                bad += table.bad_rows
                if name == "purchases":
                    spool.take(table.frame)
        except FindingsError as error:
            findings += error.findings
            continue
        if not skip:
            findings += to_findings(path, found, max(bad, len(found)))
    findings += unused_keys(mapping, wanted, tables)
    if findings:
        raise FindingsError(findings)
    paths = {name: path for name, path, _ in wanted}
    rest = joined({name: table for name, table in tables.items() if name != "purchases"}, paths)
    rest = in_our_tiers(replace(rest, movements=in_our_words(rest.movements, about_members)), plan.tiers)
    return Read(
        rest,
        tuple(spool.paths),
        spool.keys(),
        tuple(rejected_of(path, problems[name]) for name, path, _ in wanted if problems[name]),
        tuple((path, tables[name].match.unread) for name, path, _ in wanted if tables[name].match.unread),
        {str(path): tables[name].match.headings for name, path, _ in wanted},
        spool.rows + rest.members.height + rest.movements.height,
    )


@dataclass(frozen=True, slots=True)
class _Slice:
    source: Source
    offset: int  # rows of the file before it


def _slices(path: Path, *, whole: bool, progress: Progress) -> Iterator[_Slice]:
    """The file in pieces of at most PIECE rows; at least one."""
    source = open_source(path)
    height = int(source.frame.select(pl.len()).collect().item())
    if whole or height <= PIECE:
        yield _Slice(source, 0)
        return
    for offset in range(0, height, PIECE):
        broken = tuple(
            replace(one, row=one.row - offset) for one in source.broken if FIRST_ROW + offset <= one.row < FIRST_ROW + offset + PIECE
        )
        yield _Slice(replace(source, frame=source.frame.slice(offset, PIECE), broken=broken), offset)
        progress("read", min(offset + PIECE, height), height)


def _moved(table: Table, offset: int) -> Table:
    """The rows as they are numbered in the whole file."""
    if not offset:
        return table
    frame = table.frame.with_columns(pl.col("row") + offset)
    return replace(table, frame=frame, problems=tuple(replace(one, row=one.row + offset) for one in table.problems))


class _Spool:
    """Pieces on disk, and the keys of their rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []
        self.rows = 0
        self._keys: list[tuple[Hashes, Hashes]] = []
        self._returns: list[tuple[npt.NDArray[np.int64], Hashes]] = []

    def take(self, frame: pl.DataFrame) -> None:
        path = self.folder / f"piece-{len(self.paths)}.arrow"
        frame.write_ipc(path)
        self.paths.append(path)
        keys = frame.select(member_key(), purchase_key("purchase_id"), back=purchase_key("returns"))
        back = keys["back"].is_not_null().arg_true()
        self._keys.append((keys["key"].to_numpy(), keys["purchase_id"].to_numpy()))
        self._returns.append((back.to_numpy().astype(np.int64) + self.rows, keys["back"].gather(back).to_numpy()))
        self.rows += frame.height

    def keys(self) -> Keys:
        """Of all rows so far."""
        empty = np.empty(0, dtype=np.uint64)
        member, purchase = (np.concatenate([empty, *(pair[place] for pair in self._keys)]) for place in (0, 1))
        returned = np.concatenate([empty, *(pair[1] for pair in self._returns)])
        rows = np.concatenate([np.empty(0, dtype=np.int64), *(pair[0] for pair in self._returns)])
        return Keys(member, purchase, rows, returned)


def member_key() -> pl.Expr:
    """Of a row of sale or return: a hash of the member, of a walk-in one that it shares with others of the same purchase."""
    nobody = pl.coalesce("returns", "purchase_id").hash(2) % WALK_INS
    return pl.when(pl.col("member_id").is_null()).then(nobody).otherwise(hashed("member_id")).alias("key")


def hashed(column: str) -> pl.Expr:
    """The key of a member by her id."""
    return pl.col(column).hash(1)


def purchase_key(column: str) -> pl.Expr:
    """The key of a purchase by its id; null where there is none."""
    return pl.when(pl.col(column).is_not_null()).then(pl.col(column).hash(3))
