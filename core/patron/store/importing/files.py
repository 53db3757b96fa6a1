"""Importing files: read, sorted into closed sets of members, checked as a whole, and written a part at a time.

Nothing is written before everything has been checked. Each part is a transaction of its own and closed in itself, so that an import
that was cut off is taken up by running it again: what is stored already is passed over. An empty store on SQLite is filled in one
transaction, with the indexes made at its end.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from patron.engine.days import to_date, to_day
from patron.engine.history import History
from patron.engine.profiles import never_filled
from patron.engine.run import BATCH_FROM, Runner
from patron.files.prepare import Prepared
from patron.store.audit.log import append
from patron.store.deciding.transaction import Txn
from patron.store.importing.again import decide_each, write_differences
from patron.store.importing.bare import bare
from patron.store.importing.checking import Checker
from patron.store.importing.decided import write_changes, write_postings, write_states
from patron.store.importing.events import write_events
from patron.store.importing.parts import Kept, PartFiles, Ready, moves_cards
from patron.store.importing.people import enroll
from patron.store.importing.pieces import Keys, Read, read
from patron.store.importing.request import Counts, ImportReport, ImportRequest
from patron.store.importing.sets import Stored, keys_of, parts_of
from patron.store.importing.writing import Summed, Writing, much_memory
from patron.store.people.changing import PERSON, refresh_persons
from patron.store.reading.closure import Links
from patron.store.reading.histories import purchases
from patron.store.reading.naming import members, numbers_of
from patron.store.refused import Refusal, RefusedError
from patron.store.rights.taking_over import take_over_cards
from patron.store.schemes import Versions
from patron.store.store import Progress, quiet
from patron.store.take_in import local_day

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

__all__ = ["Counts", "ImportReport", "ImportRequest", "import_files"]


@dataclass
class _Done:
    """What has been written so far."""

    taken: Counts = field(default_factory=Counts)
    decided: int = 0
    again: int = 0
    changes: int = 0
    posted: int = 0
    phones: int = 0
    entries: list[int] = field(default_factory=list)
    tiers: Counter[str] = field(default_factory=Counter)


def import_files(desk: Desk, request: ImportRequest, *, dry_run: bool = False, progress: Progress = quiet) -> ImportReport:
    """Take over history and balances. Raises FindingsError for what is wrong in the files, RefusedError for what cannot be.

    Members whom the store does not know yet are decided in bulk, others with everything that happened to them before. Repeating
    an import changes nothing: rows that are stored alike are passed over, and those that are stored otherwise are findings.
    """
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        stored = _stored_members(connection, Links.of(versions.plans))
        filled = len(stored.keys) > 0 or connection.execute(select(purchases.c.number).limit(1)).first() is not None
    as_of = _as_of(desk, request, versions)
    later = versions.all[1].effective_from if len(versions.all) > 1 else None
    decides = later is None or as_of < later
    plan = versions.all[0].plan if decides else versions.latest.plan
    with TemporaryDirectory(prefix="patron-import-") as name:
        folder = Path(name)
        found = read(request, plan, versions.industry, folder, progress)
        parts = parts_of(found.rest, found.keys, plan, Links.of(versions.plans), stored)
        found = replace(found, keys=Keys.none())  # 16 bytes a row that nobody needs any more
        if not decides:
            parts = replace(parts, all=tuple(replace(part, known=True) for part in parts.all))
        files = PartFiles(found, parts, folder)
        template = _template(found)
        runner: Runner = "batch" if found.rows >= BATCH_FROM else "auto"  # the last part of many may be small
        checker = Checker(request, versions, plan, as_of, decides, filled, template, runner)
        ready = _checked(desk, checker, files, folder, progress)
        done = _written(desk, checker, files, ready, dry_run=dry_run, progress=progress)
        rest = found.rest
    return ImportReport(
        as_of=to_date(as_of),
        taken=done.taken,
        known=checker.known,
        decided=done.decided,
        again=done.again,
        changes=done.changes,
        posted=done.posted,
        entries=() if dry_run else tuple(done.entries),
        dry_run=dry_run,
        rejected=checker.template.rejected,
        unread=found.unread,
        never_filled=tuple(never_filled(rest, plan.profile_fields)) if rest.members.height else (),
        phones_left_out=done.phones,
        members_by_tier=dict(sorted(done.tiers.items())),
    )


def _as_of(desk: Desk, request: ImportRequest, versions: Versions) -> int:
    today = local_day(desk.now(), versions.zone)
    if request.as_of is None:
        return today
    day = to_day(request.as_of)
    if day > today:
        raise RefusedError(Refusal("in-the-future", "that day has not come yet", "choose a day up to today", "as_of"))
    return day


def _stored_members(connection: Connection, links: Links) -> Stored:
    """Members who stand in the store, with their purchases; not those who were only named, where no rule goes by names."""
    sold = select(purchases.c.member, func.count().label("many")).group_by(purchases.c.member).subquery()
    query = select(members.c.member_id, func.coalesce(sold.c.many, 0)).join_from(
        members, sold, sold.c.member == members.c.number, isouter=True
    )
    if not (links.referrer_tier or links.referral):
        query = query.where(members.c.known | members.c.listed)
    rows = connection.execute(query).all()
    return Stored(keys_of([name for name, _ in rows]), np.array([many for _, many in rows], dtype=np.int64))


def _template(found: Read) -> Prepared:
    return Prepared(History(names=found.rest.names), found.rejected, found.unread, headings=found.headings or {})


def _checked(desk: Desk, checker: Checker, files: PartFiles, folder: Path, progress: Progress) -> list[Kept]:
    """All parts that have something new, kept on disk. Raises FindingsError if anything is wrong in any of them."""
    ready = []
    for done, part in enumerate(files.parts):
        progress("check", done, len(files.parts))
        with desk.database.read() as connection:
            one = checker.check(connection, part, files.history(part))
        if one is not None and not checker.findings:
            ready.append(Kept.of(one, folder))
    checker.raise_found()
    progress("check", len(files.parts), len(files.parts))
    return ready


def _written(desk: Desk, checker: Checker, files: PartFiles, ready: list[Kept], *, dry_run: bool, progress: Progress) -> _Done:
    done = _Done()
    if dry_run:
        for kept in [one for one in ready if one.decided and not one.part.known]:
            _count(done, kept.read())
        ready = [one for one in ready if not one.decided or one.part.known]
    written = 0
    at_once = _at_once(desk, checker, ready)
    for group in [ready] if at_once else [[one] for one in ready]:
        before = replace(done, entries=[*done.entries], tiers=Counter(done.tiers))

        def inside(connection: Connection, group: list[Kept] = group, before: _Done = before, first: int = written) -> _Done:
            done = before
            with much_memory(connection), bare(connection, indexes=at_once):
                for place, kept in enumerate(group, first):
                    progress("write", place, len(ready))
                    done = _write(desk.begin(connection), checker, files, kept, done)
            return done

        try:
            done = desk.database.write(inside, keep=not dry_run)
        except IntegrityError as error:  # an id that was new when it was checked
            raise _meanwhile() from error
        finally:
            desk.forget_all()
        written += len(group)
    progress("write", len(ready), len(ready))
    return done


def _at_once(desk: Desk, checker: Checker, ready: list[Kept]) -> bool:
    """Whether all is to be one transaction: an empty SQLite store, and nothing that is looked up while it is filled."""
    if desk.database.dialect != "sqlite" or checker.filled or not ready:
        return False
    return all(one.decided and not one.part.known and not one.cards for one in ready)


def _count(done: _Done, part: Ready) -> None:
    """What would be written, of a part of new members that was decided already."""
    assert part.decided is not None, "it was decided"
    done.taken += part.counts
    done.decided += part.decided.standing.height
    done.changes += part.decided.changes.height
    done.posted += part.decided.postings.height
    done.tiers.update(part.decided.standing["tier"].to_list())


def _refresh(connection: Connection, movements: pl.DataFrame) -> None:
    """Members are found by what movements have told of them since."""
    told = movements.filter((pl.col("kind") == "profile") & pl.col("ref").is_in(PERSON))["member_id"].drop_nulls().unique()
    refresh_persons(connection, set(numbers_of(connection, told.to_list()).values()))


def _meanwhile() -> RefusedError:
    help_text = "run the import again: what was written is passed over"
    return RefusedError(Refusal("changed-meanwhile", "something else was recorded while the files were read", help_text))


def _write(txn: Txn, checker: Checker, files: PartFiles, kept: Kept, before: _Done) -> _Done:
    """One part in one transaction, with its entry in the audit log; from the start where it is tried again."""
    if txn.versions.latest.number != checker.versions.latest.number:
        raise _meanwhile()
    part = checker.current(txn.connection, kept.read(), files.history)
    if part is None:
        return before
    done = replace(before, entries=[*before.entries, txn.entry], tiers=Counter(before.tiers))
    to = Writing(txn.connection, txn.entry, txn.versions, written=Summed(txn.written))
    enrolled = enroll(txn.connection, part.history)
    to.members = enrolled.numbers
    done.phones += enrolled.phones_left_out
    write_events(to, part.history)
    if part.decided is None or part.part.known:
        made = decide_each(txn, to, part, checker.as_of) if part.decided is None else write_differences(to, part.decided)
        done.taken += part.counts
        done.decided, done.again = done.decided + made.members, done.again + made.members
        done.changes, done.posted = done.changes + made.changes, done.posted + made.posted
    else:
        write_changes(to, part.decided.changes)
        write_postings(to, part.decided.postings)
        write_states(to, part.decided.standing)
        _count(done, part)
    _refresh(txn.connection, part.history.movements)
    if moves_cards(part.history):
        take_over_cards(txn, checker.as_of)
    content = {"part": part.part.number, "as_of": checker.as_of, "again": part.part.known, "taken": asdict(part.counts)}
    append(
        txn.connection,
        txn.entry,
        recorded_at=txn.now,
        op="import",
        content=content,
        written=to.written,
        scheme_version=txn.versions.on(checker.as_of).number,
        judged=txn.judged,
        durable=txn.durable,
    )
    return done
