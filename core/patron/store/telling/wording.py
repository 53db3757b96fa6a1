"""What is missing, in words: `CNY 12,500 more by 3 May 2026`, `2026年5月3日前再消费12,500元`."""

from __future__ import annotations

from decimal import Decimal

from patron.engine.days import to_date
from patron.engine.plan import Plan, Test, Tier
from patron.engine.reference.conditions import compares
from patron.explain.measured import goods_of, is_units, units
from patron.explain.phrases import Phrases
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.words import Lang, Words
from patron.scheme.measures import MEASURES, ValueKind
from patron.scheme.model import Scheme
from patron.store.telling.progress import Gap, Kind, RuleProgress, Way
from patron.vocabulary import Industry


class Wording:
    """Says in one language what is missing under one scheme."""

    def __init__(self, lang: Lang, scheme: Scheme, industry: Industry, plan: Plan) -> None:
        self.words = Words(lang, scheme, industry)
        self.phrases = Phrases(self.words, plan)
        self._plan = plan

    def rule(self, one: RuleProgress) -> str:
        """What is missing to a rule, as a phrase: its ways, parted by `or`."""
        words = self.words
        if one.holds:
            return words("已满足", "fulfilled")
        if not one.possible:
            return words("目前无法满足", "cannot be fulfilled at present")
        ways = [way for way in one.ways if all(gap.kind is not Kind.NOTHING for gap in way)]
        return words("；或 ", "; or ").join(self.way(way) for way in ways)

    def way(self, way: Way) -> str:
        """All that one way asks for."""
        return self.words("，且", " and ").join(self.gap(gap) for gap in way) or self.words("任意一次消费", "any purchase")

    def gap(self, gap: Gap) -> str:
        """One thing that is missing, with the days by which purchases count."""
        words, finding = self.words, gap.finding
        if gap.kind is Kind.FIELD:
            return self.phrases.fact(finding)
        test = finding.condition
        if gap.kind is Kind.TIER:
            assert isinstance(test, Test)
            wanted = words.any(words.tier(tier.id) for tier in self._allowed(test))
            return words(f"介绍人为{wanted}", f"an introducer who is {wanted}")
        if gap.kind is Kind.NOTHING:
            return self.phrases.test(finding) if isinstance(test, Test) else words("与现状不符", "what is so cannot be")
        assert isinstance(test, Test)
        assert gap.more is not None
        return self._more(test, gap, gap.more)

    def amount(self, test: Test, value: int) -> str:
        """A value of the test's measure, with the currency where it is money."""
        if is_units(self._plan, test):
            return units(self._plan, test, value)
        if MEASURES[test.measure].value is ValueKind.MONEY:
            return self.words.money(Decimal(value).scaleb(-self._plan.places))
        return f"{value:,}"

    def _allowed(self, test: Test) -> list[Tier]:
        ranks = range(len(self._plan.tiers))
        return [self._plan.tiers[rank] for rank in ranks if all(compares(one, rank) for one in test.comparisons)]

    def _more(self, test: Test, gap: Gap, more: int) -> str:
        words = self.words
        figure, when = self.amount(test, more), self._when(gap)
        goods = remark(words, goods_limits(words, goods_of(self._plan, test)))
        if test.name:
            name = words.measure(test.name)
            alone = words(f"{when}单笔{name}满{figure}", f"one purchase of {figure} {name}{goods}{when}")
            return (
                alone + words(goods, "")
                if gap.kind is Kind.ALONE
                else words(f"{when}{name}再增{figure}{goods}", f"{figure} more {name}{goods}{when}")
            )
        if gap.kind is Kind.ALONE:
            return words(f"{when}单笔消费满{figure}{goods}", f"one purchase of {figure}{goods}{when}")
        many = "" if more == 1 else "s"
        match test.measure:
            case "spend":
                return words(f"{when}再消费{figure}{goods}", f"{figure} more{goods}{when}")
            case "visit_days":
                return words(f"{when}再到店{figure}天{goods}", f"{figure} more day{many} with a purchase{goods}{when}")
            case _:
                return words(f"{when}再消费{figure}次{goods}", f"{figure} more purchase{many}{goods}{when}")

    def _when(self, gap: Gap) -> str:
        words = self.words
        since = None if gap.since is None else words.day(to_date(gap.since))
        by = None if gap.by is None else words.day(to_date(gap.by))
        if since is not None and by is not None:
            return words(f"{since}至{by}", f" from {since} to {by}")
        if since is not None:
            return words(f"{since}起", f" from {since}")
        return "" if by is None else words(f"{by}前", f" by {by}")
