"""The words of a quote: names of rules, and why something was not given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from patron.engine.amounts_text import grouped_text
from patron.engine.plan import Coupon, CouponKind, Plan
from patron.engine.prices import Considered, Outcome
from patron.engine.prices.coupons import CouponOutcome, TriedCoupon
from patron.engine.rounding import half_up
from patron.scheme.describe.words import Words
from patron.scheme.model.base import I18n
from patron.vocabulary import FieldKind, LineField

_LOST = {
    Outcome.OTHER_TIER: ("不适用于此等级", "not for this tier"),
    Outcome.OTHER_GOODS: ("不适用于此商品", "not for these goods"),
    Outcome.NOT_TODAY: ("今日不适用", "not on this day"),
    Outcome.NOT_BIRTHDAY: ("非生日期间", "not around the birthday"),
    Outcome.OTHER_PROFILE: ("会员资料不符", "not for members like this one"),
    Outcome.NO_UNIT: ("此商品不按该单位计价", "the line has none of the unit"),
    Outcome.NO_PART: ("此商品没有该项费用", "the line has nothing of that part"),
    Outcome.NOT_CHEAPER: ("价格不会更低", "the price would not fall"),
}
_COUPON_LOST = {
    CouponOutcome.NO_GOODS: ("购物篮中没有适用商品", "no goods of the basket are eligible"),
    CouponOutcome.DISCOUNTS_BETTER: ("会员折扣更优惠，不与折扣同享", "the discounts are better, and it is instead of them"),
    CouponOutcome.NOT_CHEAPER: ("没有可抵减的金额", "there is nothing left to take off"),
}


class QuotePhrases:
    """Puts ids, figures and outcomes into one language."""

    def __init__(self, words: Words, plan: Plan) -> None:
        self.words = words
        self._plan = plan
        scheme = words.scheme
        self._titles: dict[str, I18n | None] = {one.id: one.title for one in scheme.discounts}
        self._titles |= {one.id: one.title for one in scheme.coupons}
        if scheme.points is not None:
            self._titles |= {one.id: one.title for one in scheme.points.accrual}
            self._titles |= {one.id: one.title for one in scheme.points.promotions}
        self._titles |= {one.id: one.title for one in scheme.benefits}
        self._titles |= {one.id: one.title for one in scheme.price_floors}
        self._gifts = {one.id: one.gift for one in scheme.coupons}
        self._fields = {field.name: field for field in words.industry.fields}

    def tier(self, rank: int) -> str:
        """A tier's title."""
        return self.words.tier(self._plan.tiers[rank].id)

    def rule(self, rule: str) -> str:
        """A rule's title with its id; without a title the id."""
        title = self._titles.get(rule)
        return rule if title is None else self.words(f"{title.zh}（{rule}）", f"{title.en} ({rule})")

    def name(self, rule: str | None) -> str:
        """A rule's title alone, as it stands inside a sentence; without a title the id."""
        return self.words.title(self._titles.get(rule or ""), rule or "")

    def other_tiers(self, rules: Iterable[str]) -> str:
        """Several discounts that are not for the tier, in one sentence."""
        names = [self.name(rule) for rule in rules]
        return self.words(f"不适用于此等级：{'、'.join(names)}", f"not for this tier: {', '.join(names)}")

    def money(self, minor: int) -> str:
        """`12,500.00`."""
        return grouped_text(minor, self._plan.places)

    def off(self, minor: int) -> str:
        """`−92.50`; 0 has no sign."""
        return f"\N{MINUS SIGN}{self.money(minor)}" if minor else self.money(0)

    def lost(self, one: Considered) -> str:
        """Why a discount took nothing off."""
        if one.outcome is Outcome.BEATEN:
            would = "" if one.would_be is None else self.money(half_up(one.would_be))
            better = self.name(one.beaten_by)
            return self.words(f"不如 {better} 优惠（可至 {would}）", f"{better} is better (it would be {would})")
        if one.outcome is Outcome.AT_FLOOR:
            return self.words(f"已到底价 {self.name(one.floor)}", f"held at the floor {self.name(one.floor)}")
        return self.words(*_LOST[one.outcome])

    def floor(self, one: Considered) -> str:
        """That a price floor held an applied discount up; else empty."""
        return self.words(f"，以底价 {self.name(one.floor)} 为限", f", held at the floor {self.name(one.floor)}") if one.floor else ""

    def coupon(self, one: TriedCoupon, coupon: Coupon) -> str:
        """What became of a coupon."""
        words = self.words
        if one.outcome is CouponOutcome.BELOW_AMOUNT:
            least, short = self.money(coupon.from_amount), self.money(coupon.from_amount - one.eligible)
            return words(f"满 {least} 可用，还差 {short}", f"from {least}; {short} more needed")
        if one.outcome is CouponOutcome.BEATEN:
            better = self.name(one.beaten_by)
            return words(f"每单限用一张，{better} 更优惠", f"one a basket, and {better} is better")
        if one.outcome is not CouponOutcome.APPLIED:
            return words(*_COUPON_LOST[one.outcome])
        if coupon.kind is CouponKind.GIFT:
            gift = words.title(self._gifts.get(one.id))
            return words(f"赠 {gift}", f"gift: {gift}")
        return words("代替适用商品的折扣", "instead of the discounts of its lines") if one.instead else ""

    def facts(self, cells: Mapping[str, object]) -> str:
        """What a line carries beside its amount: `18.500 克 · 当日金价 560.00`."""
        words = self.words
        parts = []
        quantity = cells.get("quantity")
        if isinstance(quantity, int):
            parts.append(words(f"数量 {_plain(quantity, 3)}", f"quantity {_plain(quantity, 3)}"))
        listed = cells.get("list_amount")
        if isinstance(listed, int):
            parts.append(words(f"标价 {self.money(listed)}", f"list {self.money(listed)}"))
        for name, field in self._fields.items():
            cell = cells.get(name)
            if cell is not None:
                parts.append(f"{words.field(name)} {self._cell(field, cell)}")
        for name, title in (("store", ("门店", "store")), ("channel", ("渠道", "channel")), ("tender", ("付款", "tender"))):
            if isinstance(cells.get(name), str):
                parts.append(f"{words(*title)} {cells[name]}")
        return words("，", ", ").join(parts)

    def _cell(self, field: LineField, cell: object) -> str:
        if isinstance(cell, int):
            return self.money(cell) if field.kind is FieldKind.MONEY else _plain(cell, field.places)
        return self.words.choice(field.name, str(cell))


def _plain(number: int, places: int) -> str:
    """An integer of 10 ** -places without trailing zeros."""
    text = f"{Decimal(number).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
