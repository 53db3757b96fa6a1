"""The run's state as the frames of the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl

from patron.engine.plan import Duration, Plan, Unit
from patron.engine.reference.calendar import add
from patron.engine.reference.events import Purchase
from patron.engine.reference.member import Member
from patron.engine.reference.standing import due
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS, POSTING_COLUMNS, PURCHASE_COLUMNS, Evaluation

_YEAR = Duration(Unit.MONTHS, 12)


def evaluation(plan: Plan, members: dict[str, Member], purchases: dict[str, Purchase], as_of: int, *, detail: bool) -> Evaluation:
    """Members by id as text, changes by member and in order of happening; purchases and postings on request."""
    ordered = [members[member_id] for member_id in sorted(members)]
    return Evaluation(
        members=_frame((member_row(plan, member, as_of) for member in ordered), MEMBER_COLUMNS),
        changes=_frame(
            (
                (member.id, one.on, plan.tiers[one.before].id, plan.tiers[one.after].id, one.reason)
                for member in ordered
                for one in member.changes
            ),
            CHANGE_COLUMNS,
        ),
        purchases=_frame(_purchase_rows(purchases), PURCHASE_COLUMNS) if detail else None,
        postings=_frame(_posting_rows(ordered), POSTING_COLUMNS) if detail else None,
    )


def _frame(rows: Iterable[tuple[object, ...]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def spend_12m(member: Member, as_of: int) -> int:
    """The net counted total of the 12 months to the as-of date."""
    return member.book.spend(member.book.first_on_or_after(add(as_of, _YEAR, -1) + 1), len(member.book))


def member_row(plan: Plan, member: Member, as_of: int) -> tuple[object, ...]:
    """One row of `evaluate`."""
    standing, ledger = member.standing, member.ledger
    totals = ledger.totals
    return (
        member.id,
        plan.tiers[standing.tier].id,
        standing.since,
        due(plan, standing),
        standing.reason,
        ledger.balance,
        ledger.pending,
        totals.earned,
        totals.expired,
        totals.taken_back,
        totals.spent,
        spend_12m(member, as_of),
    )


def _purchase_rows(purchases: dict[str, Purchase]) -> Iterable[tuple[object, ...]]:
    for one in sorted(purchases.values(), key=lambda purchase: (purchase.at, purchase.id)):
        yield one.id, one.member, one.day, one.tier_before, one.level, one.tier_after, sum(lot.made for lot in one.lots)


def _posting_rows(members: Iterable[Member]) -> Iterable[tuple[object, ...]]:
    for member in members:
        summed: Counter[tuple[int, str, str]] = Counter()
        for posting in member.ledger.postings or ():
            summed[posting.on, posting.kind.value, posting.rule] += posting.points
        for on, kind, rule in sorted(summed):
            yield member.id, on, kind, rule, summed[on, kind, rule]
