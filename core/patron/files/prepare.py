"""Files to a history that a runner may have: read, checked, and with `skip` without the rows that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import TypeVar

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.profiles import Unlisted, never_filled, unlisted_words
from patron.engine.validate import find_faults, to_findings
from patron.engine.validate.found import File, Found
from patron.files.parts import Part, part_of
from patron.files.read import OnError, Reading, read_files
from patron.files.rejected import Rejected
from patron.files.tier_words import in_our_tiers
from patron.findings import CellPlace, Finding, FindingsError
from patron.vocabulary import Industry

T = TypeVar("T")
_MOST_ROUNDS = 100  # of setting rows aside; each makes the history smaller


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The files of a command, as its options name them; `mapping`: files or `theirs=ours,…`."""

    purchases: Path | None = None
    members: Path | None = None
    movements: Path | None = None
    mapping: tuple[str, ...] = ()
    on_error: OnError = "stop"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid history, the rows that were set aside, the headings that nothing reads, and the fields of profiles that nobody has.

    `headings`: by path, what the file calls each of our columns; findings and reasons name the file's.
    """

    history: History
    rejected: tuple[Rejected, ...] = ()
    unread: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    never_filled: tuple[str, ...] = ()  # though the scheme asks for them
    unlisted: tuple[Unlisted, ...] = ()  # words that no scheme can name, in fields that this one asks for
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parts: Mapping[str, Sequence[Part]] = field(default_factory=dict)  # by path of the history, where a table came of several files

    def heading(self, path: PurePath | str, column: str) -> str:
        """What the file calls a column of ours."""
        return self.headings.get(str(path), {}).get(column, column)

    @property
    def rejected_rows(self) -> int:
        """How many rows were set aside."""
        return sum(len(part.reasons) for part in self.rejected)


def prepare(files: DataFiles, plan: Plan, industry: Industry, as_of: int) -> Prepared:
    """Reads and checks the files; raises FindingsError with everything that is wrong, or sets such rows aside with `skip`."""
    reading, parts = _read(files, plan, industry)
    history = in_our_tiers(reading.history, plan.tiers)
    fields = plan.profile_fields
    unlisted = unlisted_words(history, fields, industry)
    return checked(
        Prepared(history, reading.rejected, reading.unread, never_filled(history, fields), unlisted, reading.headings, parts),
        files.on_error,
        plan,
        as_of,
    )


def _read(files: DataFiles, plan: Plan, industry: Industry) -> tuple[Reading, Mapping[str, Sequence[Part]]]:
    """The files, or a snapshot in the place of purchases."""
    if files.purchases is not None and files.purchases.is_dir():
        from patron.files.snapshot.prepared import read_snapshot

        return read_snapshot(files, plan, industry)
    reading = read_files(
        files.purchases,
        files.members,
        files.movements,
        time_zone=plan.time_zone,
        places=plan.places,
        industry=industry,
        mapping=files.mapping,
        on_error=files.on_error,
        profile_fields=plan.profile_fields,
    )
    return reading, {}


def checked(prepared: Prepared, on_error: OnError, plan: Plan, as_of: int) -> Prepared:
    """The same, where rows go together with one another; raises FindingsError, or sets rows aside with `skip`."""
    return settled(prepared, on_error, lambda history: find_faults(history, plan, as_of))


def settled(prepared: Prepared, on_error: OnError, find: Callable[[History], list[Found]]) -> Prepared:
    """The same, without the rows that `find` finds, if they are to be set aside; else raises FindingsError with them."""
    for _ in range(_MOST_ROUNDS):
        faults = find(prepared.history)
        if not faults:
            return prepared
        if on_error == "stop":
            raise FindingsError(in_their_words(to_findings(faults, prepared.history.names), prepared))
        for fault in faults:
            column = prepared.heading(getattr(prepared.history.names, fault.file), fault.column)
            reasons = {row: f"{column}: {message}" for row, message in fault.rows.iter_rows()}
            others = {row: "another row of this purchase is wrong" for row in fault.also if row not in reasons}
            prepared = _without(prepared, fault.file, reasons | others)
    raise FindingsError(in_their_words(to_findings(faults, prepared.history.names), prepared))


def run_on(prepared: Prepared, on_error: OnError, run: Callable[[History], T]) -> tuple[T, Prepared]:
    """Runs on the history; with `skip`, rows in which only the run finds a fault (points that are not there) are set aside first."""
    for _ in range(_MOST_ROUNDS):
        try:
            return run(prepared.history), prepared
        except FindingsError as error:
            if on_error == "stop" or not _in_movements(prepared.history, error.findings):
                raise FindingsError(in_their_words(error.findings, prepared)) from None
            path = prepared.history.names.movements
            reasons = {
                one.place.row: f"{prepared.heading(path, one.place.column)}: {one.message}"
                for one in error.findings
                if isinstance(one.place, CellPlace)
            }
            prepared = _without(prepared, "movements", reasons)
    return run(prepared.history), prepared


def in_their_words(findings: Iterable[Finding], prepared: Prepared) -> list[Finding]:
    """The findings with the columns' headings as the files have them, and the files and rows that they are about."""
    return [_in_their_words(one, one.place, prepared) if isinstance(one.place, CellPlace) else one for one in findings]


def _in_their_words(finding: Finding, place: CellPlace, prepared: Prepared) -> Finding:
    if finding.path not in prepared.parts:
        return replace(finding, place=CellPlace(place.row, prepared.heading(finding.path, place.column)))
    part = part_of(prepared.parts[finding.path], place.row)
    return replace(finding, path=str(part.path), place=CellPlace(place.row - part.before, part.headings.get(place.column, place.column)))


def _in_movements(history: History, findings: Sequence[Finding]) -> bool:
    return all(isinstance(finding.place, CellPlace) and finding.path == str(history.names.movements) for finding in findings)


def _without(prepared: Prepared, file: File, reasons: dict[int, str]) -> Prepared:
    """The history without these rows of one file."""
    history = prepared.history
    rows = pl.Series("row", list(reasons), dtype=pl.Int64)

    def kept(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(~pl.col("row").is_in(rows.implode()))

    match file:
        case "purchases":
            history = replace(history, lines=kept(history.lines), returns=kept(history.returns))
        case "members":
            history = replace(history, members=kept(history.members))
        case "movements":
            history = replace(history, movements=kept(history.movements))
    path = Path(getattr(history.names, file))
    rejected = prepared.rejected
    if parts := prepared.parts.get(str(path)):
        for row, reason in reasons.items():
            part = part_of(parts, row)
            rejected = _added(rejected, part.path, {row - part.before: reason})
    else:
        rejected = _added(rejected, path, reasons)
    return replace(prepared, history=history, rejected=rejected)


def _added(rejected: Iterable[Rejected], path: Path, reasons: dict[int, str]) -> tuple[Rejected, ...]:
    parts = {part.path: part for part in rejected}
    before = parts[path].reasons if path in parts else {}
    parts[path] = Rejected(path, reasons | before)
    return tuple(parts.values())
