"""The desk: takes what tills tell, one transaction each, and answers with the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from patron.store.answer import Decision
from patron.store.audit.chain import EVERY, seal_in_passing
from patron.store.audit.log import append
from patron.store.deciding.answering import content_of
from patron.store.deciding.entries import begin_entry
from patron.store.deciding.keys import answered, check_key, digest_of, keep_answer, refuse_living, without_person
from patron.store.deciding.memory import Memory
from patron.store.deciding.transaction import Txn
from patron.store.schemes import Versions, read_versions
from patron.store.take_in import microseconds

if TYPE_CHECKING:
    from patron.store.database import Database
    from patron.store.inputs import MovementIn, PurchaseIn, ReturnIn

Work = Callable[[Txn], Decision]


class Desk:
    """One store's desk. `versions`, if given, are the schemes whatever the database says: a store over plans without files."""

    def __init__(self, database: Database, clock: Callable[[], datetime], versions: Versions | None = None) -> None:
        self.database = database
        self.clock = clock
        self._given = versions
        self._versions = versions
        self._memory: Memory | None = None

    def now(self) -> int:
        """The store's time in UTC microseconds."""
        return microseconds(self.clock())

    def versions(self, connection: Connection, last: int | None = None) -> Versions:
        """The schemes; read again where `last`, the number of the last one, is not the last known."""
        if self._given is not None:
            return self._given
        if self._versions is None or last is None or self._versions.all[-1].number != last:
            self._versions = read_versions(connection, self._versions)
        return self._versions

    def transact(
        self, op: str, asked: Mapping[str, Any], work: Work, *, key: str | None = None, dry_run: bool = False, forgets: bool = False
    ) -> Decision:
        """One operation in one transaction: decided, written to the audit log, its key kept; or, with `dry_run`, only decided.

        `asked` is what was told, as JSON values: with the same key it must be the same. Raises RefusedError and leaves nothing behind.
        `forgets`: its member is nobody afterwards, so that the key does not remember how she was called.
        """
        check_key(key)
        digest = "" if key is None else digest_of(op, asked)

        attempt: list[Txn] = []  # the last one: a transaction that lost is run again

        def inside(connection: Connection) -> Decision:
            if attempt:
                self._forget(attempt.pop())
            if key is not None and (before := answered(connection, key, digest)) is not None:
                if forgets:
                    refuse_living(connection, asked["member"])
                return before
            attempt.append(txn := self.begin(connection, key))
            made = work(txn)
            if dry_run:
                made = replace(made, dry_run=True)
            if not dry_run:
                self._end(txn, op, asked, made, without_person(digest) if forgets else digest)
            return made

        kept = False
        try:
            made = self.database.write(inside, keep=not dry_run)
            kept = not dry_run
        finally:
            for txn in attempt:
                (self._keep if kept else self._forget)(txn)
        if kept and attempt and attempt[-1].entry % EVERY == 0:
            seal_in_passing(self.database)
        return made

    def begin(self, connection: Connection, key: str | None = None) -> Txn:
        """A transaction of the store on a connection that is to write."""
        last, entry = begin_entry(connection)
        return Txn(connection, self, self.versions(connection, last), entry, self.now(), key)

    def _end(self, txn: Txn, op: str, asked: Mapping[str, Any], made: Decision, digest: str) -> None:
        number = next((number for number, name in txn.ids.items() if name == made.member), None)
        append(
            txn.connection,
            txn.entry,
            recorded_at=txn.now,
            op=op,
            content=content_of(txn, asked, made),
            written=txn.written,
            member=number,
            scheme_version=made.version,
            judged=txn.judged,
            durable=txn.durable,
        )
        if txn.key is not None:
            keep_answer(txn.connection, txn.key, digest, made, txn.entry)

    def memory(self, versions: Versions) -> Memory:
        """The members in memory, under these schemes."""
        if self._memory is None or self._memory.versions is not versions:
            self._memory = Memory(versions)
        return self._memory

    def forget_all(self) -> None:
        """No member is in memory any more: many were written without it."""
        self._memory = None

    def _keep(self, txn: Txn) -> None:
        """The transaction stands: memory holds what it wrote."""
        memory = self.memory(txn.versions)
        memory.forget(txn.touched - txn.decided.keys(), txn.ids)
        memory.held |= txn.decided

    def _forget(self, txn: Txn) -> None:
        """The transaction came to nothing: what it did in memory goes."""
        self.memory(txn.versions).forget({*txn.touched, *txn.decided}, txn.ids)

    def purchase(self, told: PurchaseIn, *, key: str | None = None, dry_run: bool = False) -> Decision:
        """Take a sale."""
        from patron.store.deciding.sales import take_purchase

        return self.transact("purchase", _asked(told), lambda txn: take_purchase(txn, told), key=key, dry_run=dry_run)

    def return_goods(self, told: ReturnIn, *, key: str | None = None, dry_run: bool = False) -> Decision:
        """Take goods back."""
        from patron.store.deciding.sales import take_return

        return self.transact("return", _asked(told), lambda txn: take_return(txn, told), key=key, dry_run=dry_run)

    def move(self, told: MovementIn, *, key: str | None = None, dry_run: bool = False) -> Decision:
        """Take anything else that happens to a member or a card."""
        from patron.store.deciding.moves import take_movement

        return self.transact(told.kind, _asked(told), lambda txn: take_movement(txn, told), key=key, dry_run=dry_run)


def _asked(told: PurchaseIn | ReturnIn | MovementIn) -> dict[str, Any]:
    return told.model_dump(mode="json", exclude_none=True)
