"""Closing a day: what falls due by itself up to the start of it is decided for everyone.

Members for whom something is due are taken in the order of the days on which it is, a batch to a transaction. A run that is
interrupted has closed some of them; the next one goes on with the rest, and one day after several stands for all of them, since each
member's reviews, expiries and issues are decided in their own order as of their own dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, func, or_, select

from patron.engine.days import day_of, iso
from patron.engine.reference.standing import GRANT, VERSION
from patron.engine.results import PostingKind
from patron.store.answer import Decision
from patron.store.deciding.again import advance
from patron.store.deciding.outcome import Outcome
from patron.store.deciding.stored import states
from patron.store.deciding.transaction import Txn
from patron.store.reading.naming import ids_of
from patron.store.refused import Refusal, RefusedError
from patron.store.rights.ends import due_cards, end_cards
from patron.store.schemes import Versions
from patron.store.store import Progress, quiet
from patron.store.take_in import local_day
from patron.store.uncollected import uncollected
from patron.store.upkeep.renewing import renew_rights
from patron.store.upkeep.reports import DayReport

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

BATCH = 200  # members a transaction: tills wait no longer than it takes to decide them
_COUNTS = ("kept", "fell", "rose", "carried", "grants_ended", "points_expired", "points_lapsed", "vouchers_issued", "points_to_vouchers")
_Place = tuple[int, int]  # next_due, member
_Ended = tuple[int, str]  # last day, card


def close_day(desk: Desk, day: date, *, dry_run: bool = False, progress: Progress = quiet) -> DayReport:
    """Decide the starts of all days up to this one, of everyone; safe to repeat, and to interrupt at any point.

    Raises RefusedError for a day that has not begun in the scheme's zone. With `dry_run` nothing is written, and the report says what
    would be.
    """
    number = day_of(day)
    assert number is not None
    with desk.database.read() as connection:
        today = local_day(desk.now(), desk.versions(connection).zone)
        _refuse_later(number, today)
        due = _how_many(connection, number)
    closing = _Closing(desk, number, dry_run=dry_run)
    report = DayReport(day=iso(number), dry_run=dry_run)
    place: _Place | None = None
    progress("close-day", 0, due)
    while batch := closing.batch(place):
        report = closing.close(report, [member for _, member in batch])
        place = batch[-1]
        progress("close-day", report.due, max(due, report.due))
    ended: _Ended | None = None
    while cards := closing.cards(ended):
        report = closing.end(report, [number for _, number in cards])
        ended = cards[-1]
    if not dry_run:
        report = replace(report, rights_refreshed=renew_rights(desk, number, progress), sealed=closing.seal())
    return report


def _refuse_later(day: int, today: int) -> None:
    if day > today:
        raise RefusedError(
            Refusal("in-the-future", f"{iso(day)} has not begun", f"today is {iso(today)}: close this day, or an earlier one", "day")
        )


def _how_many(connection: Connection, day: int) -> int:
    return connection.execute(select(func.count()).select_from(states).where(states.c.next_due <= day)).scalar_one()


class _Closing:
    def __init__(self, desk: Desk, day: int, *, dry_run: bool) -> None:
        self._desk = desk
        self._day = day
        self._dry_run = dry_run

    def batch(self, after: _Place | None) -> list[_Place]:
        """The next members for whom something is due, behind the last ones: whoever could not be decided is not asked again."""
        query = select(states.c.next_due, states.c.member).where(states.c.next_due <= self._day)
        if after is not None:
            due, member = after
            query = query.where(or_(states.c.next_due > due, and_(states.c.next_due == due, states.c.member > member)))
        with self._desk.database.read() as connection:
            found = connection.execute(query.order_by(states.c.next_due, states.c.member).limit(BATCH)).all()
        return [(due, member) for due, member in found]

    def close(self, report: DayReport, members: Collection[int]) -> DayReport:
        """One transaction; where a member cannot be decided, one for each half, so that the others are."""
        try:
            done = self._desk.transact(
                "close_day", {"day": iso(self._day), "members": list(members)}, lambda txn: self._work(txn, members), dry_run=self._dry_run
            )
        except RefusedError:
            if len(members) == 1:
                return replace(report, refused=(*report.refused, *self._names(members)))
            ordered = list(members)
            half = len(ordered) // 2
            return self.close(self.close(report, ordered[:half]), ordered[half:])
        counts = {name: getattr(report, name) + done.detail[name] for name in _COUNTS}
        return replace(report, due=report.due + done.detail["due"], transactions=report.transactions + 1, **counts)

    def _work(self, txn: Txn, members: Collection[int]) -> Decision:
        still = select(func.count()).select_from(states).where(states.c.member.in_(members), states.c.next_due <= self._day)
        due = txn.connection.execute(still).scalar_one()  # another close may have been here
        with uncollected():
            outcomes = advance(txn, members, self._day)
        version = txn.version(self._day)
        detail = {"day": iso(self._day), "due": due, **counted(outcomes, txn.versions)}
        return Decision("close_day", f"close-{iso(self._day)}-{txn.entry}", txn.shown(txn.now), version.number, detail=detail)

    def cards(self, after: _Ended | None) -> list[_Ended]:
        """The next prepaid cards that have ended, behind the last ones."""
        with self._desk.database.read() as connection:
            return due_cards(connection, self._day, after=after) if self._desk.versions(connection).cards else []

    def end(self, report: DayReport, numbers: Collection[str]) -> DayReport:
        """What is left on some cards is lost, in one transaction; where one cannot be decided, in one for each half."""
        try:
            done = self._desk.transact(
                "close_day", {"day": iso(self._day), "cards": list(numbers)}, lambda txn: self._end(txn, numbers), dry_run=self._dry_run
            )
        except RefusedError:
            if len(numbers) == 1:
                return replace(report, refused=(*report.refused, *numbers))
            ordered = list(numbers)
            half = len(ordered) // 2
            return self.end(self.end(report, ordered[:half]), ordered[half:])
        counts = {name: getattr(report, name) + done.detail[name] for name in _COUNTS}
        return replace(report, transactions=report.transactions + 1, cards_ended=report.cards_ended + done.detail["cards_ended"], **counts)

    def _end(self, txn: Txn, numbers: Collection[str]) -> Decision:
        ended, outcomes = end_cards(txn, numbers, self._day)
        detail = {"day": iso(self._day), "cards_ended": ended, **counted(outcomes, txn.versions)}
        version = txn.version(self._day)
        return Decision("close_day", f"close-{iso(self._day)}-{txn.entry}", txn.shown(txn.now), version.number, detail=detail)

    def _names(self, members: Collection[int]) -> Iterable[str]:
        with self._desk.database.read() as connection:
            return sorted(ids_of(connection, members).values())

    def seal(self) -> int:
        """What waits for the chain of the audit log; how many entries that were."""
        from patron.store.audit.chain import seal

        return seal(self._desk.database)


def counted(outcomes: Iterable[Outcome], versions: Versions) -> dict[str, int]:
    """What the outcomes add to a report; what was undone in them is not counted, and points are never below zero."""
    counts = dict.fromkeys(_COUNTS, 0)
    for outcome in outcomes:
        for change in outcome.changes:
            if change.undone:
                continue
            if change.reason == VERSION:
                counts["carried"] += 1
                continue
            ranks = versions.on(day_of(date.fromisoformat(change.on)) or 0).ranks
            before, after = ranks[change.before], ranks[change.after]
            counts["kept"] += change.before == change.after and change.reason != GRANT
            counts["fell"] += after < before
            counts["rose"] += after > before
            counts["grants_ended"] += change.reason == GRANT
        points = dict.fromkeys(PostingKind, 0)
        for moved in outcome.moved:
            points[PostingKind(moved.kind)] += moved.points
        counts["points_expired"] += max(points[PostingKind.EXPIRED], 0)
        counts["points_lapsed"] += max(points[PostingKind.LAPSED], 0)
        counts["points_to_vouchers"] += max(points[PostingKind.ISSUED], 0)
        counts["vouchers_issued"] += points[PostingKind.ISSUED] > 0
    return counts
