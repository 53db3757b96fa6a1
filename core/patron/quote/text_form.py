"""A quote for a reader at a terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Literal

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from patron.engine.days import iso
from patron.engine.prices import Outcome
from patron.engine.prices.coupons import CouponOutcome
from patron.quote.json_form import local_time
from patron.quote.phrases import QuotePhrases
from patron.quote.result import Quote, QuotedLine
from patron.scheme.describe.words import Lang, Words

_MANY = 3  # discounts for other tiers that are told in one line
_WIDEST = 96  # figures stay near their words on a wide terminal


def as_text(quote: Quote, lang: Lang, *, width: int, color: bool = False) -> str:
    """The quote in lines of at most `width` columns; `color` for a terminal."""
    words = Words(lang, quote.terms.scheme, quote.terms.industry)
    out = StringIO()
    system: Literal["standard"] | None = "standard" if color else None
    console = Console(
        file=out, width=min(width, _WIDEST), force_terminal=color, color_system=system, highlight=False, emoji=False, markup=False
    )
    _Text(quote, QuotePhrases(words, quote.terms.plan)).print(console)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


class _Text:
    def __init__(self, quote: Quote, phrases: QuotePhrases) -> None:
        self._quote = quote
        self._say = phrases
        self._words = phrases.words

    def print(self, console: Console) -> None:
        for line in self._heading():
            console.print(line)
        for heading, body in self._sections():
            console.print()
            console.print(heading)
            console.print(Padding(body, (0, 0, 0, 2)))

    def _heading(self) -> Iterator[Text]:
        words, quote, say = self._words, self._quote, self._say
        at = f"{local_time(quote.at, quote.terms.plan.time_zone):%Y-%m-%d %H:%M}"
        title = words.title(quote.terms.scheme.title)
        yield Text(words(f"报价：{title}，{at}", f"Quote: {title}, {at}"), style="bold")
        customer, tier = quote.customer, say.tier(quote.customer.tier)
        if customer.member_id is None:
            who = words(f"按等级：{tier}", f"For the tier: {tier}")
        else:
            who = words(f"会员 {customer.member_id}：{tier}", f"Member {customer.member_id}: {tier}")
            if customer.points is not None:
                who += words(f"，可用积分 {customer.points:,}", f", {customer.points:,} points available")
        if quote.priced_as != customer.tier:
            after = say.tier(quote.priced_as)
            who += words(f"；此单使其成为{after}，按{after}计价", f"; this basket makes it {after}, and is priced as that")
        elif quote.tier_after != customer.tier:
            after = say.tier(quote.tier_after)
            who += words(f"；此单之后成为{after}", f"; {after} after this basket")
        yield Text("  " + who)

    def _sections(self) -> Iterator[tuple[RenderableType, RenderableType]]:
        words, quote = self._words, self._quote
        for line in quote.lines:
            yield self._line_heading(line), self._line(line)
        if quote.coupons:
            yield Text(words("优惠券", "Coupons"), style="bold"), self._coupons()
        yield Text(words("合计", "Total"), style="bold"), self._totals()
        if quote.customer.entitled:
            yield Text(words("会员可用的权益", "What the member is entitled to"), style="bold"), self._entitled()
        if quote.points_made:
            yield Text(words("此单所得积分", "Points it would earn"), style="bold"), self._points()

    def _line_heading(self, line: QuotedLine) -> Text:
        category = line.cells.get("category")
        name = self._words.category(category) if isinstance(category, str) else self._words("商品", "goods")
        facts = self._say.facts(line.cells)
        number = self._words(f"第 {line.name} 行  {name}", f"Line {line.name}  {name}")
        return Text.assemble((number, "bold"), (f"  {facts}" if facts else "", "dim"))

    def _line(self, line: QuotedLine) -> RenderableType:
        words, say, table = self._words, self._say, _figures()
        table.add_row("", Text(words("原价", "Price for everyone")), say.money(line.amount))
        others = [step.considered.id for step in line.steps if step.considered.outcome is Outcome.OTHER_TIER]
        together = set(others if len(others) >= _MANY else ())
        for step in line.steps:
            name = say.rule(step.considered.id)
            if step.considered.id in together:
                continue
            if not step.applied:
                text = Text(words(f"{name}：{say.lost(step.considered)}", f"{name}: {say.lost(step.considered)}"), style="dim")
                table.add_row(_mark(holds=False), text, "")
            elif line.instead:
                given_up = words(f"{name}：由优惠券 {say.name(line.instead)} 代替", f"{name}: given up for coupon {say.name(line.instead)}")
                table.add_row(_mark(holds=False), Text(given_up, style="dim"), "")
            else:
                table.add_row(_mark(holds=True), Text(name + say.floor(step.considered)), say.off(step.off))
        if together:
            table.add_row(_mark(holds=False), Text(say.other_tiers(others), style="dim"), "")
        for coupon, part in line.coupons.items():
            table.add_row(_mark(holds=True), Text(words(f"优惠券 {say.rule(coupon)}", f"coupon {say.rule(coupon)}")), say.off(part))
        table.add_row("", Text(words("成交价", "Price"), style="bold"), Text(say.money(line.price), style="bold"))
        return table

    def _coupons(self) -> RenderableType:
        words, say, table = self._words, self._say, _figures()
        coupons = {coupon.id: coupon for coupon in self._quote.terms.plan.coupons}
        for one in self._quote.coupons:
            holds = one.outcome is CouponOutcome.APPLIED
            said, name = say.coupon(one, coupons[one.id]), say.rule(one.id)
            text = words(f"{name}：{said}", f"{name}: {said}") if said else name
            table.add_row(_mark(holds=holds), Text(text, style="" if holds else "dim"), say.off(one.off) if one.off else "")
        return table

    def _totals(self) -> RenderableType:
        words, say, quote, table = self._words, self._say, self._quote, _figures()
        rows: list[tuple[str | Text, str | Text, bool]] = [(words("原价合计", "Goods"), say.money(quote.amount), True)]
        rows += [(words("折扣", "Discounts"), say.off(quote.by_discounts), bool(quote.by_discounts))]
        rows += [(words("优惠券", "Coupons"), say.off(quote.by_coupons), bool(quote.by_coupons))]
        rows += [(words("应付", "Total"), say.money(quote.total), True)]
        for tender, amount in quote.tenders.items():
            by = words(f"其中以 {words.tender(tender)} 支付", f"of this by {words.tender(tender)}")
            rows.append((Text(by, style="dim"), Text(say.money(amount), style="dim"), True))
        for one in quote.trade_ins:
            title = next((kind.title for kind in quote.terms.industry.trade_ins if kind.id == one.id), None)
            name = words.title(title, one.id)
            rows.append((words(f"{name}抵付（第 {one.line} 行）", f"{name}, line {one.line}"), say.off(one.worth), True))
        used = words(f"{quote.points_used:,} 积分抵付", f"{quote.points_used:,} points")
        rows.append((used, say.off(quote.points_worth), bool(quote.points_used)))
        for card in quote.cards:
            left = say.money(card.left)
            name = words(f"储值卡 {card.number} 支付（余 {left}）", f"by card {card.number} ({left} left on it)")
            rows.append((name, say.off(card.paid), True))
        rows.append((words("实付", "Left to pay"), say.money(quote.to_pay), quote.to_pay != quote.total))
        for label, figure, shown in rows:
            if shown:
                table.add_row("", label if isinstance(label, Text) else Text(label), figure)
        return table

    def _entitled(self) -> RenderableType:
        words, table = self._words, _figures()
        for one in self._quote.customer.entitled:
            text = self._say.rule(one.id)
            if one.until is not None:
                until = iso(one.until)
                text += words(f"，至 {until}", f", until {until}")
            table.add_row("", Text(text), f"{one.number:,}")
        return table

    def _points(self) -> RenderableType:
        words, say, table = self._words, self._say, _figures()
        for one in self._quote.points_made:
            name = say.rule(one.rule)
            if one.waits_for is not None:
                tier = say.tier(one.waits_for)
                name += words(f"（待成为{tier}）", f" (waits for {tier})")
            table.add_row("", Text(name), f"{one.points:,}")
        return table


def _figures() -> Table:
    """A mark, words, and a figure at the right."""
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    return table


def _mark(*, holds: bool) -> Text:
    return Text("✓", style="green") if holds else Text("✗", style="red")
