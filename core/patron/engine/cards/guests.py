"""Who may buy a card so, and who is given one: conditions over a member's history and profile, judged as the reference runner would.

The history is looked at as it was just before a movement (or at the end of a day), with windows as of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from patron.engine.cards.refused import Movement, RefusedError
from patron.engine.days import to_date
from patron.engine.history import History
from patron.engine.plan import Condition, Plan, Points, Rule
from patron.engine.plan.cards import CardKind, Free
from patron.engine.reference.book import Book
from patron.engine.reference.conditions import Moment, holds
from patron.engine.reference.profiles import NOTHING
from patron.engine.reference.runner import Run


@dataclass(frozen=True, slots=True)
class Entitled:
    """A member who may be given `left` cards of a kind by a rule."""

    member: str
    rule: str
    kind: str
    left: int


class Guests:
    """Members as card rules see them; counts what was given by each rule."""

    def __init__(self, plan: Plan, history: History, members: Iterable[str]) -> None:
        """`members`: all whose conditions will be asked for at a movement."""
        self._plan = _only_conditions(plan)
        self._kinds = plan.cards
        self._history = _of_members(history, sorted(set(members)))
        self._given: Counter[tuple[str, str, int | None]] = Counter()
        self._seen: tuple[tuple[int, str], Moment] | None = None

    def go_on(self, before: Guests) -> None:
        """Remembers what had been given by an earlier version of the scheme."""
        self._given = before._given

    def holds(self, condition: Condition, member: str, movement: Movement) -> bool:
        """Whether the condition holds for the member just before the movement."""
        key = (movement.row, member)
        if self._seen is None or self._seen[0] != key:
            self._seen = key, self._moment(member, movement)
        return holds(condition, self._seen[1])

    def _moment(self, member: str, movement: Movement) -> Moment:
        before = _before(_of_members(self._history, [member]), movement)
        return _moments(self._plan, before, movement.day, [member])[0]

    def free_rule(self, kind: CardKind, movement: Movement) -> str:
        """The first rule by which the member may be given a card now; raises RefusedError if there is none."""
        assert movement.member is not None, "asked for before"
        rules = [rule for rule in kind.free if movement.value in (None, rule.id)]
        if not rules:
            what = "no cards are given for nothing" if not kind.free else f"'{movement.value}' is no rule of free cards"
            raise RefusedError("card-not-free", "kind" if not kind.free else "value", f"{what} of '{kind.id}'", _known(kind))
        fitting = [rule for rule in rules if self.holds(rule.when, movement.member, movement)]
        for rule in fitting:
            if self._left(rule, movement.member, movement.day) > 0:
                return rule.id
        why = f"has had all cards of '{fitting[0].id}'" if fitting else f"meets no rule of free cards of '{kind.id}' on that day"
        raise RefusedError("card-not-free", "member_id", f"member '{movement.member}' {why}", _known(kind))

    def gave(self, rule: str, movement: Movement) -> None:
        """Remembers a card that was given."""
        assert movement.member is not None, "asked for before"
        self._given[rule, movement.member, None] += 1
        self._given[rule, movement.member, to_date(movement.day).year] += 1

    def _left(self, rule: Free, member: str, day: int) -> int:
        return rule.count - self._given[rule.id, member, to_date(day).year if rule.each_year else None]

    def entitled(self, history: History, day: int, members: Sequence[str] | None = None) -> list[Entitled]:
        """Who may be given a card at the end of `day`, by member, then in file order; `members` None: all of the history."""
        rules = [(kind, rule) for kind in self._kinds for rule in kind.free]
        found: list[Entitled] = []
        if not rules:
            return found
        asked = members if members is not None else _everyone(history, day)
        for member, moment in zip(asked, _moments(self._plan, _of_members(history, asked), day, asked), strict=True):
            for kind, rule in rules:
                left = self._left(rule, member, day)
                if left > 0 and holds(rule.when, moment):
                    found.append(Entitled(member, rule.id, kind.id, left))
        return found


def _known(kind: CardKind) -> str:
    return f"its rules: {', '.join(rule.id for rule in kind.free)}" if kind.free else "give the kind a rule under `free`, or sell the card"


def _only_conditions(plan: Plan) -> Plan:
    """A plan that judges nothing and whose conditions are those of the cards, so that the runner keeps what they read."""
    conditions = [free.when for kind in plan.cards for free in kind.free]
    conditions += [sale.to for kind in plan.cards for sale in kind.sale if sale.to is not None]
    rules = tuple(Rule(f"card-{place}", 0, when) for place, when in enumerate(conditions))
    return replace(plan, qualification=rules, maintenance=(), withdrawal=(), points=Points(), cards=())


def _moments(plan: Plan, history: History, day: int, members: Sequence[str]) -> list[Moment]:
    """Each member at the end of `day`, after everything in `history`."""
    quiet = replace(history, movements=history.movements.filter(pl.col("kind") == "profile"))
    state = Run(plan, quiet, day)
    state.go()
    moments = []
    for name in members:
        member = state.members.get(name)
        book = Book() if member is None else member.book
        profile = NOTHING if member is None else member.profile.latest
        moments.append(Moment(book, len(book), day, None, profile=profile))
    return moments


def _of_members(history: History, members: Sequence[str]) -> History:
    asked = pl.Series(members, dtype=pl.String)
    own = pl.col("member_id").is_in(asked.implode())
    return replace(
        history,
        lines=history.lines.filter(own),
        returns=history.returns.filter(own),
        movements=history.movements.filter(own),
        members=history.members.filter(own),
    )


def _before(history: History, movement: Movement) -> History:
    """What comes before the movement: by instant, then by id, sales and returns before movements."""

    def earlier(column: str, *, same: bool) -> pl.Expr:
        by_id = pl.col(column) <= movement.id if same else pl.col(column) < movement.id
        return (pl.col("at") < movement.at) | ((pl.col("at") == movement.at) & by_id)

    return replace(
        history,
        lines=history.lines.filter(earlier("purchase_id", same=True)),
        returns=history.returns.filter(earlier("purchase_id", same=True)),
        movements=history.movements.filter(earlier("movement_id", same=False)),
    )


def _everyone(history: History, day: int) -> list[str]:
    """Every member of the members file or with an event up to the day, in order of id."""
    frames = [frame.filter(pl.col("day") <= day) for frame in (history.lines, history.returns, history.movements)]
    ids = pl.concat([frame["member_id"] for frame in (*frames, history.members)]).drop_nulls().unique().sort()
    return ids.to_list()
