"""The manifest of a snapshot: what it holds, in which files, and their checksums."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

VERSION = 1  # of the format; a patron that reads another one says so
FileName = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9A-Za-z_\-]*(\.[0-9A-Za-z_\-]+)+$", max_length=200)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=2**62)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class StoredFile(_Part):
    """One file of the folder, its size and its SHA-256."""

    name: FileName
    bytes: Count
    sha256: Digest


class StoredColumn(_Part):
    """One column. A column without values is null in every row and has no files; `valid` has a bit a row where some are null.

    `cuts`: where in `texts` each of its buffers begins, in bytes.
    """

    name: str
    kind: Literal["Int64", "Int32", "String"]
    nulls: Count
    valid: StoredFile | None = None
    values: StoredFile | None = None
    texts: StoredFile | None = None
    cuts: list[Count] = []

    @property
    def files(self) -> list[StoredFile]:
        """Those that it has."""
        return [one for one in (self.valid, self.values, self.texts) if one is not None]


class StoredTable(_Part):
    """A table by columns."""

    rows: Count
    columns: list[StoredColumn]


class Segment(_Part):
    """What one file or one day brought: `lines` by member and time, walk-ins last; `buyers` has each member and her first line.

    `single`: every purchase of a member has one line. `replaces`: its members take the place of those of earlier segments.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{1,40}$")]
    lines: StoredTable
    buyers: StoredTable
    returns: StoredTable
    members: StoredTable
    movements: StoredTable
    walk_ins: Count
    single: bool

    @property
    def tables(self) -> list[StoredTable]:
        """All five."""
        return [self.lines, self.buyers, self.returns, self.members, self.movements]

    @property
    def files(self) -> list[StoredFile]:
        """All files of all tables."""
        return [file for table in self.tables for column in table.columns for file in column.files]


class SourceFile(_Part):
    """A file that was read: rows of it are numbered from `before` on, so that each row of a snapshot has a number of its own.

    `headings`: what it calls each of our columns; `unread`: headings that nothing read.
    """

    table: Literal["purchases", "members", "movements"]
    path: str
    bytes: Count
    sha256: Digest
    before: Count
    rows: Count  # the number of its last row
    headings: dict[str, str]
    unread: list[str]


class Manifest(_Part):
    """Everything that a reader must know. `fields`: the industry's columns of lines, which a plugin's later version may have changed."""

    time_zone: str
    currency: str
    places: Annotated[int, Field(ge=0, le=6)]
    industry: str
    fields: dict[str, str]
    sources: list[SourceFile]
    segments: list[Segment]

    def has(self, table: str) -> bool:
        """Whether a file of members or movements went into it."""
        return any(one.table == table for one in self.sources)
