"""What is to be imported, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from patron.files.prepare import DataFiles
from patron.files.read import OnError
from patron.files.rejected import Rejected


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """The files, as `evaluate` takes them; `mapping`: files or `theirs=ours,…`.

    `as_of`: the day up to whose start everything is decided; None: today, by the store's clock. Rows that are dated later are refused.
    `on_error` `skip` sets rows that are wrong aside, `stop` writes nothing where there is one.
    """

    purchases: Path | None = None
    members: Path | None = None
    movements: Path | None = None
    mapping: tuple[str, ...] = ()
    on_error: OnError = "stop"
    as_of: date | None = None

    @property
    def files(self) -> DataFiles:
        """The same for the readers."""
        return DataFiles(self.purchases, self.members, self.movements, self.mapping, self.on_error)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each; `purchases` and `returns` are whole ones, not rows."""

    members: int = 0
    purchases: int = 0
    returns: int = 0
    movements: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.members + other.members,
            self.purchases + other.purchases,
            self.returns + other.returns,
            self.movements + other.movements,
        )

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.members or self.purchases or self.returns or self.movements)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was taken over, what the store had already, and what came of it.

    `decided` are the members who were decided, `again` those of them who had been decided before; `changes` are changes of tier,
    `posted` postings of points. `entries` are the numbers of the audit entries, one a transaction; none in a dry run. `rejected` are
    rows that were set aside, `unread` headings that nothing reads, `never_filled` fields that the scheme asks for and nobody has.
    """

    as_of: date
    taken: Counts = Counts()
    known: Counts = Counts()
    decided: int = 0
    again: int = 0
    changes: int = 0
    posted: int = 0
    entries: tuple[int, ...] = ()
    dry_run: bool = False
    rejected: tuple[Rejected, ...] = ()
    unread: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    never_filled: tuple[str, ...] = ()
    phones_left_out: int = 0  # cells that are no phone number
    members_by_tier: dict[str, int] = field(default_factory=dict)  # of those decided in bulk

    @property
    def rejected_rows(self) -> int:
        """How many rows were set aside."""
        return sum(len(one.reasons) for one in self.rejected)

    def as_json(self) -> dict[str, Any]:
        """JSON values; rows that were set aside are counted by file."""
        return {
            "as_of": self.as_of.isoformat(),
            "taken": asdict(self.taken),
            "known": asdict(self.known),
            "decided": self.decided,
            "again": self.again,
            "changes": self.changes,
            "posted": self.posted,
            "entries": list(self.entries),
            "dry_run": self.dry_run,
            "rejected": {str(one.path): len(one.reasons) for one in self.rejected},
            "unread": {str(path): list(headings) for path, headings in self.unread},
            "never_filled": list(self.never_filled),
            "phones_left_out": self.phones_left_out,
            "members_by_tier": self.members_by_tier,
        }
