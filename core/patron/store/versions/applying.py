"""A new version of the scheme takes effect on a day that nothing has been decided after."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, func, insert, or_, select, update

from patron.engine.days import day_of, iso
from patron.store.answer import Decision
from patron.store.deciding.stored import states
from patron.store.deciding.transaction import Txn
from patron.store.reading.naming import members
from patron.store.refused import Refusal, RefusedError
from patron.store.schemes import Version, Versions, loaded
from patron.store.tables import SchemeVersionRow
from patron.store.versions.carrying import carried_through, gone

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

scheme_versions: Table = SchemeVersionRow.__table__  # type: ignore[attr-defined]


def apply(desk: Desk, scheme: Path, *, effective_from: date, by: str, key: str | None = None, dry_run: bool = False) -> Decision:
    """Record a scheme as the version that holds from the start of a day.

    Everything decided before keeps its version. Raises FindingsError for errors in the file; RefusedError where something is decided
    on that day or later, where a version holds from then or later, and for another zone, currency or industry.
    """
    day = day_of(effective_from)
    assert day is not None
    _refuse_nobody(by)
    read = _read(scheme, day)  # outside the transaction: a scheme takes a moment to check

    def work(txn: Txn) -> Decision:
        new = fitting(txn.connection, txn.versions, read, day)
        _record(txn, new, by)
        return Decision("apply", f"version-{new.number}", txn.shown(txn.now), new.number, detail=_told(txn, new))

    asked = {"scheme": read.plan.scheme, "digest": read.digest, "effective_from": iso(day), "by": by}
    return desk.transact("apply", asked, work, key=key, dry_run=dry_run)


def read_new(connection: Connection, versions: Versions, scheme: Path, day: int) -> Version:
    """The scheme as the version that would hold from a day; raises as `apply`."""
    return fitting(connection, versions, _read(scheme, day), day)


def _read(scheme: Path, day: int) -> Version:
    try:
        text = scheme.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        help_text = "give the path of a scheme file in UTF-8"
        raise RefusedError(Refusal("no-scheme", f"{scheme.name} cannot be read", help_text, "scheme"), misuse=True) from None
    return loaded(text, scheme.name, number=0, effective_from=day)


def fitting(connection: Connection, versions: Versions, read: Version, day: int) -> Version:
    """The version with its number; raises RefusedError where it cannot follow those that are there."""
    last = versions.latest
    for name in ("time_zone", "currency", "industry"):
        before, after = getattr(last.plan, name), getattr(read.plan, name)
        if before != after:
            message = f"the scheme's {name} is {after}, and the store's is {before}"
            raise RefusedError(Refusal("another-kind-of-scheme", message, f"a store keeps its {name}: make a new store", name))
    stated = None if read.scheme is None else day_of(read.scheme.effective_from)
    if stated is not None and stated != day:
        help_text = f"apply it from {iso(stated)}, or correct the file"
        raise RefusedError(Refusal("not-valid", f"the scheme says that it takes effect on {iso(stated)}", help_text, "effective_from"))
    if day <= last.effective_from:
        message = f"version {last.number} of the scheme takes effect on {iso(last.effective_from)}"
        raise RefusedError(Refusal("version-order", message, "name a later day", "effective_from"))
    decided = connection.execute(select(func.max(states.c.decided_to))).scalar_one()
    if decided is not None and day <= decided:
        message = f"members were decided up to {iso(decided)}, and decisions keep the version that they were made by"
        raise RefusedError(Refusal("already-decided", message, f"let it take effect on {iso(decided + 1)} or later", "effective_from"))
    return Version(last.number + 1, day, read.plan, read.industry, read.text, read.digest, read.scheme, read.ranks)


def _record(txn: Txn, new: Version, by: str) -> None:
    """The version; and everyone has something due on its day: tiers are carried over, and lots and reviews go by its rules."""
    row = {
        "number": new.number,
        "scheme": new.plan.scheme,
        "effective_from": new.effective_from,
        "text": new.text,
        "digest": new.digest,
        "applied_at": txn.now,
        "by": by,
    }
    txn.connection.execute(insert(scheme_versions), [row])
    merged = select(members.c.number).where(members.c.merged_into.is_not(None))  # closed records, to which nothing happens any more
    later = states.c.member.not_in(merged) & or_(states.c.next_due.is_(None), states.c.next_due > new.effective_from)
    txn.connection.execute(update(states).where(later).values(next_due=new.effective_from))
    txn.connection.execute(update(states).values(version=states.c.version + 1))


def _told(txn: Txn, new: Version) -> dict[str, object]:
    """What is said of the version, with the number of members whose tier of today is no more."""
    flows = []
    for before, after in gone(carried_through([*txn.versions.plans, new.plan])).items():
        query = select(func.count()).select_from(states).where(states.c.tier == before)
        count = txn.connection.execute(query).scalar_one()
        if count:
            flows.append({"before": before, "after": after, "members": count})
    return {"scheme": new.plan.scheme, "digest": new.digest, "effective_from": iso(new.effective_from), "carried": flows}


def _refuse_nobody(by: str) -> None:
    if not by.strip():
        raise RefusedError(Refusal("missing-value", "does not say who applies it", "name who approved the scheme", "by"))
