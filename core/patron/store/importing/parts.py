"""A part of the files: a closed set of members with all their rows, put together from the pieces, and kept on disk once it is checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from patron.engine.history import History
from patron.files.read import joined
from patron.files.table import Table
from patron.store.importing.meanwhile import Seen
from patron.store.importing.pieces import Read, hashed, member_key
from patron.store.importing.request import Counts
from patron.store.importing.sets import Part, Parts

_FRAMES = ("lines", "returns", "movements", "members")
_ANSWERS = ("changes", "postings", "standing")


class PartFiles:
    """The rows of all parts, sorted out of the pieces into a folder of their own."""

    def __init__(self, read: Read, parts: Parts, folder: Path) -> None:
        self.parts = parts.all
        self._read = read
        self._parts = parts
        self._folder = folder
        self._rest_of = {
            "members": parts.of(read.rest.members.select(hashed("member_id"))["member_id"]),
            "movements": parts.of(read.rest.movements.select(_mover())["key"]),
        }
        self._pieces: dict[int, list[Path]] = {}
        for place, piece in enumerate(read.pieces):
            self._sort_out(place, piece)

    def _sort_out(self, place: int, piece: Path) -> None:
        if len(self._parts.all) == 1:
            self._pieces.setdefault(self._parts.all[0].number, []).append(piece)
            return
        frame = pl.read_ipc(piece)
        frame = frame.with_columns(part=self._parts.of(frame.select(member_key())["key"]))
        for (number,), rows in frame.partition_by("part", as_dict=True, include_key=False).items():
            path = self._folder / f"part-{number}-{place}.arrow"
            rows.write_ipc(path)
            self._pieces.setdefault(int(number), []).append(path)
        piece.unlink()

    def history(self, part: Part) -> History:
        """All rows of a part, as the files have them."""
        rest, names = self._read.rest, self._read.rest.names
        tables: dict[str, Table] = {}
        paths = self._pieces.get(part.number, [])
        if paths:
            frame = pl.concat([pl.read_ipc(path) for path in paths], rechunk=True)
            tables["purchases"] = Table(frame, None, (), 0)  # type: ignore[arg-type]
        sales = joined(tables, {})
        return History(
            lines=sales.lines,
            returns=sales.returns,
            movements=rest.movements.filter(self._rest_of["movements"] == part.number),
            members=rest.members.filter(self._rest_of["members"] == part.number),
            names=names,
        )


def _mover() -> pl.Expr:
    nobody = pl.lit(0, dtype=pl.UInt64())
    return pl.when(pl.col("member_id").is_null()).then(nobody).otherwise(hashed("member_id")).alias("key")


@dataclass(frozen=True, slots=True)
class Decided:
    """What a run says of a part, of stored events too where its members have such."""

    changes: pl.DataFrame
    postings: pl.DataFrame
    standing: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Ready:
    """A part that was checked: what is new of it, and what comes of it (`standing` by `decided.standing_of`).

    Without `decided` it is to be worked out event by event while it is written. `seen`: what of the store it was checked with.
    """

    part: Part
    history: History
    counts: Counts
    decided: Decided | None
    seen: Seen


def moves_cards(history: History) -> bool:
    """Whether something happened to prepaid cards."""
    return bool(history.movements["kind"].str.starts_with("card_").any())


def counts_of(history: History) -> Counts:
    """How many of each there are."""
    return Counts(
        history.members.height,
        history.lines["purchase_id"].n_unique() if history.lines.height else 0,
        history.returns["purchase_id"].n_unique() if history.returns.height else 0,
        history.movements.height,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A part on disk, so that the next one can be checked."""

    part: Part
    folder: Path
    counts: Counts
    decided: bool
    cards: bool
    seen: Seen

    @classmethod
    def of(cls, ready: Ready, folder: Path) -> Kept:
        """Write the frames."""
        own = folder / f"ready-{ready.part.number}"
        own.mkdir()
        for name in _FRAMES:
            getattr(ready.history, name).write_ipc(own / f"{name}.arrow")
        if ready.decided is not None:
            for name in _ANSWERS:
                getattr(ready.decided, name).write_ipc(own / f"answer-{name}.arrow")
        return cls(ready.part, own, ready.counts, ready.decided is not None, moves_cards(ready.history), ready.seen)

    def read(self) -> Ready:
        """The frames again."""
        lines, returns, movements, members = (pl.read_ipc(self.folder / f"{name}.arrow") for name in _FRAMES)
        answer = None
        if self.decided:
            answer = Decided(*(pl.read_ipc(self.folder / f"answer-{name}.arrow") for name in _ANSWERS))
        history = History(lines=lines, returns=returns, movements=movements, members=members)
        return Ready(self.part, history, self.counts, answer, self.seen)


def without_rows(history: History, known: History) -> History:
    """The history without the rows that another one has; rows are told apart by their number in the file."""
    parts = {name: getattr(history, name).join(getattr(known, name).select("row"), on="row", how="anti") for name in _FRAMES}
    return replace(history, **parts)
