"""What a part keeps from round to round, and the letters between parts."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from patron.cluster.job import Job
from patron.cluster.parcels import Parcel, pack, unpack
from patron.engine.batch import Told
from patron.engine.batch.part import CHANGES, GIFTS, KNOWN
from patron.engine.derived import DERIVED
from patron.engine.history import LINES, MEMBERS, MOVEMENTS, RETURNS, History
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS
from patron.findings import Finding

ASKS: dict[str, pl.DataType] = {"member_id": pl.String(), "reader": pl.Int32()}  # who is read, by which other part
INTRODUCED: dict[str, pl.DataType] = {
    "purchase_id": pl.String(),
    "member_id": pl.String(),
    "at": pl.Int64(),
    "day": pl.Int32(),
    "introducer": pl.String(),
    "rule": pl.Int64(),
}
_ABOUT: dict[str, pl.DataType] = {"member_id": pl.String()}
_FRAMES: dict[str, dict[str, dict[str, pl.DataType]]] = {
    "rows": {"lines": LINES, "returns": RETURNS, "movements": MOVEMENTS, "members": MEMBERS},
    "asks": {"asks": ASKS},
    "earning": {"introduced": INTRODUCED, "openings": KNOWN},
    "earned": {"rows": DERIVED},
    "result": {"members": MEMBER_COLUMNS, "changes": CHANGE_COLUMNS, "again": {}},
} | {kind: {"about": _ABOUT, "known": KNOWN, "changes": CHANGES, "gifts": GIFTS} for kind in ("told", "news", "rumours", "said")}


@dataclass(frozen=True, slots=True)
class Word:
    """What is told of the members `about` (column `member_id`); those of them who are not in `told.known` are no members."""

    about: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_ABOUT))
    told: Told = field(default_factory=Told)

    def __add__(self, other: Word) -> Word:
        """What both say; of a member in both, what `other` says."""
        kept = self.about.join(other.about, on="member_id", how="anti", maintain_order="left")
        return Word(pl.concat([kept, other.about]), self.told.of(kept["member_id"]) + other.told)

    def of(self, members: pl.Series) -> Word:
        """What it says of these members."""
        wanted = members.rename("member_id").to_frame()
        return Word(self.about.join(wanted, on="member_id", how="semi", maintain_order="left"), self.told.of(members))

    def same(self, other: Word) -> bool:
        """Whether both say the same, in whatever order of members."""
        return all(_steady(mine).equals(_steady(theirs)) for mine, theirs in zip(self.frames(), other.frames(), strict=True))

    def frames(self) -> tuple[pl.DataFrame, ...]:
        """In the order of the names about, known, changes, gifts."""
        return (self.about, self.told.known, self.told.changes, self.told.gifts)


def _steady(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("member_id", maintain_order=True)


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of `patron.engine.results` of some members; `again`: lines that a drawing will look at again."""

    members: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MEMBER_COLUMNS))
    changes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CHANGE_COLUMNS))
    again: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True, slots=True)
class Worked:
    """The result of some members; what was spent and was not there, what was used and was not there; lines sold outside rules, by rule.

    `drawn`: what the job's drawing drew up of them.
    """

    result: Result = field(default_factory=Result)
    spent: list[Finding] = field(default_factory=list)
    used: list[Finding] = field(default_factory=list)
    outside: Counter[str] = field(default_factory=Counter)
    drawn: Any = None


@dataclass(frozen=True, slots=True)
class State:
    """Of the members that wait: their rows and the gifts of others to them, who else reads them, and what is known of those they read.

    `told` is settled; `rumours` is what the others of a circle last said, `said` what was last told them, `worked` the answer by that.
    `introduced` and `openings` are what introductions may earn, until they are `earned`; `news` are rumours that have just come.
    """

    history: History
    asks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ASKS))
    told: Word = field(default_factory=Word)
    news: Word = field(default_factory=Word)
    rumours: Word = field(default_factory=Word)
    said: Word = field(default_factory=Word)
    introduced: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INTRODUCED))
    openings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=KNOWN))
    earned: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DERIVED))
    worked: Worked | None = None

    def parcels(self, part: int) -> Iterator[Parcel]:
        """The state as parcels for the part itself."""
        rows = self.history
        yield from _packed(part, "rows", part, (rows.lines, rows.returns, rows.movements, rows.members))
        yield from _packed(part, "asks", part, (self.asks,))
        yield from _packed(part, "earning", part, (self.introduced, self.openings))
        yield from _packed(part, "earned", part, (self.earned,))
        if self.worked is not None:
            worked = self.worked
            yield from _packed(part, "result", part, (worked.result.members, worked.result.changes, worked.result.again))
            told = worked.spent, worked.used, worked.outside, worked.drawn
            yield Parcel(part, "worked", "", part, 0, pickle.dumps(told))
        for kind in ("told", "news", "rumours", "said"):
            yield from _packed(part, kind, part, getattr(self, kind).frames())


def letter(to: int, kind: str, source: int, word: Word) -> Iterator[Parcel]:
    """A word for another part: `told` for good, or `news`."""
    yield from _packed(to, kind, source, word.frames())


def earning(to: int, source: int, introduced: pl.DataFrame, openings: pl.DataFrame) -> Iterator[Parcel]:
    """Purchases that may earn for members of another part, and the openings of those who gave to them."""
    yield from _packed(to, "earning", source, (introduced, openings))


def _packed(part: int, kind: str, source: int, frames: Iterable[pl.DataFrame]) -> Iterator[Parcel]:
    for name, frame in zip(_FRAMES[kind], frames, strict=True):
        yield from pack(part, kind, name, source, frame)


def state_of(parcels: Iterable[Parcel], job: Job) -> State:
    """The state that parcels make up: what the part kept, and the letters that have come."""
    parcels = list(parcels)
    found = unpack(one for one in parcels if one.kind != "worked")
    found.setdefault(("rows", "lines"), pl.DataFrame(schema=dict(job.lines)))
    found.setdefault(("rows", "members"), pl.DataFrame(schema=dict(job.members)))
    rows = _frames(found, "rows")
    word = {kind: _word(_frames(found, kind)) for kind in ("told", "news", "rumours", "said")}
    earns = _frames(found, "earning")
    return State(
        history=History(rows["lines"], rows["returns"], rows["movements"], rows["members"], job.names),
        asks=_frames(found, "asks")["asks"].unique(maintain_order=True),
        introduced=earns["introduced"],
        openings=earns["openings"].unique("member_id", keep="first", maintain_order=True),
        earned=_frames(found, "earned")["rows"],
        worked=_worked(found, next((one.body for one in parcels if one.kind == "worked"), None)),
        **word,
    )


def _worked(found: Mapping[tuple[str, str], pl.DataFrame], body: bytes | None) -> Worked | None:
    if body is None:
        return None
    return Worked(Result(**_frames(found, "result")), *pickle.loads(body))  # noqa: S301 - a task of this command made it


def _frames(found: Mapping[tuple[str, str], pl.DataFrame], kind: str) -> dict[str, pl.DataFrame]:
    return {name: found.get((kind, name), pl.DataFrame(schema=schema)) for name, schema in _FRAMES[kind].items()}


def _word(frames: Mapping[str, pl.DataFrame]) -> Word:
    about = frames["about"].unique(maintain_order=True)
    known = frames["known"].unique("member_id", keep="first", maintain_order=True)
    return Word(about, Told(known, frames["changes"], frames["gifts"]))


def without_members(state: State) -> bool:
    """Whether nobody waits."""
    rows = state.history
    return all(one.is_empty() for one in (rows.lines, rows.returns, rows.movements, rows.members))
