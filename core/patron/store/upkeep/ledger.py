"""Whether the ledger adds up: entries to zero, members' accounts to their states, lots to balances, cards to their postings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, and_, case, func, or_, select

from patron.engine.cards.card import LOADS, USES
from patron.engine.cards.card import PostingKind as CardKind
from patron.engine.results import PostingKind
from patron.store.deciding.accounts import FROM, TO, is_main, postings
from patron.store.deciding.stored import changes_of, lots, states, tier_changes
from patron.store.reading.naming import members
from patron.store.schemes import Versions
from patron.store.store import Progress
from patron.store.tables import CardPostingRow, CardRow
from patron.store.upkeep.reports import Fault

cards: Table = CardRow.__table__  # type: ignore[attr-defined]
card_postings: Table = CardPostingRow.__table__  # type: ignore[attr-defined]

RANGE = 2000  # numbers of members, or cards, looked at together
_TOTALS = {
    "points_earned": PostingKind.EARNED,
    "points_expired": PostingKind.EXPIRED,
    "points_taken_back": PostingKind.TAKEN_BACK,
    "points_spent": PostingKind.SPENT,
}


def unbalanced(connection: Connection) -> Iterator[Fault]:
    """Entries whose postings do not sum to zero, and legs on an account that is not of their kind."""
    total = func.sum(postings.c.points)
    for entry, points in connection.execute(select(postings.c.entry, total).group_by(postings.c.entry).having(total != 0)):
        yield Fault("entry", f"the postings of entry {entry} sum to {points:+}, not to zero", entry=entry)
    fits = or_(*(and_(postings.c.kind == kind, postings.c.account.in_((FROM[kind], TO[kind]))) for kind in TO))
    for entry, account, kind in connection.execute(select(postings.c.entry, postings.c.account, postings.c.kind).where(~fits)):
        yield Fault("account", f"entry {entry} posts {kind!r} on the account {account!r}", entry=entry)


@dataclass(slots=True)
class _Sums:
    """What is stored of one member, beside her state."""

    kinds: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    live: int = 0
    waiting: int = 0
    bad_lots: list[int] = field(default_factory=list)


def members_at_odds(connection: Connection, versions: Versions, progress: Progress) -> Iterator[Fault]:
    """Members whose state, postings, lots and changes do not say the same."""
    last = connection.execute(select(func.max(members.c.number))).scalar_one() or 0
    for first in range(1, last + 1, RANGE):
        until = min(first + RANGE - 1, last)
        yield from _range(connection, versions, first, until)
        progress("ledger", until, last)


def _range(connection: Connection, versions: Versions, first: int, until: int) -> Iterator[Fault]:
    told = {row.number: row for row in connection.execute(select(members).where(members.c.number.between(first, until)))}
    known = {row.member: row for row in connection.execute(select(states).where(states.c.member.between(first, until)))}
    sums = _sums(connection, first, until)
    changes = changes_of(connection, list(told))
    entries = _last_entries(connection, first, until)
    for number, row in told.items():
        state, own = known.get(number), sums.get(number, _Sums())

        def fault(check: str, message: str, row: Any = row, number: int = number) -> Fault:
            return Fault(check, f"member {row.member_id}: {message}", entry=entries.get(number), member=row.member_id)

        if state is None:
            if own.kinds or own.accounts or changes.get(number):
                yield fault("state", "postings or changes, and no state")
            continue
        yield from (fault(*one) for one in _points(state, own))
        stands = {changes[number][-1][1][2]} if changes.get(number) else _first_tiers(versions, row)
        if state.tier not in stands:
            yield fault("state", f"the tier is {state.tier}, and by the changes it is {' or '.join(sorted(stands))}")


def _points(state: Any, own: _Sums) -> Iterator[tuple[str, str]]:
    """What does not agree, as (check, message)."""
    for column, kind in _TOTALS.items():
        posted = own.kinds.get(kind, 0)
        if getattr(state, column) != posted:
            yield "state", f"{column} is {getattr(state, column)}, and {posted} were posted"
    for column, account in (("points", "member"), ("points_pending", "waiting")):
        posted = own.accounts.get(account, 0)
        if getattr(state, column) != posted:
            yield "balance", f"{column} is {getattr(state, column)}, and the postings come to {posted}"
    if own.bad_lots:
        yield "lots", f"lots {', '.join(map(str, own.bad_lots))} have nothing left, or more than they were made with"
    if state.lots_known:
        if own.live != max(state.points, 0):
            yield "lots", f"the balance is {state.points}, and the lots hold {own.live}"
        if own.waiting != state.points_pending:
            yield "lots", f"{state.points_pending} points wait, and the waiting lots hold {own.waiting}"


def _sums(connection: Connection, first: int, until: int) -> dict[int, _Sums]:
    found: dict[int, _Sums] = defaultdict(_Sums)
    within = postings.c.member.between(first, until)
    total = func.sum(postings.c.points)
    main = func.sum(case((is_main, postings.c.points), else_=0))
    columns = (postings.c.member, postings.c.account, postings.c.kind)
    for number, account, kind, points, posted in connection.execute(select(*columns, total, main).where(within).group_by(*columns)):
        own = found[number]
        own.accounts[account] = own.accounts.get(account, 0) + int(points)
        own.kinds[kind] = own.kinds.get(kind, 0) + int(posted)
    for row in connection.execute(select(lots).where(lots.c.member.between(first, until))):
        own = found[row.member]
        if row.earned is None:
            own.waiting += row.left
        else:
            own.live += row.left
        if not 0 < row.left <= row.made:
            own.bad_lots.append(row.lot)
    return found


def _last_entries(connection: Connection, first: int, until: int) -> dict[int, int]:
    """The last entry that posted or changed something of each member."""
    found: dict[int, int] = {}
    for table in (postings, tier_changes):
        query = select(table.c.member, func.max(table.c.entry)).where(table.c.member.between(first, until)).group_by(table.c.member)
        for number, entry in connection.execute(query):
            found[number] = max(found.get(number, 0), entry)
    return found


def _first_tiers(versions: Versions, row: Any) -> set[str]:
    """What a member may hold who has no changes: the opening tier, else the first one of the version that she joined under."""
    firsts = {plan.tiers[0].id for plan in versions.plans}
    return {row.opening_tier} if row.opening_tier and row.merged_into is None else firsts


def cancelled_wrongly(connection: Connection) -> Iterator[Fault]:
    """Changes that are taken back twice, or by a row of another member or about another change."""
    old, new = tier_changes.alias("old"), tier_changes.alias("new")
    same = and_(*(old.c[name] == new.c[name] for name in ("member", "on", "place", "before", "after", "reason")), old.c.cancels.is_(None))
    query = select(new.c.number, new.c.entry).join_from(new, old, old.c.number == new.c.cancels).where(~same)
    for number, entry in connection.execute(query):
        yield Fault("state", f"change {number} takes back a change that is not its own", entry=entry)
    twice = select(tier_changes.c.cancels, func.max(tier_changes.c.entry)).where(tier_changes.c.cancels.is_not(None))
    for number, entry in connection.execute(twice.group_by(tier_changes.c.cancels).having(func.count() > 1)):
        yield Fault("state", f"change {number} is taken back more than once", entry=entry)


def cards_at_odds(connection: Connection, progress: Progress) -> Iterator[Fault]:
    """Cards whose balance is not what their postings come to, or is below zero."""
    total = connection.execute(select(func.count()).select_from(cards)).scalar_one()
    kind, value = card_postings.c.kind, card_postings.c.value
    loads = [one.value for one in LOADS]
    uses = [one.value for one in (*USES, CardKind.EXPIRED)]
    signed = func.sum(case((kind.in_(loads), value), (kind.in_(uses), -value), else_=0))
    done, after = 0, ""
    while rows := connection.execute(
        select(cards.c.card, cards.c.balance).where(cards.c.card > after).order_by(cards.c.card).limit(RANGE)
    ).all():
        last = rows[-1].card
        within = and_(card_postings.c.card > after, card_postings.c.card <= last)
        query = select(card_postings.c.card, signed, func.max(card_postings.c.entry)).where(within).group_by(card_postings.c.card)
        posted = {card: (int(points), entry) for card, points, entry in connection.execute(query)}
        for card, balance in rows:
            points, entry = posted.get(card, (0, None))
            if balance != points:
                yield Fault("card", f"card {card} holds {balance}, and its postings come to {points}", entry=entry, card=card)
            elif balance < 0:
                yield Fault("card", f"card {card} is below zero: {balance}", entry=entry, card=card)
        done += len(rows)
        after = last
        progress("cards", done, total)
