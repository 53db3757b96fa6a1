"""One version's steps in the live runner, where members need not all be equally far."""

from __future__ import annotations

from collections.abc import Sequence

from patron.engine.live.judge import LiveJudge, RuleSets, Tally
from patron.engine.live.state import Dated, Stand
from patron.engine.plan import AllOf, AnyOf, Condition, NoneOf, Test
from patron.engine.reference.amounts import Amounts
from patron.engine.reference.events import Key, Purchase
from patron.engine.reference.goods import Columns
from patron.engine.reference.judging import Judge
from patron.engine.reference.member import Member
from patron.engine.reference.replay import Stretch
from patron.engine.reference.steps import Recorders, Steps


class People:
    """The members, purchases and stands that all versions share, and who asked for an introducer that is not known."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.purchases: dict[str, Purchase] = {}
        self.bought: dict[str, list[str]] = {}  # ids of purchases, by member
        self.stands: dict[str, Stand] = {}
        self.tally = Tally()
        self.missed: dict[str, set[str]] = {}  # ids that nobody had, and the members whose introducer they were said to be

    def keep(self, purchase: Purchase) -> None:
        """Returns may name it."""
        assert purchase.member is not None, "purchases of nobody are not kept"
        self.purchases[purchase.id] = purchase
        self.bought.setdefault(purchase.member, []).append(purchase.id)

    def forget(self, member_id: str) -> None:
        """The member with all that is hers."""
        self.members.pop(member_id, None)
        self.stands.pop(member_id, None)
        for purchase in self.bought.pop(member_id, ()):
            del self.purchases[purchase]
        for name, askers in list(self.missed.items()):
            askers.discard(member_id)
            if not askers:
                del self.missed[name]


class LiveSteps(Steps):
    """As `Steps`, with introducers' tiers as of the moment: they may be further on."""

    def __init__(self, dated: Dated, people: People, columns: Columns, recorders: Recorders, earlier: Sequence[Stretch]) -> None:
        plan, amounts = dated.plan, Amounts(dated.plan, None, columns)
        super().__init__(plan, people.members, people.purchases, amounts, from_day=dated.from_day, earlier=earlier, recorders=recorders)
        self.from_day = dated.from_day
        self.asks_introducers = any(_asks(rule.when) for rule in (*plan.qualification, *plan.maintenance))
        self.sets = RuleSets(plan)
        self._people = people

    def judge(self, member: Member) -> Judge:
        """One who asks durable-rules."""
        record = None if self.recorders is None else self.recorders(member.id)
        return LiveJudge(self.plan, self.rules, member.book, record, self.sets, self._people.tally)

    def introducer_tier(self, member: Member) -> int | None:
        """As of just before the event that is being taken."""
        introducer = self._introducer(member, self.key)
        return None if introducer is None else introducer.tiers.before_event(self.key)

    def introducer_at(self, member: Member, key: Key, day: int) -> int | None:
        """As of the end of a day, for what is decided at `key`."""
        introducer = self._introducer(member, key)
        return None if introducer is None else introducer.tiers.end_of(day)

    def _introducer(self, member: Member, key: Key) -> Member | None:
        """The introducer, who is remembered to have been looked at; None where no rule asks."""
        name = member.introducer.latest
        if not self.asks_introducers or name is None or name == member.id:
            return None
        introducer = self.members.get(name)
        if introducer is None:
            self._people.missed.setdefault(name, set()).add(member.id)
            return None
        stand = self._people.stands[name]
        stand.asked = max(stand.asked, key)
        return introducer


def _asks(condition: Condition) -> bool:
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        return any(_asks(part) for part in condition.parts)
    return isinstance(condition, Test) and condition.measure == "referrer_tier"
