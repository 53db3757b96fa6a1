"""What is missing to a higher tier and to keeping the present one, rule by rule, each thing with the day by which it counts.

A rule is fulfilled in one of several ways (`any_of` has a way a branch); a way is a list of gaps, all of which must be closed, and
one without gaps needs nothing but the next purchase (or the review) to be judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from patron.engine.plan import AllOf, AnyOf, NoneOf, Op, Plan, ProfileFact, Rule, Test
from patron.engine.reference.conditions import Moment, Verdict, find
from patron.engine.reference.member import Member
from patron.engine.reference.standing import grace_end, review_date
from patron.explain.missing import missing
from patron.scheme.measures import MEASURES
from patron.store.telling.drops import holds_until

_MOST_WAYS = 12
_ALONE = {"purchase", "largest_purchase"}  # measures that one purchase must reach by itself


class Kind(StrEnum):
    """What would close a gap."""

    MORE = "more"  # so much more of the measure
    ALONE = "alone"  # one purchase that reaches the figure by itself
    TIER = "tier"  # an introducer of such a tier
    FIELD = "field"  # a field of the profile
    NOTHING = "nothing"  # no purchase closes it: what is forbidden holds, or there is too much of something


@dataclass(frozen=True, slots=True)
class Gap:
    """One test that does not hold. `more` is in the measure's unit; `by` and `since` are days since 1970-01-01.

    `since`: purchases count from that day on, where it is later than today. `by`: the last day of purchases for which `more` is what is
    missing: afterwards the review is judged, or what was bought before drops out of the window. None: no such day.
    """

    kind: Kind
    finding: Verdict
    more: int | None = None
    since: int | None = None
    by: int | None = None


Way = tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class RuleProgress:
    """A rule, whether it holds by what has been bought so far, and the ways that are left; ways that purchases can go come first."""

    rule: Rule
    holds: bool
    ways: tuple[Way, ...]

    @property
    def possible(self) -> bool:
        """Whether purchases, a profile or an introducer can still fulfil it."""
        return any(all(gap.kind is not Kind.NOTHING for gap in way) for way in self.ways)


def to_rise(plan: Plan, member: Member, day: int, introducer: int | None) -> tuple[RuleProgress, ...]:
    """The rules that grant a higher tier, lowest tier first, by the state at the end of `day`."""
    standing, book = member.standing, member.book
    moment = Moment(book, len(book), day, standing.term_start, 0, None, introducer, profile=member.profile.latest)
    review = review_date(plan, standing)
    aim = _Aim(moment, by=None, term_end=None if review is None else review - 1, judged_at_purchase=True, today=day)
    rules = sorted((rule for rule in plan.qualification if rule.tier > standing.tier), key=lambda rule: rule.tier)
    return tuple(aim.progress(rule) for rule in rules)


def to_keep(plan: Plan, member: Member, day: int, introducer: int | None) -> tuple[RuleProgress, ...]:
    """The rules that keep the present tier at its next review, or in grace until it ends; empty for a tier without review."""
    standing, book = member.standing, member.book
    review, grace = review_date(plan, standing), grace_end(plan, standing)
    if review is None:
        return ()
    first = 0 if plan.tiers[standing.tier].gaining_purchase_keeps else standing.gained_end
    last = review - 1 if grace is None else grace - 1
    as_of = last if grace is None else day
    moment = Moment(book, len(book), as_of, standing.term_start, first, None, introducer, profile=member.profile.latest)
    aim = _Aim(moment, by=last, term_end=None, judged_at_purchase=grace is not None, today=day)
    return tuple(aim.progress(rule) for rule in plan.maintenance if rule.tier == standing.tier)


@dataclass(frozen=True, slots=True)
class _Aim:
    """What rules are looked at for: `moment` is when they are judged, `by` the last day of purchases that count for it."""

    moment: Moment
    by: int | None
    term_end: int | None
    judged_at_purchase: bool
    today: int

    def progress(self, rule: Rule) -> RuleProgress:
        finding = find(rule.when, self.moment)
        ways = _leanest(self._ways(finding))
        ways.sort(key=lambda way: any(gap.kind is Kind.NOTHING for gap in way))
        return RuleProgress(rule, finding.holds, ((),) if finding.holds else tuple(ways[:_MOST_WAYS]))

    def _ways(self, finding: Verdict) -> list[Way]:
        if finding.holds:
            return [()]
        condition = finding.condition
        if isinstance(condition, Test):
            return [(self._gap(finding, condition),)]
        if isinstance(condition, ProfileFact):
            return [(Gap(Kind.FIELD, finding),)]
        if isinstance(condition, AnyOf):
            return [way for part in finding.parts for way in self._ways(part)]
        if isinstance(condition, NoneOf):
            return [tuple(Gap(Kind.NOTHING, part) for part in finding.parts if part.holds)]
        assert isinstance(condition, AllOf)
        parts = [self._ways(part)[:_MOST_WAYS] for part in finding.parts if not part.holds]
        return [tuple(dict.fromkeys(gap for way in ways for gap in way)) for ways in islice(product(*parts), _MOST_WAYS**2)]

    def _gap(self, finding: Verdict, test: Test) -> Gap:
        if test.measure == "referrer_tier":
            return Gap(Kind.TIER, finding)
        if test.measure == "group_order" or (test.measure == "purchase" and not self.judged_at_purchase):
            return Gap(Kind.NOTHING, finding)
        short = [more for one in test.comparisons if (more := missing(one, finding.value)) is not None]
        if any(more < 0 for more in short):
            return Gap(Kind.NOTHING, finding)
        if test.measure in _ALONE:
            least = [one.value + (one.op is Op.MORE_THAN) for one in test.comparisons if one.op in {Op.AT_LEAST, Op.MORE_THAN}]
            return Gap(Kind.ALONE, finding, max(least, default=1), self._since(finding), self.by)
        return Gap(Kind.MORE, finding, max(short, default=1), self._since(finding), self._by(test))

    def _since(self, finding: Verdict) -> int | None:
        return finding.since if finding.since is not None and finding.since > self.today else None

    def _by(self, test: Test) -> int | None:
        """The end of the time for purchases; where they are judged by their own day, also the day before a window moves on."""
        assert MEASURES[test.measure].windowed
        ends = [self.by]
        if self.judged_at_purchase:
            ends.append(holds_until(test, self.moment, self.term_end))
        known = [day for day in ends if day is not None]
        return min(known) if known else None


def _leanest(ways: list[Way]) -> list[Way]:
    """Without ways that ask for all that another one does, and more."""
    kept: list[Way] = []
    for way in sorted(dict.fromkeys(ways), key=len):
        if not any(set(other) <= set(way) for other in kept):
            kept.append(way)
    return sorted(kept, key=ways.index)
