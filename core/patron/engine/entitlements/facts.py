"""What the reference needs to know of each member: tiers held, purchases, uses, and who spent most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from patron.engine.days import to_date, to_day
from patron.engine.derived import derive
from patron.engine.entitlements.known import Told, told
from patron.engine.entitlements.model import ENDLESS
from patron.engine.history import History
from patron.engine.plan import Grant, GrantKind, Plan
from patron.engine.reference.calendar import clamped, window_start
from patron.engine.reference.events import Event, Line, Purchase, Return, ReturnRow, read_events
from patron.engine.reference.goods import GoodsTest
from patron.engine.results import Evaluation

LAPSE, RETURN = "lapse", "return"


@dataclass(frozen=True, slots=True)
class Step:
    """A tier held from a day on."""

    day: int
    rank: int
    reason: str | None


@dataclass(slots=True)
class Stretch:
    """From `first` on some tier of a set was held, until the set was left on `leave` (ENDLESS: it is held still).

    `at_start`: it was left at the start of that day (a review), else during it.
    """

    first: int
    steps: list[Step]
    leave: int = ENDLESS
    at_start: bool = False
    by_return: bool = False

    def rank_on(self, day: int) -> int:
        """The tier held at the end of a day of the stretch."""
        return [step.rank for step in self.steps if step.day <= day][-1]


@dataclass(slots=True)
class Facts:
    """One member; what is dated up to `floor` is contained in the opening balance."""

    id: str
    floor: int
    birthday: int | None
    steps: list[Step]
    gains: list[tuple[int, int]]  # day and tier of each rise
    told: Told

    def stretches(self, tiers: tuple[int, ...]) -> list[Stretch]:
        """The stretches in which one of the tiers was held, in order; none that ends on the day it began."""
        found: list[Stretch] = []
        current: Stretch | None = None
        for step in self.steps:
            if step.rank in tiers:
                if current is None:
                    current = Stretch(step.day, [])
                    found.append(current)
                current.steps.append(step)
            elif current is not None:
                current.leave, current.at_start, current.by_return = step.day, step.reason == LAPSE, step.reason == RETURN
                current = None
        return [one for one in found if one.first < one.leave]


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase: what was paid in some goods, and the day from which nothing of it is left."""

    day: int
    amount: int
    returned: int | None


@dataclass(frozen=True, slots=True)
class Use:
    """A movement that uses something, or the return that gives the use of a coupon back: then `gives_back` is that movement's row."""

    row: int
    day: int
    count: int
    gives_back: int | None = None


@dataclass(slots=True)
class AllFacts:
    """The members by id, and what is asked of the whole history."""

    plan: Plan
    as_of: int
    members: dict[str, Facts]
    purchases: list[Purchase]
    returns: list[Return]
    fields: tuple[str, ...]
    amounts: list[int] | None
    movements: dict[tuple[str, str], list[Use]] = field(default_factory=dict)

    def uses(self, grant: Grant, member: str) -> list[Use]:
        """What the member used of it, in order."""
        return self.movements.get((member, grant.id), [])

    def bought(self, grant: Grant, member: str) -> list[Bought]:
        """The member's purchases with what was paid in the grant's goods, in order."""
        assert grant.goods is not None
        test = GoodsTest(grant.goods, self.fields)
        found = []
        for one in self.purchases:
            if one.member == member:
                amount = sum(self.paid(line) for line in one.lines if test.passes(line))
                found.append(Bought(one.day, amount, self._gone(one)))
        return found

    def paid(self, line: Line) -> int:
        """What a line cost."""
        return line.amount if self.amounts is None else self.amounts[line.row]

    def _gone(self, purchase: Purchase) -> int | None:
        left = sum(line.amount for line in purchase.lines)
        for back in self.returns:
            for row in back.rows:
                if row.purchase == purchase.id:
                    left -= row.amount
                    if left == 0:
                        return back.day
        return None

    def top(self, grant: Grant) -> dict[int, set[str]]:
        """The biggest spenders by day of issue: of each shop, by what was paid there up to the day before and not returned."""
        last = to_date(self.as_of).year
        first = min((to_date(one.day).year for one in self.purchases), default=last)
        days = sorted({to_day(clamped(year, *day)) for year in range(first, last + 1) for day in grant.days})
        return {day: self._winners(grant, day) for day in days if day <= self.as_of}

    def _winners(self, grant: Grant, day: int) -> set[str]:
        there = [one for one in self.members.values() if one.told.fits(grant, day)]
        held = {one.id for one in there if any(each.first <= day < each.leave for each in one.stretches(grant.tiers))}
        place = 2 + self.fields.index(grant.by)
        since = window_start(grant.window, day - 1)
        spent: dict[str, Counter[str]] = {}
        left = self._left(day - 1)
        for purchase in self.purchases:
            if purchase.member in held and since <= purchase.day < day:
                for line in purchase.lines:
                    shop = line.kind[place]
                    if shop is not None:
                        spent.setdefault(shop, Counter())[purchase.member] += left[line.row]
        winners: set[str] = set()
        for sums in spent.values():
            ranking = sorted((-amount, member) for member, amount in sums.items() if amount > 0)
            winners |= {member for _, member in ranking[: grant.members]}
        return winners

    def _left(self, day: int) -> dict[int, int]:
        """What returns up to a day left of each line: of its price, in proportion, half up."""
        purchases = {one.id: one for one in self.purchases}
        for one in self.purchases:
            for line in one.lines:
                line.returned = 0
        for back in self.returns:
            for row in back.rows:
                if back.day <= day and row.purchase in purchases:
                    take(purchases[row.purchase], row)
        return {line.row: _rest(line, self.paid(line)) for one in self.purchases for line in one.lines}


def _rest(line: Line, paid: int) -> int:
    return (2 * paid * (line.amount - line.returned) + line.amount) // (2 * line.amount) if line.returned else paid


def take(purchase: Purchase, row: ReturnRow) -> None:
    """Takes a row of a return from the lines of its purchase, in their order."""
    categories = {line.kind[0] for line in purchase.lines}
    category = row.category
    if category is None and None not in categories:
        (category,) = categories
    rest = row.amount
    for line in purchase.lines:
        if line.kind[0] == category:
            part = min(rest, line.amount - line.returned)
            line.returned += part
            rest -= part


def facts_of(plan: Plan, history: History, evaluation: Evaluation, as_of: int, amounts: list[int] | None) -> AllFacts:
    """Everything up to the as-of date; `amounts` by row of `history.lines`."""
    grants = plan.benefits.grants
    named = {name for one in grants if one.goods is not None for name, _, _ in one.goods.fields}
    fields = tuple(sorted(named | {one.by for one in grants if one.kind is GrantKind.TOP}))
    events = read_events(derive(plan, history), as_of, fields).ordered
    purchases = [one for one in events if isinstance(one, Purchase) and (plan.group_counts_for_buyer or not one.group)]
    members = _members(plan, history, evaluation, as_of)
    returns = [one for one in events if isinstance(one, Return)]
    bought = [one for one in purchases if one.member is not None]
    facts = AllFacts(plan, as_of, members, bought, returns, fields, amounts)
    gone = _wholly_returned(events)
    moved = history.movements.filter(pl.col("day") <= as_of)
    found: dict[tuple[str, str], list[tuple[tuple[int, str, int], Use]]] = {}
    for row, name, member, at, day, kind, ref, value in moved.select(
        "row", "movement_id", "member_id", "at", "day", "kind", "ref", "value"
    ).iter_rows():
        for grant in grants:
            if kind == grant.used_by and (ref or "").strip().lower() in {one.lower() for one in grant.names}:
                mine = found.setdefault((member, grant.id), [])
                mine.append(((at, name, 1), Use(row, day, int(value or 1) if kind == "use_benefit" else 1)))
                if kind == "use_coupon" and value in gone:
                    back = gone[value]
                    late = (back.at, back.id) <= (at, name)
                    mine.append(((at, name, 2) if late else (back.at, back.id, 0), Use(row, day if late else back.day, 1, row)))
    for who, uses in found.items():
        facts.movements[who] = [use for _, use in sorted(uses, key=lambda one: one[0])]
    return facts


def _wholly_returned(events: Sequence[Event]) -> dict[str, Return]:
    """By purchase, the return after which nothing is left of it."""
    left = {one.id: sum(line.amount for line in one.lines) for one in events if isinstance(one, Purchase)}
    gone: dict[str, Return] = {}
    for back in (one for one in events if isinstance(one, Return)):
        for row in back.rows:
            left[row.purchase] -= row.amount
            if left[row.purchase] <= 0:
                gone.setdefault(row.purchase, back)
    return gone


def _members(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> dict[str, Facts]:
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    starts: dict[str, int] = {}
    given = history.movements.filter(pl.col("kind") == "give").select(pl.col("to_member").alias("member_id"), "day")
    for frame in (history.lines, history.returns, history.movements, given):
        for member, day in frame.select("member_id", "day").iter_rows():
            if member is not None and day <= as_of:
                starts[member] = min(day, starts.get(member, day))
    rows = {row["member_id"]: row for row in history.members.to_dicts()}
    known = told(plan, history)
    members: dict[str, Facts] = {}
    for name in evaluation.members["member_id"]:
        row = rows.get(name, {})
        opening, joined = row.get("opening_on"), row.get("joined_on")
        days = [day for day in (starts.get(name), joined, opening) if day is not None]
        steps, gains = [], []
        floor = -ENDLESS if opening is None else opening
        if row.get("opening_tier") is not None:
            steps.append(Step(row["opening_since"], ranks[row["opening_tier"]], None))
        elif days:
            steps.append(Step(min(days), 0, None))
            gains.append((min(days), 0))
        members[name] = Facts(name, floor, row.get("birthday"), steps, gains, known.get(name, Told({}, {})))
    changed = evaluation.changes.filter((pl.col("from") != pl.col("to")) & (pl.col("on") <= as_of))
    for name, day, before, after, reason in changed.select("member_id", "on", "from", "to", "reason").iter_rows():
        members[name].steps.append(Step(day, ranks[after], reason))
        if ranks[after] > ranks[before]:
            members[name].gains.append((day, ranks[after]))
    return members
