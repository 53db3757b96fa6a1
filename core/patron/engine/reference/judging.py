"""The judgements: at a purchase, at a review, and at the end of grace; pure decisions on a standing.

Both the run itself and the judgement again after a return decide by these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from patron.engine.plan import LapseTo, Plan, Rule
from patron.engine.reference.book import Added, Book
from patron.engine.reference.conditions import Moment, Verdict, find, holds
from patron.engine.reference.profiles import NOTHING, Profile
from patron.engine.reference.standing import LAPSE, Change, Standing, come_to, grace_end, keep


class Occasion(StrEnum):
    """What a rule was judged for."""

    QUALIFICATION = "qualification"
    GRACE = "grace"
    REVIEW = "review"
    FALL = "fall"  # where a member falls to: `lapse_to: requalified`
    WITHDRAWAL = "withdrawal"  # a change of the profile


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule as it was judged, for explanations."""

    occasion: Occasion
    day: int  # the date of the purchase, the review, the end of grace or the change of the profile
    purchase: str | None  # the id of the purchase that was judged
    rule: Rule
    finding: Verdict


Recorder = Callable[[Judged], None]


class RuleBook:
    """The plan's rules by the rank of the tier that they are about, each list in file order."""

    def __init__(self, plan: Plan) -> None:
        ranks = range(len(plan.tiers))
        self.admits = [[rule for rule in plan.qualification if rule.tier == rank] for rank in ranks]
        self.keeps = [[rule for rule in plan.maintenance if rule.tier == rank] for rank in ranks]


@dataclass(slots=True)
class Judge:
    """Judges one member; `record`, if given, receives every rule with its values."""

    plan: Plan
    rules: RuleBook
    book: Book
    record: Recorder | None = None

    def _first(self, rules: Iterable[Rule], moment: Moment, occasion: Occasion, day: int, purchase: str | None) -> Rule | None:
        """The first rule that holds; with a recorder, all rules are written down."""
        if self.record is None:
            return next((rule for rule in rules if holds(rule.when, moment)), None)
        first = None
        for rule in rules:
            finding = find(rule.when, moment)
            self.record(Judged(occasion, day, purchase, rule, finding))
            if first is None and finding.holds:
                first = rule
        return first

    def _counted_from(self, standing: Standing) -> int:
        return 0 if self.plan.tiers[standing.tier].gaining_purchase_keeps else standing.gained_end

    def at_purchase(self, standing: Standing, place: int, added: Added, introducer: int | None, profile: Profile = NOTHING) -> list[Change]:
        """The purchase at `place` of the book, which adds `added` to the streams: grace first, then qualification."""
        day, purchase = self.book.days[place], self.book.purchases[place].id
        changes: list[Change] = []

        def moment(first: int) -> Moment:
            return Moment(self.book, place + 1, day, standing.term_start, first, added, introducer, profile=profile)

        end = grace_end(self.plan, standing)
        if end is not None and day < end:
            rule = self._first(self.rules.keeps[standing.tier], moment(self._counted_from(standing)), Occasion.GRACE, day, purchase)
            if rule is not None:
                assert standing.failed is not None
                changes.append(keep(standing, standing.failed, day, rule.id))
        rule = self._admitting(standing, moment(0), day, purchase)
        if rule is not None:
            changes.append(come_to(standing, rule.tier, day, rule.id, place + 1))
        return changes

    def _admitting(self, standing: Standing, moment: Moment, day: int, purchase: str) -> Rule | None:
        """The first rule of the highest tier above the one held that some rule grants; else one that renews it."""
        lowest = standing.tier if self.plan.tiers[standing.tier].renews else standing.tier + 1
        for tier in range(len(self.plan.tiers) - 1, lowest - 1, -1):
            rule = self._first(self.rules.admits[tier], moment, Occasion.QUALIFICATION, day, purchase)
            if rule is not None:
                return rule
        return None

    def at_due(self, standing: Standing, day: int, introducer: int | None, profile: Profile = NOTHING) -> Change | None:
        """The start of `day`, on which the standing is due: a review, or the end of grace. None: grace begins."""
        tier = self.plan.tiers[standing.tier]
        end = self.book.end_of(day - 1)
        if standing.failed is None:
            moment = Moment(self.book, end, day - 1, standing.term_start, self._counted_from(standing), None, introducer, profile=profile)
            rule = self._first(self.rules.keeps[standing.tier], moment, Occasion.REVIEW, day, None)
            if rule is not None:
                return keep(standing, day, day, rule.id)
            if tier.grace is not None:
                standing.failed = day
                return None
        moment = Moment(self.book, end, day - 1, standing.term_start, 0, None, introducer, profile=profile)
        return come_to(standing, self._falls_to(standing, moment, day), day, LAPSE)

    def at_profile(self, standing: Standing, day: int, end: int, profile: Profile) -> Change | None:
        """A change of the profile on `day`, after `end` purchases of the book: the first rule that takes the tier away."""
        rules = [rule for rule in self.plan.withdrawal if standing.tier in rule.held]
        moment = Moment(self.book, end, day, standing.term_start, profile=profile)
        rule = self._first(rules, moment, Occasion.WITHDRAWAL, day, None)
        return None if rule is None else come_to(standing, rule.tier, day, rule.id)

    def _falls_to(self, standing: Standing, moment: Moment, day: int) -> int:
        lapse_to = self.plan.tiers[standing.tier].lapse_to
        if lapse_to is LapseTo.BELOW:
            return max(standing.tier - 1, 0)
        if lapse_to is not LapseTo.REQUALIFIED:
            return lapse_to
        for tier in range(standing.tier - 1, 0, -1):
            if self._first([*self.rules.admits[tier], *self.rules.keeps[tier]], moment, Occasion.FALL, day, None) is not None:
                return tier
        return 0
