"""The store's Python API: one object, one method an operation.

    with patron.open_store("sqlite:///patron.db") as store:
        store.purchase({"member": "M1", "lines": [{"amount": "680.00", "category": "silver"}]}, key="till-3/8841")

Inputs are models of `patron.store.inputs` or dictionaries that fit them; what does not fit, and what the rules refuse, raises
RefusedError and leaves nothing behind. `key`: a retry with it gives the first answer, and other content under it is refused.
`dry_run` decides and writes nothing. A member is named by her id, a card or a phone number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from patron.store.answer import Decision
    from patron.store.audit.chain import Head
    from patron.store.database import Database
    from patron.store.importing.files import ImportReport, ImportRequest
    from patron.store.inputs import MemberIn, MovementIn, PurchaseIn, ReturnIn
    from patron.store.people.finding import Found
    from patron.store.telling.told import Explanation, Statement
    from patron.store.upkeep.reports import DayReport, RebuildReport, VerifyReport
    from patron.store.versions.radius import Blast

Progress = Callable[[str, int, int], None]  # what, how many are done, of how many (0: not known)


def quiet(what: str, done: int, of: int) -> None:
    """Progress that nobody watches."""


def now() -> datetime:
    """The clock of a store that was given no other."""
    return datetime.now(UTC)


class Store:
    """An open store. Not to be shared between threads or processes; open one in each."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        from patron.store.deciding.desk import Desk

        self.desk = Desk(database, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.desk.database.close()

    # What tills tell

    def purchase(self, told: PurchaseIn | Mapping[str, Any], *, key: str | None = None, dry_run: bool = False) -> Decision:
        """Take a sale: tier, points and what else comes of it."""
        from patron.store.inputs import PurchaseIn
        from patron.store.take_in import fitting

        return self.desk.purchase(fitting(PurchaseIn, told), key=key, dry_run=dry_run)

    def return_goods(self, told: ReturnIn | Mapping[str, Any], *, key: str | None = None, dry_run: bool = False) -> Decision:
        """Take goods back, wholly or in part."""
        from patron.store.inputs import ReturnIn
        from patron.store.take_in import fitting

        return self.desk.return_goods(fitting(ReturnIn, told), key=key, dry_run=dry_run)

    def move(self, told: MovementIn | Mapping[str, Any], *, key: str | None = None, dry_run: bool = False) -> Decision:
        """Anything else that happens to a member or a card: redeem, give, adjust, grant_tier, exchange, use_benefit, card_pay, …"""
        from patron.store.inputs import MovementIn
        from patron.store.take_in import fitting

        return self.desk.move(fitting(MovementIn, told), key=key, dry_run=dry_run)

    # Members

    def enroll(self, told: MemberIn | Mapping[str, Any], *, key: str | None = None, dry_run: bool = False) -> Decision:
        """A new member, with opening balances where she comes from another system."""
        from patron.store.inputs import MemberIn
        from patron.store.people.enrolling import enroll
        from patron.store.take_in import fitting

        return enroll(self.desk, fitting(MemberIn, told), key=key, dry_run=dry_run)

    def lookup(self, text: str) -> list[Found]:
        """The members that an id, card, phone or name stands for; phones are shown masked."""
        from patron.store.people.finding import lookup
        from patron.store.take_in import spoken

        return lookup(self.desk, spoken(text, "text"))

    def merge(self, member: str, into: str, *, by: str, key: str | None = None, dry_run: bool = False) -> Decision:
        """One person had two records: `into` takes over the events, cards and aliases of `member`, and is decided again."""
        from patron.store.people.merging import merge
        from patron.store.take_in import spoken

        member, into = spoken(member, "member"), spoken(into, "into")
        return merge(self.desk, member, into, by=spoken(by, "by"), key=key, dry_run=dry_run)

    def export(self, member: str) -> dict[str, Any]:
        """Everything that is stored of one member, as JSON values."""
        from patron.store.people.exporting import export
        from patron.store.take_in import spoken

        return export(self.desk, spoken(member, "member"))

    def erase(self, member: str, *, by: str, key: str | None = None, dry_run: bool = False) -> Decision:
        """Remove the person; ledger and audit log keep a number that names nobody."""
        from patron.store.people.erasing import erase
        from patron.store.take_in import spoken

        return erase(self.desk, spoken(member, "member"), by=spoken(by, "by"), key=key, dry_run=dry_run)

    # Days

    def close_day(self, day: date, *, dry_run: bool = False, progress: Progress = quiet) -> DayReport:
        """Reviews, expiries and issues due up to the start of a day, of everyone; safe to repeat and to interrupt."""
        from patron.store.take_in import calendar_day
        from patron.store.upkeep.closing import close_day

        return close_day(self.desk, calendar_day(day, "day"), dry_run=dry_run, progress=progress)

    def statement(self, member: str, *, on: date | None = None) -> Statement:
        """Points, lots by expiry, tier, and what is missing to the next tier and to keeping this one."""
        from patron.store.take_in import calendar_day, spoken
        from patron.store.telling.statements import statement

        return statement(self.desk, spoken(member, "member"), on=None if on is None else calendar_day(on, "on"))

    def explain(self, member: str, *, at: datetime | date | None = None, lang: str = "zh") -> Explanation:
        """Why she has, or at a moment had, her tier and points: as known then and as known now."""
        from patron.store.take_in import calendar_day, spoken
        from patron.store.telling.explaining import explain

        return explain(self.desk, spoken(member, "member"), at=None if at is None else calendar_day(at, "at"), lang=lang)

    # Schemes

    def plan(self, scheme: Path, *, effective_from: date, progress: Progress = quiet) -> Blast:
        """Who rises, falls, gains and loses if this scheme took effect on a date; writes nothing."""
        from patron.store.take_in import calendar_day
        from patron.store.versions.blast import plan

        return plan(self.desk, scheme, effective_from=calendar_day(effective_from, "effective_from"), progress=progress)

    def apply(self, scheme: Path, *, effective_from: date, by: str, key: str | None = None, dry_run: bool = False) -> Decision:
        """Record a new version of the scheme, which holds from the start of a date that nothing has been decided after."""
        from patron.store.take_in import calendar_day, spoken
        from patron.store.versions.applying import apply

        day = calendar_day(effective_from, "effective_from")
        return apply(self.desk, scheme, effective_from=day, by=spoken(by, "by"), key=key, dry_run=dry_run)

    # The whole store

    def import_files(self, request: ImportRequest, *, dry_run: bool = False, progress: Progress = quiet) -> ImportReport:
        """Take over history and balances from files, as `evaluate` reads them."""
        from patron.store.importing.files import import_files

        return import_files(self.desk, request, dry_run=dry_run, progress=progress)

    def rebuild(self, *, write: bool = False, progress: Progress = quiet) -> RebuildReport:
        """Work everything out again from the events and compare; with `write`, differences are posted."""
        from patron.store.upkeep.rebuilding import rebuild

        return rebuild(self.desk, write=write, progress=progress)

    def verify(self, head: Head | None = None, *, progress: Progress = quiet) -> VerifyReport:
        """Seal what waits, then check the chain, the ledger's sums and the state; against an exported head also what was cut off."""
        from patron.store.upkeep.verifying import verify

        return verify(self.desk, head, progress=progress)
