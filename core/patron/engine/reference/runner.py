"""Goes through the days and events of all members in their one order."""

from __future__ import annotations

from heapq import heappop, heappush

from patron.engine.derived import derive
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.amounts import Amounts, Prices
from patron.engine.reference.calendar import first_instant
from patron.engine.reference.events import Key, key_of, read_events
from patron.engine.reference.goods import columns_of
from patron.engine.reference.issuing import issue, issue_days
from patron.engine.reference.member import Member
from patron.engine.reference.opening import gather
from patron.engine.reference.output import evaluation
from patron.engine.reference.standing import due
from patron.engine.reference.steps import Recorders, Steps
from patron.engine.results import Evaluation
from patron.findings import FindingsError


def run(plan: Plan, history: History, as_of: int, *, detail: bool = False, prices: Prices | None = None) -> Evaluation:
    """Evaluate a history, exactly as the page on schemes says.

    `as_of` is inclusive, in days since 1970-01-01. `prices`: minor units, one row a tier and one column
    a row of `history.lines`; without it lines cost their `amount`. `detail` adds purchases and postings.

    Raises FindingsError with every movement that spends more points than there are.
    """
    state = Run(plan, history, as_of, detail=detail, prices=prices)
    state.go()
    return evaluation(plan, state.members, state.purchases, as_of, detail=detail)


class Run(Steps):
    """One run over a history; `go` once, then read `members` and `purchases`."""

    def __init__(
        self,
        plan: Plan,
        history: History,
        as_of: int,
        *,
        detail: bool = False,
        prices: Prices | None = None,
        recorders: Recorders | None = None,
    ) -> None:
        columns = columns_of(plan)
        events = read_events(derive(plan, history), as_of, columns.texts, columns.units)
        self.as_of = as_of
        self.events = events.ordered
        members = gather(plan, history, self.events, detail=detail)
        super().__init__(plan, members, events.purchases, Amounts(plan, prices), names=history.names, recorders=recorders)
        self._due: list[tuple[int, str]] = []
        self._issue_days = issue_days(plan.points.vouchers, self._first_day(), as_of)

    def go(self) -> None:
        """All events up to the as-of date, and the reviews due up to it."""
        for member in self.members.values():
            self.scheduled(member)
        for event in self.events:
            self._start_days(event.day)
            self.take(event, key_of(event))
        self._start_days(self.as_of)
        for member in self.members.values():
            member.ledger.advance(self.as_of)
        if self.findings:
            raise FindingsError(self.findings)

    def _first_day(self) -> int:
        """The first day on which anyone may have points."""
        opened = [member.opening.on for member in self.members.values() if member.opening is not None]
        return min([*opened, self.as_of, *(event.day for event in self.events[:1])])

    def _start_days(self, until: int) -> None:
        """The start of each day up to `until` on which a tier is due; all are decided by the end of the day before.

        Vouchers are issued in between: reviews and they have nothing to do with one another.
        """
        while self._issue_days and self._issue_days[0] <= until:
            assert self.plan.points.vouchers is not None
            issue(self.plan.points.vouchers, self.members.values(), self._issue_days.pop(0))
        while self._due and self._due[0][0] <= until:
            day = self._due[0][0]
            key: Key = (first_instant(day, self.plan.time_zone), 0, "", 0)
            waiting: set[str] = set()
            while self._due and self._due[0][0] == day:
                waiting.add(heappop(self._due)[1])
            found = [self.members[member_id] for member_id in waiting if due(self.plan, self.members[member_id].standing) == day]
            seen = [(member, self.introducer_tier(member)) for member in found]
            for member, introducer in seen:
                self.start_due(member, day, introducer, key)

    def scheduled(self, member: Member) -> None:
        """Put the day on which the member's tier is due among the others'."""
        on = due(self.plan, member.standing)
        if on is not None and on <= self.as_of:
            heappush(self._due, (on, member.id))
