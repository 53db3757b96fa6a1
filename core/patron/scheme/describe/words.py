"""How figures, dates and names read in a charter, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from patron.scheme.durations import Duration, Unit, Window, WindowKind
from patron.scheme.model import Scheme
from patron.scheme.model.base import I18n
from patron.vocabulary import Industry, Title

Lang = Literal["zh", "en"]

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_WEEKDAYS = {
    "monday": ("周一", "Mondays"),
    "tuesday": ("周二", "Tuesdays"),
    "wednesday": ("周三", "Wednesdays"),
    "thursday": ("周四", "Thursdays"),
    "friday": ("周五", "Fridays"),
    "saturday": ("周六", "Saturdays"),
    "sunday": ("周日", "Sundays"),
}
_WINDOWS = {
    WindowKind.EVER: ("自首次消费以来", "since the first purchase"),
    WindowKind.TERM: ("本有效期内", "in the current term"),
    WindowKind.YEAR: ("本自然年内", "in the calendar year"),
    WindowKind.QUARTER: ("本自然季度内", "in the calendar quarter"),
    WindowKind.MONTH: ("本自然月内", "in the calendar month"),
    WindowKind.SEASON: ("本季内", "in the current season"),
}
_TENDERS = {
    "account": ("挂账", "account"),
    "cash": ("现金", "cash"),
    "card": ("银行卡", "card"),
    "voucher": ("代金券", "voucher"),
    "coupon": ("优惠券", "coupon"),
    "points": ("积分", "points"),
    "gift-card": ("礼品卡", "gift card"),
    "stored-value": ("储值", "stored value"),
}
_TENDERS |= {zh: (zh, en) for zh, en in _TENDERS.values()}  # files write them in either language


def _chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


class Words:
    """One language's words for one scheme; called with a Chinese and an English text it gives the one that is asked for."""

    def __init__(self, lang: Lang, scheme: Scheme, industry: Industry, *, internal: bool = False) -> None:
        self.lang = lang
        self.scheme = scheme
        self.industry = industry
        self.internal = internal
        self._tiers = {tier.id: tier for tier in scheme.tiers}
        self._categories = {category.id: category.title for category in industry.categories}
        self._fields = {field.name: field.title for field in industry.fields}
        self._units = {unit.id: unit for unit in industry.units}
        self._choices = {(field.name, choice): spellings for field in industry.fields for choice, spellings in field.choice_words}

    def __call__(self, zh: str, en: str) -> str:
        """The text of the language asked for."""
        return zh if self.lang == "zh" else en

    def title(self, title: I18n | Title | None, otherwise: str = "") -> str:
        """A title in the language, or what stands in for a missing one."""
        return otherwise if title is None else self(title.zh, title.en)

    def name(self, identifier: str, title: I18n | None) -> str:
        """A rule's name: its title, else its id; for internal readers the id always."""
        name = self.title(title, identifier)
        return f"{name} [{identifier}]" if self.internal and name != identifier else name

    def lead(self, identifier: str, title: I18n | None) -> str:
        """What stands before a rule's sentence: its title and a colon; nothing if it has none (for internal readers its id)."""
        if title is None and not self.internal:
            return ""
        return self.name(identifier, title) + self("：", ": ")

    def note(self, note: str) -> str:
        """A note behind a sentence; of one that says it twice, `中文 · English`, the half in the language."""
        note = self.half(note).rstrip("。.")
        return self(f"（{note}）", f" ({note})") if note else ""

    def half(self, text: str) -> str:
        """The Chinese or the English half of `中文 · English`; any other text as it is."""
        halves = {_chinese(part): part for part in text.split(" · ")}
        both = text.count(" · ") == 1 and len(halves) == 2
        return halves[self.lang == "zh"] if both else text

    def sentence(self, text: str) -> str:
        """A sentence with its capital and its period."""
        text = text if self.lang == "zh" else text[:1].upper() + text[1:]
        return text if text.endswith(("。", ".", "：", ":")) else text + self("。", ".")

    def money(self, amount: Decimal) -> str:
        """`50,000元` and `CNY 50,000`; fractions with two places or more."""
        places = max(2, -int(amount.normalize().as_tuple().exponent)) if amount != amount.to_integral_value() else 0
        figure = f"{amount:,.{places}f}"
        return f"{figure}元" if self.lang == "zh" and self.scheme.currency == "CNY" else f"{self.scheme.currency} {figure}"

    def figure(self, number: Decimal | int) -> str:
        """A plain number: `2,000`, `1.5`."""
        return f"{number:,}" if isinstance(number, int) else f"{number.normalize():,f}"

    def share(self, share: Decimal) -> str:
        """`1%`."""
        return f"{self.figure(share * 100)}%"

    def length(self, duration: Duration) -> str:
        """`12个月` and `12 months`; several whole years as years."""
        if duration.unit is Unit.DAYS:
            return self(f"{duration.count}天", self._plural(duration.count, "day"))
        if duration.count > 12 and duration.count % 12 == 0:
            return self(f"{duration.count // 12}年", f"{duration.count // 12} years")
        return self(f"{duration.count}个月", self._plural(duration.count, "month"))

    def window(self, window: Window | None) -> str:
        """The dates a measure looks at, as they stand in a sentence."""
        if window is not None and window.length is not None:
            return self(f"最近{self.length(window.length)}内", f"within the last {self.length(window.length)}")
        return self(*_WINDOWS[window.kind if window else WindowKind.EVER])

    def day(self, day: date) -> str:
        """`2025年1月1日` and `1 January 2025`."""
        return self(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")

    def month_day(self, month_day: tuple[int, int]) -> str:
        """`12月31日` and `31 December`."""
        month, day = month_day
        return self(f"{month}月{day}日", f"{day} {_MONTHS[month - 1]}")

    def weekday(self, weekday: str) -> str:
        """`周一` and `Mondays`."""
        return self(*_WEEKDAYS[weekday])

    def tier(self, tier: str) -> str:
        """A tier's title."""
        return self.title(self._tiers[tier].title) if tier in self._tiers else tier

    def tiers(self, tiers: Iterable[str]) -> str:
        """Several tiers' titles."""
        return self.all(self.tier(tier) for tier in tiers)

    def category(self, category: str) -> str:
        """A kind of goods, as it stands inside a sentence."""
        return self.inside(self._categories.get(category), category)

    def measure(self, name: str) -> str:
        """A measure of the industry."""
        return self.inside(next((one.title for one in self.industry.measures if one.id == name), None), name)

    def field(self, name: str) -> str:
        """A line field of the industry."""
        return self.inside(self._fields.get(name), name)

    def choice(self, field: str, value: str) -> str:
        """A choice of a line field: in Chinese the first Chinese spelling that the industry knows, else the id."""
        if self.lang == "en":
            return value.replace("-", " ") if (field, value) in self._choices else value
        return next((text for text in self._choices.get((field, value), ()) if not text.isascii()), value)

    def unit(self, unit: str) -> str:
        """A unit that a discount counts by."""
        return self.inside(self._units[unit].title if unit in self._units else None, unit)

    def unit_limits(self, unit: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The lines that have this unit, as (choice field, values)."""
        return self._units[unit].only_where if unit in self._units else ()

    def all(self, parts: Iterable[str]) -> str:
        """`甲、乙和丙` and `a, b and c`."""
        return self._list(list(parts), self("和", " and "))

    def any(self, parts: Iterable[str]) -> str:
        """`甲、乙或丙` and `a, b or c`."""
        return self._list(list(parts), self("或", " or "))

    def _list(self, parts: list[str], last: str) -> str:
        return last.join([self("、", ", ").join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)

    def inside(self, title: Title | None, otherwise: str) -> str:
        """A title inside a sentence, without its capital; `otherwise` where there is none."""
        if title is None:
            return otherwise
        if self.lang == "zh":
            return title.zh
        return title.en if title.en[1:2].isupper() else title.en[:1].lower() + title.en[1:]

    def tender(self, tender: str) -> str:
        """A way of paying: the common ones in words, any other as the files write it."""
        return self(*_TENDERS.get(tender, (tender, tender)))

    def tenders(self, tenders: Iterable[str]) -> str:
        """Any of several ways of paying."""
        return self.any(dict.fromkeys(self.tender(tender) for tender in tenders))

    @staticmethod
    def _plural(number: int, word: str) -> str:
        return f"{number} {word}{'' if number == 1 else 's'}"
