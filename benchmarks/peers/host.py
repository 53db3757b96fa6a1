"""The policy as a program in Python around a judge: windows, terms, reviews, points, returns and introductions.

One member after another, introducers first; each member's events in order of time and id. A judge says which rule holds for a purchase
or at a review (`judge.py`); all else is here. It knows no circles of introductions, no movements and no opening balances.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

import polars as pl
from patron.engine.history import History
from patron.engine.results import MEMBER_COLUMNS

from peers.calendar_days import first_instant, plus_months
from peers.judge import Judge

PER_GUEST, PER_VIP = 1200, 1000
PENDING, BALANCE, GONE = 0, 1, 2
Key = tuple[int, int, str]  # instant, 0 the start of a day or 1 an event, id


@dataclass(slots=True)
class Lot:
    """A purchase that counts, and the points that it made."""

    id: str
    day: int
    net: int
    goods: list[list[object]]  # [category, what is left of it]
    introducer: int  # her introducer's rank at that moment
    made: int
    per: int
    left: int
    state: int
    earned_on: int
    taken: int = 0

    def eligible(self) -> int:
        """What earns points."""
        return sum(amount for category, amount in self.goods if category != "gold")  # type: ignore[misc]


@dataclass(slots=True)
class Member:
    """One member's state."""

    tier: int = 0
    since: int | None = None
    reason: str | None = None
    anchor: int = 0
    term: int = 0
    gained: int = -1  # the lot that gave the tier
    review: int | None = None
    start: int = 0  # first lot of the twelve months
    total: int = 0  # of the twelve months
    earned: int = 0
    taken: int = 0
    book: list[Lot] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)  # of changes of tier
    tiers: list[int] = field(default_factory=list)

    def become(self, tier: int, key: Key, day: int, reason: str) -> None:
        """Come to a tier."""
        self.tier, self.since, self.reason, self.review = tier, day, reason, None
        self.keys.append(key)
        self.tiers.append(tier)

    def tier_before(self, key: Key) -> int:
        """The tier held right before."""
        index = bisect_left(self.keys, key)
        return self.tiers[index - 1] if index else 0


class Host:
    """Decides members by a judge; each after whoever introduced her."""

    def __init__(self, judge: Judge, as_of: int) -> None:
        self._qualify, self._keep, self._as_of = judge.qualify, judge.keep, as_of

    def member(self, events: list[tuple[int, str, int, list[tuple[object, ...]]]], introducer: Member | None) -> Member:
        """`events`: (instant, id, day, rows) in order; a sale's rows are (category, amount, in a group order), a return's (category,
        amount, the purchase's id, ...)."""
        one = Member()
        for at, event_id, day, rows in events:
            key = (at, 1, event_id)
            self._reviews(one, day)
            if len(rows[0]) == 3:
                self._sale(one, key, day, rows, introducer)
            else:
                self._return(one, key, day, rows)
        self._reviews(one, self._as_of)
        return one

    def _kept(self, book: list[Lot], gained: int, count: int, review: int) -> str | None:
        low, largest, total = plus_months(review - 1, -12), 0, 0
        for index in range(count - 1, gained, -1):
            lot = book[index]
            if lot.day <= low:
                break
            total += lot.net
            largest = max(largest, lot.net)
        return self._keep(largest, total)

    def _reviews(self, one: Member, day: int) -> None:
        while one.review is not None and one.review <= day:
            kept = self._kept(one.book, one.gained, len(one.book), one.review)
            if kept is not None:
                one.term += 1
                one.reason, one.review = kept, plus_months(one.anchor, 12 * (one.term + 1))
            else:
                one.become(0, (first_instant(one.review), 0, ""), one.review, "lapse")

    def _sale(self, one: Member, key: Key, day: int, rows: list[tuple[object, ...]], introducer: Member | None) -> None:
        if rows[0][2]:  # a group order counts for no one
            return
        per = PER_VIP if one.tier else PER_GUEST
        paid = sum(row[1] for row in rows)  # type: ignore[misc]
        rank = introducer.tier_before(key) if introducer is not None else 0
        lot = Lot(key[2], day, paid, [[row[0], row[1]] for row in rows], rank, 0, per, 0, BALANCE if one.tier else PENDING, day)
        lot.made = lot.left = lot.eligible() // per
        if one.tier:
            one.earned += lot.made
        book = one.book
        book.append(lot)
        one.total += paid
        low = plus_months(day, -12)
        while book[one.start].day <= low:
            one.total -= book[one.start].net
            one.start += 1
        if one.tier == 0 and paid > 0:
            rule = self._qualify(paid, one.total, rank)
            if rule is not None:
                one.become(1, key, day, rule)
                one.term, one.gained, one.anchor, one.review = 0, len(book) - 1, day, plus_months(day, 12)
                for waiting in book:
                    if waiting.state == PENDING and plus_months(waiting.day, 12) > day:
                        waiting.state, waiting.earned_on = BALANCE, day
                        one.earned += waiting.left

    def _return(self, one: Member, key: Key, day: int, rows: list[tuple[object, ...]]) -> None:
        changes = False
        for category, amount, purchase, _ in rows:
            place = next((index for index in range(len(one.book) - 1, -1, -1) if one.book[index].id == purchase), -1)
            if place < 0:
                continue
            changes, lot = True, one.book[place]
            _take(lot, category, amount)  # type: ignore[arg-type]
            lot.net -= amount  # type: ignore[operator]
            if place >= one.start:
                one.total -= amount  # type: ignore[operator]
            excess = lot.made - min(lot.made, lot.eligible() // lot.per) - lot.taken
            lot.taken += excess
            if lot.state == PENDING:
                lot.left -= excess
            elif lot.state == BALANCE and plus_months(lot.earned_on, 12) > day:
                lot.left -= excess
                one.taken += excess
        if changes and one.tier and not self._again(one.book, day):
            one.become(0, key, day, "return")
            for lot in one.book:
                if lot.state == BALANCE and lot.per == PER_GUEST and plus_months(lot.earned_on, 12) > day:
                    one.taken += lot.left
                    lot.state = PENDING if plus_months(lot.day, 12) > day else GONE

    def _again(self, book: list[Lot], until: int) -> int:
        """The tier that the purchases give without what was taken back."""
        tier, start, term, gained, review, total = 0, 0, 0, -1, None, 0
        for index in range(len(book) + 1):
            day = book[index].day if index < len(book) else until
            while review is not None and review <= day:
                if self._kept(book, gained, index, review) is not None:
                    term += 1
                    review = plus_months(book[gained].day, 12 * (term + 1))
                else:
                    tier, review = 0, None
            if index == len(book):
                break
            lot, low = book[index], plus_months(day, -12)
            total += lot.net
            while book[start].day <= low:
                total -= book[start].net
                start += 1
            if tier == 0 and lot.net > 0 and self._qualify(lot.net, total, lot.introducer) is not None:
                tier, term, gained, review = 1, 0, index, plus_months(day, 12)
        return tier

    def row(self, member_id: str, one: Member) -> tuple[object, ...]:
        """The member's row of `evaluate`."""
        as_of = self._as_of
        expired = sum(lot.left for lot in one.book if lot.state == BALANCE and plus_months(lot.earned_on, 12) <= as_of)
        pending = sum(lot.left for lot in one.book if lot.state == PENDING and plus_months(lot.day, 12) > as_of)
        low = plus_months(as_of, -12)
        spend = sum(lot.net for lot in one.book if lot.day > low)
        points = one.earned - expired - one.taken
        tier = "vip" if one.tier else "guest"
        return (member_id, tier, one.since, one.review, one.reason, points, pending, one.earned, expired, one.taken, 0, spend)


def _take(lot: Lot, category: str | None, rest: int) -> None:
    """Take an amount from the purchase's lines of a category."""
    if category is None:
        category = None if any(kind is None for kind, _ in lot.goods) else lot.goods[0][0]  # type: ignore[assignment]
    for line in lot.goods:
        if line[0] == category:
            some = min(rest, line[1])  # type: ignore[type-var]
            line[1] -= some  # type: ignore[operator]
            rest -= some  # type: ignore[operator]


def events_of(history: History, as_of: int) -> dict[str, list[tuple[int, str, int, list[tuple[object, ...]]]]]:
    """Each member's events in order, as `Host.member` takes them."""
    found: dict[str, dict[tuple[int, str, int], list[tuple[object, ...]]]] = {}
    lines = history.lines.filter(pl.col("day") <= as_of).sort("member_id", "at", "purchase_id", "line")
    for who, at, name, day, category, amount, group in lines.select(
        "member_id", "at", "purchase_id", "day", "category", "amount", pl.col("group_id").is_not_null()
    ).iter_rows():
        found.setdefault(who, {}).setdefault((at, name, day), []).append((category, amount, group))
    returns = history.returns.filter(pl.col("day") <= as_of)
    for who, at, name, day, category, amount, purchase in returns.select(
        "member_id", "at", "purchase_id", "day", "category", "amount", "returns"
    ).iter_rows():
        found.setdefault(who, {}).setdefault((at, name, day), []).append((category, amount, purchase, True))
    return {who: [(at, name, day, events[at, name, day]) for at, name, day in sorted(events)] for who, events in found.items()}


def run(judge: Judge, history: History, as_of: int) -> pl.DataFrame:
    """The rows of `evaluate` by a judge."""
    events = events_of(history, as_of)
    by: dict[str, str | None] = dict(history.members.select("member_id", "referred_by").iter_rows())
    host, done = Host(judge, as_of), {}
    for name in sorted(by.keys() | events.keys()):
        chain: list[str] = []
        one: str | None = name
        while one is not None and one in by and one not in done:
            chain.append(one)
            one = by[one]
        for member in reversed(chain or ([] if name in done else [name])):
            done[member] = host.member(events.get(member, []), done.get(by.get(member) or ""))
    return pl.DataFrame([host.row(name, done[name]) for name in sorted(done)], schema=MEMBER_COLUMNS, orient="row")
