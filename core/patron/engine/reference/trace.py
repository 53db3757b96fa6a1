"""One member's way through a run, with every judgement and its values: what explanations are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from patron.engine.history import History
from patron.engine.plan import Plan, Rule
from patron.engine.reference.conditions import Moment, Verdict, find
from patron.engine.reference.events import Purchase
from patron.engine.reference.judging import Judged
from patron.engine.reference.lots import Ledger, Posting
from patron.engine.reference.member import Member
from patron.engine.reference.output import member_row
from patron.engine.reference.runner import Run
from patron.engine.reference.standing import Change, Standing, grace_end, review_date
from patron.engine.results import MEMBER_COLUMNS


@dataclass(frozen=True, slots=True)
class LotNow:
    """A lot with points left. Dates are days since 1970-01-01; None: it does not wait, lapse, die, or need a time.

    `number`: lots of a member came to be in this order; `made`: how many points it had at first.
    """

    rule: str
    points: int
    earned: int | None  # None while it waits
    available: int | None  # the first day on which it may be spent
    dead: int | None  # the day from whose start it is dead, or lapses
    waits_for: int | None  # a tier's rank, while it waits
    number: int = 0
    made: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """A rule as it stands on a day, by what has been bought up to the as-of date."""

    rule: Rule
    finding: Verdict


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything about one member as of a date."""

    member_id: str
    as_of: int
    row: dict[str, object]  # the columns of `evaluate`
    standing: Standing
    in_grace_until: int | None
    changes: tuple[Change, ...]
    judged: tuple[Judged, ...]
    purchases: tuple[Purchase, ...]  # all of hers, by instant and id, group orders included
    last_purchase: Purchase | None  # the last one that counts
    qualifying: tuple[Outlook, ...]  # rules of higher tiers as of the as-of date, `purchase` being the last purchase
    keeping: tuple[Outlook, ...]  # rules that keep her tier, as of `kept_as_of`
    kept_as_of: int | None  # the day before the next review; in grace the as-of date
    lots: tuple[LotNow, ...]
    introducer: str | None
    introducer_tier: int | None  # None: the introducer is not known
    postings: tuple[Posting, ...] = ()  # kept where the scheme hands out vouchers


def trace(plan: Plan, history: History, as_of: int, member_id: str) -> Trace | None:
    """Run the history and look at one member; None if there is no such member up to `as_of`.

    Raises FindingsError as `run` does.
    """
    judged: list[Judged] = []
    state = Run(
        plan, history, as_of, detail=plan.points.vouchers is not None, recorders=lambda one: judged.append if one == member_id else None
    )
    state.go()
    member = state.members.get(member_id)
    if member is None:
        return None
    last = next((one for one in reversed(member.book.purchases) if any(member.book.added(one.place))), None)
    review = review_date(plan, member.standing)
    grace = grace_end(plan, member.standing)
    kept_as_of = None if review is None else as_of if grace is not None else review - 1
    introducer = member.introducer.latest
    known = introducer is not None and introducer != member_id and introducer in state.members
    introducer_tier = state.members[introducer].standing.tier if known and introducer is not None else None
    return Trace(
        member_id=member_id,
        as_of=as_of,
        row=dict(zip(MEMBER_COLUMNS, member_row(plan, member, as_of), strict=True)),
        standing=member.standing,
        in_grace_until=grace,
        changes=tuple(member.changes),
        judged=tuple(judged),
        purchases=tuple(sorted((one for one in state.purchases.values() if one.member == member_id), key=lambda one: (one.at, one.id))),
        last_purchase=last,
        qualifying=_qualifying(plan, member, as_of, last, introducer_tier),
        keeping=() if kept_as_of is None else _keeping(plan, member, kept_as_of, introducer_tier),
        kept_as_of=kept_as_of,
        lots=tuple(lots_now(member.ledger)),
        introducer=introducer,
        introducer_tier=introducer_tier,
        postings=tuple(member.ledger.postings or ()),
    )


def _qualifying(plan: Plan, member: Member, as_of: int, last: Purchase | None, introducer: int | None) -> tuple[Outlook, ...]:
    standing, book = member.standing, member.book
    lowest = standing.tier + (not plan.tiers[standing.tier].renews)
    added = None if last is None else book.added(last.place)
    moment = Moment(book, len(book), as_of, standing.term_start, 0, added, introducer, profile=member.profile.latest)
    rules = sorted((rule for rule in plan.qualification if rule.tier >= lowest), key=lambda rule: rule.tier)
    return tuple(Outlook(rule, find(rule.when, moment)) for rule in rules)


def _keeping(plan: Plan, member: Member, day: int, introducer: int | None) -> tuple[Outlook, ...]:
    standing, book = member.standing, member.book
    first = 0 if plan.tiers[standing.tier].gaining_purchase_keeps else standing.gained_end
    moment = Moment(book, len(book), day, standing.term_start, first, None, introducer, profile=member.profile.latest)
    return tuple(Outlook(rule, find(rule.when, moment)) for rule in plan.maintenance if rule.tier == standing.tier)


def lots_now(ledger: Ledger) -> Iterator[LotNow]:
    """The lots with points left: those in the balance, oldest first, then those that wait."""
    for lot in ledger.live:
        if lot.left:
            yield LotNow(lot.rule, lot.left, lot.earned, lot.available, lot.dies, None, lot.number, lot.made)
    for lot in ledger.waiting:
        if lot.left:
            yield LotNow(lot.rule, lot.left, None, None, lot.lapses, lot.pending_until, lot.number, lot.made)
