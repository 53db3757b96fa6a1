"""Entitlements member by member in plain Python: what the columnar runner is tested against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from patron.engine.days import to_date, to_day
from patron.engine.entitlements.facts import Facts, Stretch, Use, facts_of
from patron.engine.entitlements.model import DETAIL_COLUMNS, ENDLESS, ISSUE_COLUMNS, Lack
from patron.engine.history import History
from patron.engine.plan import Duration, Grant, GrantKind, Plan, Prorate, Unit
from patron.engine.reference.calendar import add, clamped
from patron.engine.results import Evaluation

_YEAR = Duration(Unit.MONTHS, 12)


@dataclass(slots=True)
class Issue:
    """So many of one benefit, good from one day to another."""

    member: str
    grant: Grant
    first: int
    last: int  # ENDLESS: as long as the tier
    granted: int
    rank: int
    usable: int = 0  # the last day on which it can be used
    gone: int = 0  # the first day at whose end it is good no more
    withdrawn: bool = False
    next: Issue | None = None  # the issue of the period that begins where this one ends
    carried: int = 0
    passed_on: int = 0
    used: int = 0

    @property
    def left(self) -> int:
        """What has been neither used nor passed on."""
        return self.granted + self.carried - self.used - self.passed_on


class Reference:
    """Issues everything of one plan; `issues` and `lacks` are read after `go`."""

    def __init__(self, plan: Plan, history: History, evaluation: Evaluation, as_of: int, amounts: list[int] | None) -> None:
        self.plan = plan
        self.as_of = as_of
        self.facts = facts_of(plan, history, evaluation, as_of, amounts)
        self.issues: list[Issue] = []
        self.lacks: list[Lack] = []

    def go(self) -> None:
        """Every grant, member by member."""
        for grant in self.plan.benefits.grants:
            top = self.facts.top(grant) if grant.kind is GrantKind.TOP else {}
            for facts in self.facts.members.values():
                made = list(self.issued(grant, facts, top))
                self.use(grant, facts, made, self.facts.uses(grant, facts.id))
                self.issues += made
        self.issues.sort(key=lambda one: (one.member, one.grant.id, one.first))

    def issued(self, grant: Grant, member: Facts, top: dict[int, set[str]]) -> Iterable[Issue]:
        """What a grant brings one member; `top` as `AllFacts.top` has it."""
        stretches = member.stretches(grant.tiers)
        match grant.kind:
            case GrantKind.YEAR:
                return self._years(grant, member, stretches)
            case GrantKind.CALENDAR:
                return self._calendar(grant, member, stretches)
            case GrantKind.GAIN:
                days = [day for day, rank in member.gains if rank in grant.tiers]
            case GrantKind.BIRTHDAY:
                days = [] if member.birthday is None else self._yearly((_month_day(member.birthday),), stretches)
            case GrantKind.DAYS:
                days = self._yearly(grant.days, stretches)
            case GrantKind.TOP:
                days = [day for day, winners in top.items() if member.id in winners]
            case GrantKind.PURCHASE:
                return self._purchases(grant, member, stretches)
        held = [(day, self._held(grant, member, stretches, day)) for day in days]
        return [self._dated(grant, member, day, stretch) for day, stretch in held if stretch is not None]

    def _held(self, grant: Grant, member: Facts, stretches: list[Stretch], day: int) -> Stretch | None:
        """The stretch that a day of issue lies in, by what is held and known at the day's end."""
        if not member.floor < day <= self.as_of or not member.told.fits(grant, day):
            return None
        return next((one for one in stretches if one.first <= day < one.leave), None)

    def _dated(self, grant: Grant, member: Facts, day: int, stretch: Stretch) -> Issue:
        last = ENDLESS if grant.valid_for is None else add(day, grant.valid_for) - 1
        return self._ended(Issue(member.id, grant, day, last, grant.count, stretch.rank_on(day)), stretch)

    def _ended(self, issue: Issue, stretch: Stretch) -> Issue:
        """With the day on which it ends: by itself, or because the tiers are left."""
        issue.usable, issue.gone = issue.last, issue.last + 1
        cut = stretch.by_return or not issue.grant.keep
        if cut and stretch.leave <= issue.last:
            issue.gone = stretch.leave
            issue.usable = stretch.leave - 1 if stretch.at_start else stretch.leave
            issue.withdrawn = stretch.by_return
        return issue

    def _yearly(self, days: tuple[tuple[int, int], ...], stretches: list[Stretch]) -> list[int]:
        if not stretches:
            return []
        years = range(to_date(stretches[0].first).year, to_date(self.as_of).year + 1)
        return sorted({to_day(clamped(year, *day)) for year in years for day in days})

    def _years(self, grant: Grant, member: Facts, stretches: list[Stretch]) -> Iterable[Issue]:
        made: list[Issue] = []
        for stretch in stretches:
            before: Issue | None = None
            number = 0
            while (first := add(stretch.first, _YEAR, number)) <= self.as_of and first < stretch.leave:
                number += 1
                last = add(stretch.first, _YEAR, number) - 1
                if last <= member.floor or not member.told.fits(grant, first):
                    continue
                issue = self._ended(Issue(member.id, grant, first, last, grant.count, stretch.rank_on(first)), stretch)
                if before is not None and before.last + 1 == first:
                    before.next = issue
                before = issue
                made.append(issue)
        return made

    def _calendar(self, grant: Grant, member: Facts, stretches: list[Stretch]) -> Iterable[Issue]:
        made: list[Issue] = []
        if not stretches:
            return made
        before: Issue | None = None
        for first, last in self._periods(grant, stretches[0].first):
            holding = next((one for one in stretches if one.first <= last and one.leave > first), None)
            if holding is None or max(first, holding.first) > self.as_of or last <= member.floor:
                continue
            begin = max(first, holding.first)
            if not member.told.fits(grant, begin):
                continue
            count = _share(grant, last - begin + 1, last - first + 1)
            issue = self._ended(Issue(member.id, grant, begin, last, count, holding.rank_on(begin)), holding)
            if before is not None and before.gone == before.last + 1 == begin:
                before.next = issue
            before = issue
            made.append(issue)
        return made

    def _periods(self, grant: Grant, since: int) -> Iterable[tuple[int, int]]:
        """The first and last days of the periods from the one that `since` lies in to that of the as-of date."""
        years = range(to_date(since).year - 1, to_date(self.as_of).year + 2)
        starts = sorted({to_day(clamped(year, *day)) for year in years for day in grant.days})
        return [(first, then - 1) for first, then in pairwise(starts) if then > since and first <= self.as_of]

    def _purchases(self, grant: Grant, member: Facts, stretches: list[Stretch]) -> Iterable[Issue]:
        made: list[Issue] = []
        number = 0
        for bought in self.facts.bought(grant, member.id):
            stretch = self._held(grant, member, stretches, bought.day)
            if stretch is None or bought.amount <= 0 or bought.amount < grant.at_least:
                continue
            number += 1
            if number % grant.every:
                continue
            issue = self._dated(grant, member, bought.day, stretch)
            if bought.returned is not None and bought.returned < issue.gone:
                issue.gone, issue.withdrawn = bought.returned, True
                issue.usable = min(issue.usable, bought.returned)
            made.append(issue)
        return made

    def use(self, grant: Grant, member: Facts, issues: list[Issue], uses: Iterable[Use]) -> None:
        """What was used, in order, each from what ends first; periods hand over what they may in between."""
        chain = [one for one in issues if one.next is not None]
        taken_by: dict[int, Issue] = {}
        for use in uses:
            if use.day <= member.floor:
                continue
            chain = self._carry(chain, use.day)
            if use.gives_back is not None:
                if use.gives_back in taken_by:
                    taken_by[use.gives_back].used -= 1
                continue
            good = [one for one in issues if one.first <= use.day <= one.usable]
            available = sum(one.left for one in good)
            if available < use.count:
                self.lacks.append(Lack(use.row, member.id, grant.id, use.day, use.count, available, grant.used_by == "use_coupon"))
                continue
            wanted = use.count
            for one in sorted(good, key=lambda one: (one.last, one.first)):
                taken = min(wanted, one.left)
                one.used += taken
                wanted -= taken
                if taken:
                    taken_by[use.row] = one
        self._carry(chain, self.as_of)

    def _carry(self, chain: list[Issue], day: int) -> list[Issue]:
        """Hands over between periods up to a day; the rest of the chain."""
        while chain and chain[0].next is not None and chain[0].next.first <= day:
            one, following = chain[0], chain[0].next
            one.passed_on = following.carried = min(one.grant.carry_over, one.left)
            chain = chain[1:]
        return chain


def run_reference(
    plan: Plan, history: History, evaluation: Evaluation, as_of: int, amounts: list[int] | None
) -> tuple[pl.DataFrame, list[Lack]]:
    """The rows of `Entitlements.issues`, and what could not be used; `amounts`: what each of `history.lines` cost, none: its `amount`."""
    state = Reference(plan, history, evaluation, as_of, amounts)
    state.go()
    return issue_frame(state.issues, as_of), state.lacks


def issue_frame(issues: Iterable[Issue], as_of: int) -> pl.DataFrame:
    """The rows of `Entitlements.issues`."""
    rows = []
    for one in issues:
        lapsed, left = (one.left, 0) if one.gone <= as_of else (0, one.left)
        until, gone = (None if day >= ENDLESS else day for day in (one.last, one.gone))
        counted = (one.granted, one.carried, one.used, lapsed, left, one.passed_on)
        rows.append((one.member, one.grant.id, one.first, until, *counted, gone, one.withdrawn, one.rank))
    return pl.DataFrame(rows, schema=ISSUE_COLUMNS | DETAIL_COLUMNS, orient="row")


def _share(grant: Grant, days: int, of: int) -> int:
    if grant.prorate is Prorate.NONE:
        return grant.count
    return -(-grant.count * days // of) if grant.prorate is Prorate.UP else grant.count * days // of


def _month_day(day: int) -> tuple[int, int]:
    date = to_date(day)
    return date.month, date.day
