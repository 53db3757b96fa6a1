"""The words of an explanation: rules, reasons, and tests with their values."""

from __future__ import annotations

from patron.engine.amounts_text import grouped_text
from patron.engine.days import to_date
from patron.engine.plan import AllOf, AnyOf, Comparison, Op, Plan, ProfileFact, Test
from patron.engine.reference.conditions import Verdict
from patron.engine.reference.judging import Occasion
from patron.explain.measured import goods_of, is_units, units
from patron.explain.missing import missing
from patron.scheme.describe.goods import goods_limits, remark
from patron.scheme.describe.profile import field, value
from patron.scheme.describe.words import Words
from patron.scheme.measures import MEASURES, ValueKind
from patron.scheme.model import Exchange, Points, Prize, Quiz, Referral, Vouchers
from patron.scheme.model.base import I18n

_OPS = {
    Op.AT_LEAST: ("至少", "at least"),
    Op.MORE_THAN: ("多于", "more than"),
    Op.AT_MOST: ("至多", "at most"),
    Op.LESS_THAN: ("少于", "less than"),
}
_REASONS = {
    "lapse": ("未达到维持条件", "the tier was not kept"),
    "return": ("退货后不再符合条件", "what was returned no longer counts"),
    "grant": ("由公司授予", "granted by the house"),
    "opening": ("期初等级", "held at the opening"),
    "version": ("新方案不再有此等级", "the new scheme has no such tier"),
}
_WITH_A_CARD = ("随储值卡取得或失去，或由公司授予", "with a prepaid card, or granted by the house")
_MADE = {"opening": ("期初积分", "opening balance"), "adjust": ("调整", "correction")}
_OCCASIONS = {
    Occasion.QUALIFICATION: ("资格", "qualification"),
    Occasion.GRACE: ("宽限期内维持", "keeping in grace"),
    Occasion.REVIEW: ("复核", "review"),
    Occasion.FALL: ("降至何级", "where to fall to"),
    Occasion.WITHDRAWAL: ("资料变更", "change of details"),
}


def _uses(points: Points) -> dict[str, I18n | None]:
    """The titles of what points are used for, and of what earns them beside purchases."""
    prizes = [prize for one in points.exchange for prize in one.prizes or []]
    vouchers = [points.vouchers] if points.vouchers else []
    named: list[Exchange | Prize | Quiz | Referral | Vouchers] = [*points.exchange, *prizes, *points.quiz, *points.referral, *vouchers]
    return {one.id: one.title for one in named}


class Phrases:
    """Puts ids, figures and findings into one language."""

    def __init__(self, words: Words, plan: Plan) -> None:
        self.words = words
        self._plan = plan
        scheme = words.scheme
        self._titles = {one.id: one.title for one in scheme.qualification} | {one.id: one.title for one in scheme.maintenance}
        self._titles |= {one.id: one.title for one in scheme.withdrawal}
        if scheme.points is not None:
            self._titles |= {one.id: one.title for one in scheme.points.accrual} | {one.id: one.title for one in scheme.points.promotions}
            self._titles |= _uses(scheme.points)
        self._titles |= {one.id: one.title for one in scheme.benefits}
        self._titles |= {one.id: one.title for one in scheme.coupons} | {one.id: one.title for one in scheme.restricted}

    def tier(self, rank: int) -> str:
        """A tier's title."""
        return self.words.tier(self._plan.tiers[rank].id)

    def rule(self, rule: str) -> str:
        """A rule's id, with its title if it has one; reasons and lots without a rule in words."""
        known = _REASONS.get(rule) or _MADE.get(rule)
        if rule == "grant" and any(kind.gives_tier is not None for kind in self._plan.cards):
            known = _WITH_A_CARD  # the engine grants such a tier as the house does
        if rule not in self._titles and known:
            return self.words(*known)
        title = self._titles.get(rule)
        return rule if title is None else f"{self.words.title(title)} ({rule})"

    def benefit(self, benefit: str) -> str:
        """A benefit's title, else its id."""
        return self.words.title(self._titles.get(benefit), benefit)

    def made_by(self, rule: str) -> str:
        """What made a lot of points."""
        return self.words(*_MADE[rule]) if rule in _MADE else self.rule(rule)

    def occasion(self, occasion: Occasion) -> str:
        """What a rule was judged for."""
        return self.words(*_OCCASIONS[occasion])

    def date(self, day: int | None) -> str:
        """An ISO date, or a dash."""
        return "—" if day is None else to_date(day).isoformat()

    def money(self, minor: int) -> str:
        """`12,500.00`."""
        return grouped_text(minor, self._plan.places)

    def value(self, kind: ValueKind, value: int) -> str:
        """A measure's value in its unit."""
        if kind is ValueKind.TIER:
            return self.tier(value)
        return self.money(value) if kind is ValueKind.MONEY else f"{value:,}"

    def nesting(self, finding: Verdict) -> str:
        """The heading of a nested condition."""
        if isinstance(finding.condition, AllOf):
            return self.words("以下全部成立：", "all of:")
        return (
            self.words("以下任一成立：", "any one of:")
            if isinstance(finding.condition, AnyOf)
            else self.words("以下均不成立：", "none of:")
        )

    def test(self, finding: Verdict) -> str:
        """`total spend 2024-06-01 to 2025-05-31: 47,500.00 (at least 60,000.00), 12,500.00 more needed`."""
        test = finding.condition
        assert isinstance(test, Test)
        measure = MEASURES[test.measure]
        window = self._window(finding)
        thresholds = self.words("且", " and ").join(self._threshold(test, one) for one in test.comparisons)
        value = self._none(test.measure) if finding.value is None else self._measured(test, finding.value)
        gaps = [gap for one in test.comparisons if (gap := self._gap(test, one, finding.value))]
        name = self.words.measure(test.name) if test.name else self.words(measure.title.zh, measure.title.en)
        name += remark(self.words, goods_limits(self.words, goods_of(self._plan, test)))
        return self.words(
            f"{name}{window}：{value}（须{thresholds}）" + "".join(f"，{gap}" for gap in gaps),
            f"{name}{window}: {value} ({thresholds})" + "".join(f", {gap}" for gap in gaps),
        )

    def fact(self, finding: Verdict) -> str:
        """`residence: away (away or abroad)`, `phone number: empty (must be filled in)`."""
        fact, words = finding.condition, self.words
        assert isinstance(fact, ProfileFact)
        name = field(words, fact.field)
        if finding.text is None:
            known = words("未填写", "empty")
        else:  # where it only must be there, what it says — a phone, a name — is nobody's business
            known = value(words, fact.field, finding.text) if fact.values else words("已填写", "filled in")
        asked = words.any(value(words, fact.field, one) for one in fact.values)
        wanted = words(f"须为{asked}", asked) if fact.values else words("须已填写", "must be filled in")
        return words(f"{name}：{known}（{wanted}）", f"{name}: {known} ({wanted})")

    def _window(self, finding: Verdict) -> str:
        if finding.until is None:
            return ""
        until = self.date(finding.until)
        if finding.since is None:
            return self.words(f"（截至 {until}）", f" up to {until}")
        since = self.date(finding.since)
        return self.words(f"（{since} 至 {until}）", f" {since} to {until}")

    def _measured(self, test: Test, value: int) -> str:
        """A value of the test's measure in its unit."""
        return units(self._plan, test, value) if is_units(self._plan, test) else self.value(MEASURES[test.measure].value, value)

    def _threshold(self, test: Test, one: Comparison) -> str:
        name, value = self.words(*_OPS[one.op]), self._measured(test, one.value)
        return self.words(f"{name} {value}", f"{name} {value}")

    def _gap(self, test: Test, one: Comparison, value: int | None) -> str:
        short = missing(one, value)
        if short is None or MEASURES[test.measure].value is ValueKind.TIER or value is None:
            return ""
        figure = self._measured(test, abs(short))
        return self.words(f"还差 {figure}", f"{figure} more needed") if short > 0 else self.words(f"多出 {figure}", f"{figure} too much")

    def _none(self, measure: str) -> str:
        if measure == "referrer_tier":
            return self.words("无介绍人", "no introducer")
        return self.words("无", "none")
