"""Judges by durable-rules: it names the rules that hold, the order of the scheme says which of them decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from patron.engine.live.rules import RuleNames, unavailable
from patron.engine.plan import Plan, Rule
from patron.engine.reference.conditions import Moment, find
from patron.engine.reference.judging import Judge, Judged, Occasion


class RuleSets:
    """A plan's rules as they are judged together."""

    def __init__(self, plan: Plan) -> None:
        self._by: dict[Occasion, RuleNames] = {}
        if unavailable() is None:
            keeps = RuleNames(plan.maintenance)
            self._by = {
                Occasion.QUALIFICATION: RuleNames(plan.qualification),
                Occasion.GRACE: keeps,
                Occasion.REVIEW: keeps,
                Occasion.FALL: RuleNames((*plan.qualification, *plan.maintenance)),
                Occasion.WITHDRAWAL: RuleNames(plan.withdrawal),
            }

    def holding(self, occasion: Occasion, moment: Moment) -> frozenset[str] | None:
        """The ids of all rules for the occasion that hold; None if the reference judge must say."""
        names = self._by.get(occasion)
        return None if names is None else names.holding(moment)


@dataclass(slots=True)
class Tally:
    """How many judgements were made, and how many of them durable-rules made."""

    judged: int = 0
    durable: int = 0


class DisagreementError(Exception):
    """The two judges differ: nothing may be decided."""


@dataclass(slots=True)
class LiveJudge(Judge):
    """As `Judge`, asking durable-rules once a moment; the reference finds the values for explanations and must agree."""

    sets: RuleSets | None = None
    tally: Tally = field(default_factory=Tally)
    _moment: Moment | None = None
    _holding: frozenset[str] | None = None

    def _first(self, rules: Iterable[Rule], moment: Moment, occasion: Occasion, day: int, purchase: str | None) -> Rule | None:
        asked = tuple(rules)
        if not asked:
            return None
        if moment is not self._moment:
            self._moment = moment
            self._holding = None if self.sets is None else self.sets.holding(occasion, moment)
            self.tally.judged += 1
            self.tally.durable += self._holding is not None
        holding = self._holding
        if holding is None:
            return Judge._first(self, asked, moment, occasion, day, purchase)
        if self.record is not None:
            for rule in asked:
                finding = find(rule.when, moment)
                if finding.holds != (rule.id in holding):
                    raise DisagreementError(rule.id)
                self.record(Judged(occasion, day, purchase, rule, finding))
        return next((rule for rule in asked if rule.id in holding), None)
