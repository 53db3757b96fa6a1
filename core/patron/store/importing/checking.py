"""A part before it is written: compared with what is stored, checked as `evaluate` checks, and decided where its members are new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import polars as pl
from sqlalchemy import Connection, select

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.run import Runner, run
from patron.engine.validate.found import Found, capped, to_findings
from patron.files.prepare import Prepared, checked, in_their_words, run_on
from patron.findings import Finding, FindingsError
from patron.store.deciding.grants import limited_grants
from patron.store.deciding.stored import states_of
from patron.store.importing.decided import standing_of
from patron.store.importing.known import known_of
from patron.store.importing.meanwhile import Seen, linked_with
from patron.store.importing.parts import Decided, Ready, counts_of, without_rows
from patron.store.importing.people import named_ids
from patron.store.importing.request import Counts, ImportRequest
from patron.store.importing.sets import Part
from patron.store.people.told import ERASED, refuse_reserved
from patron.store.reading.chunks import rows_of
from patron.store.reading.closure import Links
from patron.store.reading.histories import history_of
from patron.store.reading.naming import ids_of, members, records_of, survivors
from patron.store.schemes import Versions

LATER = "after-as-of"
CONTROL = "control-character"
_STORED = -1  # rows of the store have numbers below zero


@dataclass
class Checker:
    """Checks part after part; with `stop`, what is wrong in all of them is kept in `findings`, with `skip` rows are set aside.

    `decides`: one version of the scheme holds for all of it, so that the runner can decide it at once.
    """

    request: ImportRequest
    versions: Versions
    plan: Plan
    as_of: int
    decides: bool
    filled: bool  # the store has rows already
    template: Prepared  # what was read beside the rows
    runner: Runner = "auto"
    findings: list[Finding] = field(default_factory=list)
    known: Counts = field(default_factory=Counts)

    def check(self, connection: Connection, part: Part, history: History) -> Ready | None:
        """The part as it is to be written; None where something is wrong, or nothing new is in it."""
        try:
            return self._check(connection, part, history)
        except FindingsError as error:
            self.findings += error.findings
            return None

    def _check(self, connection: Connection, part: Part, history: History) -> Ready | None:
        for name in named_ids(history).filter(named_ids(history).str.starts_with(ERASED)).to_list():
            refuse_reserved(name, "member_id")
        told = replace(self.template, history=history)
        self._printable(told)
        equal = history if not self.filled else None
        if self.filled:
            compared = known_of(connection, history)
            self._refuse(told, compared.found)
            equal = compared.equal
            self.known += counts_of(equal)
        told = self._in_time(told)
        there = self._stored(connection, history) if part.known else _There(self.as_of)
        told = checked(replace(told, history=_with_stored(told.history, there.history)), self.request.on_error, self.plan, self.as_of)
        decided: Decided | None = None
        if self.decides:
            as_of = _last_day(told.history, max(self.as_of, there.reached))
            evaluation, told = run_on(
                told, self.request.on_error, lambda whole: run(self.plan, whole, as_of, detail=True, runner=self.runner)
            )
            if there.plain and evaluation.postings is not None:
                standing = standing_of(self.plan, told.history, evaluation, as_of, changes_on=self._changes_on(as_of))
                decided = Decided(*map(there.of_whole, (evaluation.changes, evaluation.postings, standing)))
        self.template = replace(told, history=History(names=history.names))
        new = _without_stored(told.history)
        new = new if not self.filled or equal is None else without_rows(new, equal)
        counts = counts_of(new)
        if not counts:
            return None
        return Ready(part, new, counts, decided, there.seen)

    def _changes_on(self, day: int) -> int | None:
        """The first day after this one from which another version of the scheme holds."""
        return min((one.effective_from for one in self.versions.all if one.effective_from > day), default=None)

    def _printable(self, told: Prepared) -> None:
        """No text with control characters, as tills may tell none: PostgreSQL keeps no NUL, and terminals obey some of the others."""
        message = pl.lit("holds a control character").alias("message")
        found = []
        for file, name in (("purchases", "lines"), ("purchases", "returns"), ("movements", "movements"), ("members", "members")):
            frame: pl.DataFrame = getattr(told.history, name)
            for column in (one for one, kind in frame.schema.items() if kind == pl.String()):
                rows = frame.filter(pl.col(column).str.contains(r"\p{Cc}")).select("row", message)
                if rows.height:
                    found.append(Found(file, CONTROL, column, rows, "take it out of the text"))  # type: ignore[arg-type]
        self._refuse(told, tuple(found))

    def _in_time(self, told: Prepared) -> Prepared:
        """Without rows that are dated after the day to which everything is decided."""
        late = pl.col("day") > self.as_of
        message = pl.lit("is dated after the day up to which everything is decided").alias("message")
        for file, name in (("purchases", "lines"), ("purchases", "returns"), ("movements", "movements")):
            rows = getattr(told.history, name).filter(late).select("row", message)
            if rows.height:
                self._refuse(told, (Found(file, LATER, "at", rows, "leave the row out, or choose a later as-of date"),))  # type: ignore[arg-type]
        return told

    def _refuse(self, told: Prepared, found: tuple[Found, ...]) -> None:
        """Raises FindingsError."""
        if found:
            raise FindingsError(in_their_words(to_findings(found, told.history.names), told))

    def current(self, connection: Connection, ready: Ready, history: Callable[[Part], History]) -> Ready | None:
        """The part as it is to be written in this transaction: checked once more where the store is not what it was checked with.

        None where nothing new is left of it. Raises FindingsError.
        """
        if ready.seen.still(connection, Links.of(self.versions.plans), ready.history):
            return ready
        told = self.template, self.known
        self.filled = True
        again = self.check(connection, replace(ready.part, known=True), history(ready.part))
        self.template, self.known = told
        self.raise_found()
        return again

    def _stored(self, connection: Connection, history: History) -> _There:
        """What the store has of these members, and of all whom they are linked with."""
        links = Links.of(self.versions.plans)
        named = rows_of(connection, _RECORDS, members.c.member_id, named_ids(history).to_list())
        asked = set(survivors(connection, [number for number, _ in named]).values())
        numbers = linked_with(connection, asked, links)
        stored = history_of(connection, numbers, industry=self.versions.industry, fields=self.plan.profile_fields, cards=True)
        days = [row["decided_to"] for row in states_of(connection, numbers).values() if row["decided_to"] is not None]
        plain = all(into is None for _, into in named) and len(records_of(connection, numbers)) == len(numbers)
        plain = plain and not limited_grants(connection, numbers)
        ids = [*ids_of(connection, numbers).values(), *named_ids(history)]
        whole = pl.Series("member_id", ids, dtype=pl.String).unique()
        return _There(max(days, default=self.as_of), stored, plain, whole, Seen.of(connection, asked, numbers))

    def raise_found(self) -> None:
        """Raises FindingsError with what is wrong in any part, the first of each file."""
        if not self.findings:
            return
        by_file: dict[str, list[Finding]] = {}
        for one in self.findings:
            by_file.setdefault(one.path, []).append(one)
        raise FindingsError([one for found in by_file.values() for one in capped(found, len(found))])


@dataclass(frozen=True, slots=True)
class _There:
    """What the store has: `history`, and the day up to which some of its members were decided.

    `plain`: a run over it says all, which is not so where records were merged, or granted tiers are to end by themselves. It says so
    of those in `whole` alone: somebody else may be named in it, as one whom they gave points, without what happened to her (None: nobody).
    """

    reached: int
    history: History | None = None
    plain: bool = True
    whole: pl.Series | None = None
    seen: Seen = field(default_factory=Seen)

    def of_whole(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of members of whom a run says all."""
        return rows if self.whole is None else rows.filter(pl.col("member_id").is_in(self.whole.implode()))


def _last_day(history: History, day: int) -> int:
    """The day, or that of the last event: stored ones may be later."""
    days = pl.concat([frame["day"] for frame in (history.lines, history.returns, history.movements)])
    return int(days.append(pl.Series([day], dtype=pl.Int32)).sort()[-1])


_RECORDS = select(members.c.number, members.c.merged_into)
_IDS = {"lines": "purchase_id", "returns": "purchase_id", "movements": "movement_id", "members": "member_id"}


def _with_stored(history: History, stored: History | None) -> History:
    """Both together; what stands in both is taken from the files."""
    if stored is None:
        return history
    parts = {}
    for name, key in _IDS.items():
        ours, theirs = getattr(history, name), getattr(stored, name)
        theirs = theirs.filter(~pl.col(key).is_in(ours[key].implode())).with_columns(row=_STORED - pl.col("row"))
        parts[name] = pl.concat([ours, theirs], how="diagonal")
    return replace(history, **parts)


def _without_stored(history: History) -> History:
    return replace(history, **{name: getattr(history, name).filter(pl.col("row") > _STORED) for name in _IDS})
