"""The starts of days that members wait for: reviews, ends of grace, issues, and new versions of the scheme."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from heapq import heapify, heappop, heappush

from patron.engine.live.carrying import carry_over
from patron.engine.live.live_steps import LiveSteps
from patron.engine.live.state import Stand
from patron.engine.plan.uses import Vouchers
from patron.engine.reference.calendar import NEVER, first_instant
from patron.engine.reference.events import Key
from patron.engine.reference.issuing import issue, issue_days
from patron.engine.reference.member import Member
from patron.engine.reference.standing import due_from

_CARRY, _DUE = 0, 1


@lru_cache(maxsize=1 << 12)
def next_issue(vouchers: Vouchers, after: int) -> int:
    """The first day of issue after a day."""
    return issue_days(vouchers, after + 1, after + 2 * 366)[0]


class Days:
    """Brings members to the start of a day: everything that falls due up to it happens, in the order of days across members."""

    def __init__(self, versions: list[LiveSteps], members: dict[str, Member], stands: dict[str, Stand], zone: str) -> None:
        self._versions = versions
        self._members = members
        self._stands = stands
        self._zone = zone
        self._asks = any(one.asks_introducers for one in versions)

    def next_turn(self, member: Member, stand: Stand) -> tuple[int, int]:
        """The next day on which the tier, or the version that it is judged by, may change; a new version comes first."""
        steps = self._versions[stand.version]
        due = due_from(steps.plan, member.standing, steps.from_day)
        later = self._versions[stand.version + 1].from_day if stand.version + 1 < len(self._versions) else NEVER
        return (later, _CARRY) if due is None or later <= due else (due, _DUE)

    def next_due(self, member: Member, stand: Stand) -> int | None:
        """The first day, after what has been decided, at whose start something may happen by itself."""
        ledger = member.ledger
        found = min(self.next_turn(member, stand)[0], ledger.lapses_from)
        live = [lot for lot in ledger.live if lot.left] if ledger.mixed else next(([lot] for lot in ledger.live if lot.left), [])
        found = min([found, *(lot.dies for lot in live if lot.dies is not None)])
        vouchers = self._versions[stand.version].plan.points.vouchers
        if vouchers is not None and ledger.balance > 0:
            found = min(found, next_issue(vouchers, self._issued(member, stand)))
        return None if found >= NEVER else found

    def concerned(self, members: Iterable[Member], day: int, *, judged: bool) -> list[Member]:
        """The members, and introducers (their introducers, …) as far as tiers decided up to the start of the day go by theirs.

        `judged`: something of the members themselves will be judged on the day.
        """
        found = {member.id: member for member in members}
        waiting = [(member, judged) for member in found.values()] if self._asks else []
        while waiting:
            member, asked = waiting.pop()
            introducer = member.introducer.latest
            if introducer is None or introducer in found:
                continue
            other = self._members.get(introducer)
            if other is None or self._stands[introducer].told:
                continue
            if asked or self.next_turn(member, self._stands[member.id])[0] <= day:
                found[other.id] = other
                waiting.append((other, False))
        return list(found.values())

    def bring(self, members: Iterable[Member], day: int) -> None:
        """To the start of the day; `members` are all who are concerned."""
        brought = [(member, self._stands[member.id]) for member in members]
        turns: list[tuple[int, int, str]] = []
        for member, stand in brought:
            on, what = self.next_turn(member, stand)
            if on <= day:
                turns.append((on, what, member.id))
        heapify(turns)
        while turns:
            on, what, member_id = heappop(turns)
            member, stand = self._members[member_id], self._stands[member_id]
            if (on, what) != self.next_turn(member, stand):
                continue
            if what == _CARRY:
                self._carry(member, stand)
            else:
                self._due(member, stand, on)
            on, what = self.next_turn(member, stand)
            if on <= day:
                heappush(turns, (on, what, member_id))
        for member, stand in brought:
            self._points(member, stand, day)

    def _due(self, member: Member, stand: Stand, day: int) -> None:
        key: Key = (first_instant(day, self._zone), 0, "", 0)
        steps = self._versions[stand.version]
        steps.start_due(member, day, steps.introducer_at(member, key, day - 1), key)

    def _carry(self, member: Member, stand: Stand) -> None:
        old, new = self._versions[stand.version], self._versions[stand.version + 1]
        self._points(member, stand, new.from_day - 1)
        carry_over(member, old.stretches[-1], new.stretches[-1])
        stand.version += 1

    def _points(self, member: Member, stand: Stand, day: int) -> None:
        """Issues and the end of lots."""
        vouchers = self._versions[stand.version].plan.points.vouchers
        if vouchers is not None and member.ledger.balance > 0:
            for on in issue_days(vouchers, self._issued(member, stand) + 1, day):
                issue(vouchers, [member], on)
        member.ledger.advance(day)
        if stand.decided_to is None or stand.decided_to < day:
            stand.decided_to = day

    @staticmethod
    def _issued(member: Member, stand: Stand) -> int:
        """Up to this day issues have been made; only opening balances bring points before anything has been decided."""
        if stand.decided_to is not None:
            return stand.decided_to
        assert member.opening is not None, "points come from events or from the opening"
        return member.opening.on
