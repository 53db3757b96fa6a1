"""Files to a history that a runner may have: read, checked, and with `skip` without the rows that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.profiles import Unlisted, never_filled, unlisted_words
from patron.engine.validate import find_faults, to_findings
from patron.engine.validate.found import File
from patron.files.read import OnError, read_files
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

    def heading(self, path: Path | str, column: str) -> str:
        """What the file calls a column of ours."""
        return self.headings.get(str(path), {}).get(column, column)

    @property
    def rejected_rows(self) -> int:
        """How many rows were set aside."""
        return sum(len(part.reasons) for part in self.rejected)


def prepare(files: DataFiles, plan: Plan, industry: Industry, as_of: int) -> Prepared:
    """Reads and checks the files; raises FindingsError with everything that is wrong, or sets such rows aside with `skip`."""
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
    history = in_our_tiers(reading.history, plan.tiers)
    fields = plan.profile_fields
    unlisted = unlisted_words(history, fields, industry)
    return checked(
        Prepared(history, reading.rejected, reading.unread, never_filled(history, fields), unlisted, reading.headings),
        files.on_error,
        plan,
        as_of,
    )


def checked(prepared: Prepared, on_error: OnError, plan: Plan, as_of: int) -> Prepared:
    """The same, where rows go together with one another; raises FindingsError, or sets rows aside with `skip`."""
    for _ in range(_MOST_ROUNDS):
        faults = find_faults(prepared.history, plan, as_of)
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
            findings = in_their_words(error.findings, prepared)
            if on_error == "stop" or not _in_movements(prepared.history, findings):
                raise FindingsError(findings) from None
            found = [(finding.place.row, finding) for finding in findings if isinstance(finding.place, CellPlace)]
            reasons = {row: f"{finding.place.column}: {finding.message}" for row, finding in found if isinstance(finding.place, CellPlace)}
            prepared = _without(prepared, "movements", reasons)
    return run(prepared.history), prepared


def in_their_words(findings: Iterable[Finding], prepared: Prepared) -> list[Finding]:
    """The findings with the columns' headings as the files have them."""
    return [
        replace(one, place=CellPlace(one.place.row, prepared.heading(one.path, one.place.column)))
        if isinstance(one.place, CellPlace)
        else one
        for one in findings
    ]


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
    return replace(prepared, history=history, rejected=_added(prepared.rejected, path, reasons))


def _added(rejected: Iterable[Rejected], path: Path, reasons: dict[int, str]) -> tuple[Rejected, ...]:
    parts = {part.path: part for part in rejected}
    before = parts[path].reasons if path in parts else {}
    parts[path] = Rejected(path, reasons | before)
    return tuple(parts.values())
