"""Members as they were: kept before something that may yet be refused."""

from __future__ import annotations

from dataclasses import fields, replace

from patron.engine.live.state import Stand
from patron.engine.reference.lots import Lot
from patron.engine.reference.member import Member


class Kept:
    """What starts of days change of a member, a new version of the scheme included; not what events change."""

    def __init__(self, member: Member, stand: Stand) -> None:
        ledger = member.ledger
        self._member, self._stand = member, stand
        self._stood = replace(stand)
        self._standing, self._totals = replace(member.standing), replace(ledger.totals)
        self._book, self._bonuses = member.book, (member.bonus_earned, member.bonus_given)
        self._live, self._waiting = list(ledger.live), list(ledger.waiting)
        ledger.before = {}  # it keeps each lot that changes: copies of a thousand would cost more than the event
        self._ledger = ledger.rules, ledger.mixed, ledger.lapses_from, ledger.hole
        self._lengths = len(member.changes), len(ledger.postings or ()), len(member.tiers)

    def let_go(self) -> None:
        """It stays as it is now."""
        self._member.ledger.before = None

    def put_back(self) -> None:
        """Everything as it was."""
        member, ledger, stand = self._member, self._member.ledger, self._stand
        stand.version, stand.last, stand.decided_to, stand.asked = (
            self._stood.version,
            self._stood.last,
            self._stood.decided_to,
            self._stood.asked,
        )
        member.standing, ledger.totals = self._standing, self._totals
        member.book, (member.bonus_earned, member.bonus_given) = self._book, self._bonuses
        ledger.live, ledger.waiting = self._live, self._waiting
        for lot, before in (ledger.before or {}).values():
            _copy(before, lot)
        ledger.before = None
        ledger.rules, ledger.mixed, ledger.lapses_from, ledger.hole = self._ledger
        changes, postings, tiers = self._lengths
        del member.changes[changes:]
        if ledger.postings is not None:
            del ledger.postings[postings:]
        member.tiers.cut(tiers)


def _copy(source: Lot, target: Lot) -> None:
    for one in fields(Lot):
        setattr(target, one.name, getattr(source, one.name))
