"""An explanation for a reader at a terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Literal

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from patron.engine.plan import ProfileFact, Test
from patron.engine.reference.conditions import Verdict
from patron.engine.reference.judging import Judged
from patron.engine.reference.trace import Outlook
from patron.explain.account import Account
from patron.explain.cards import card_sections
from patron.explain.coupon_text import coupon_table, outside_table
from patron.explain.entitled import entitlement_section
from patron.explain.phrases import Phrases
from patron.explain.point_uses import use_sections
from patron.scheme.describe.words import Lang, Words


def as_text(account: Account, lang: Lang, *, width: int, color: bool = False) -> str:
    """The account in lines of at most `width` columns; `color` for a terminal."""
    words = Words(lang, account.scheme, account.industry)
    out = StringIO()
    system: Literal["standard"] | None = "standard" if color else None
    console = Console(file=out, width=width, force_terminal=color, color_system=system, highlight=False, emoji=False, markup=False)
    _Text(account, Phrases(words, account.plan)).print(console)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


class _Text:
    def __init__(self, account: Account, phrases: Phrases) -> None:
        self._account = account
        self._trace = account.trace
        self._say = phrases
        self._words = phrases.words

    def print(self, console: Console) -> None:
        words, trace = self._words, self._trace
        day = self._say.date(trace.as_of)
        title = words(f"会员 {trace.member_id}，截至 {day}", f"Member {trace.member_id} as of {day}")
        console.print(Text(title, style="bold"))
        console.print(Padding(self._standing(), (0, 0, 0, 2)))
        for heading, body in self._sections():
            console.print()
            console.print(Text(heading, style="bold"))
            console.print(Padding(body, (0, 0, 0, 2)))

    def _sections(self) -> Iterator[tuple[str, RenderableType]]:
        words, trace, account = self._words, self._trace, self._account
        if account.decisive:
            yield words("现有等级的依据", "What decided it"), Group(*self._judged(account.decisive))
        if trace.qualifying:
            yield self._qualifying_heading(), Group(*self._outlooks(trace.qualifying))
        if trace.kept_as_of is not None:
            none = Text(words("无规则可维持此等级。", "No rule keeps this tier."))
            yield self._keeping_heading(), Group(*self._outlooks(trace.keeping)) if trace.keeping else none
        if trace.changes:
            yield words("等级变动", "Changes of tier"), self._changes()
        if trace.lots:
            yield words("积分明细", "Points by lot"), self._lots()
        yield from use_sections(self._say, account.uses)
        if account.rights:
            yield words("所购商品附带的权益", "Rights that came with items bought"), self._rights()
        yield from entitlement_section(self._say, account.issued)
        yield from card_sections(words, account.plan, account.cards)
        if account.coupons:
            yield words("已用优惠券", "Coupons used"), coupon_table(account.coupons, self._say)
        if account.outside:
            yield words("不合规定售出的限定商品", "Restricted goods sold outside their rules"), outside_table(account.outside, self._say)
        if account.everything and trace.judged:
            yield words("每一次判断", "Every judgement"), Group(*self._judged(trace.judged))

    def _standing(self) -> RenderableType:
        words, trace, say = self._words, self._trace, self._say
        row = trace.row
        since = (
            ""
            if trace.standing.since is None
            else words(f"，自 {say.date(trace.standing.since)}", f", since {say.date(trace.standing.since)}")
        )
        facts = [(words("等级", "Tier"), say.tier(trace.standing.tier) + since)]
        if trace.standing.reason is not None:
            facts.append((words("依据", "Reason"), say.rule(trace.standing.reason)))
        if trace.in_grace_until is not None:
            until = say.date(trace.in_grace_until)
            facts.append((words("宽限期", "In grace"), words(f"到 {until} 之前", f"until {until}, when the tier is lost")))
        elif isinstance(row["review_on"], int):
            facts.append((words("下次复核", "Next review"), say.date(row["review_on"])))
        waiting = (
            words(f"，另有 {row['points_pending']:,} 待生效", f", and {row['points_pending']:,} waiting") if row["points_pending"] else ""
        )
        facts.append((words("积分", "Points"), f"{row['points']:,}{waiting}"))
        flows = words(
            f"获得 {row['points_earned']:,}，过期 {row['points_expired']:,}，"
            f"收回 {row['points_taken_back']:,}，使用 {row['points_spent']:,}",
            f"earned {row['points_earned']:,}, expired {row['points_expired']:,}, taken back {row['points_taken_back']:,}, "
            f"spent {row['points_spent']:,}",
        )
        facts.append(("", flows))
        facts.append((words("12个月消费", "Spend in 12 months"), say.money(int(str(row["spend_12m"])))))
        if trace.introducer is not None:
            tier = words("未登记", "not known") if trace.introducer_tier is None else say.tier(trace.introducer_tier)
            facts.append((words("介绍人", "Introduced by"), words(f"{trace.introducer}（{tier}）", f"{trace.introducer} ({tier})")))
        grid = Table.grid(padding=(0, 2))
        for name, value in facts:
            grid.add_row(Text(name, style="dim"), Text(value))
        return grid

    def _qualifying_heading(self) -> str:
        day, last = self._say.date(self._trace.as_of), self._trace.last_purchase
        if last is None:
            return self._words(f"升级条件（截至 {day}）", f"To move up, as of {day}")
        return self._words(
            f"升级条件（截至 {day}；单笔指最近一次 {last.id}）", f"To move up, as of {day} (one purchase: her last, {last.id})"
        )

    def _keeping_heading(self) -> str:
        trace, say = self._trace, self._say
        if trace.in_grace_until is not None:
            until = say.date(trace.in_grace_until)
            return self._words(
                f"维持条件（宽限期内，{until} 之前的消费仍可维持）", f"To keep the tier: a purchase before {until} may still do it"
            )
        assert trace.kept_as_of is not None
        review = say.date(trace.kept_as_of + 1)
        return self._words(
            f"维持条件（{review} 复核，按目前的消费）", f"To keep the tier at the review on {review}, by what was bought so far"
        )

    def _outlooks(self, outlooks: Iterable[Outlook]) -> Iterator[RenderableType]:
        for one in outlooks:
            head = self._words(
                f"{self._say.rule(one.rule.id)}：{self._say.tier(one.rule.tier)}",
                f"{self._say.rule(one.rule.id)}: {self._say.tier(one.rule.tier)}",
            )
            yield _marked(one.finding.holds, head)
            yield from self._finding(one.finding, 1)

    def _judged(self, judged: Iterable[Judged]) -> Iterator[RenderableType]:
        for one in judged:
            purchase = "" if one.purchase is None else self._words(f"，消费 {one.purchase}", f", purchase {one.purchase}")
            day, occasion = self._say.date(one.day), self._say.occasion(one.occasion)
            rule, tier = self._say.rule(one.rule.id), self._say.tier(one.rule.tier)
            yield _marked(
                one.finding.holds,
                self._words(f"{day} {occasion}{purchase}：{rule}（{tier}）", f"{day} {occasion}{purchase}: {rule} ({tier})"),
            )
            yield from self._finding(one.finding, 1)

    def _finding(self, finding: Verdict, depth: int) -> Iterator[RenderableType]:
        if isinstance(finding.condition, Test):
            yield Padding(_marked(finding.holds, self._say.test(finding)), (0, 0, 0, 2 * depth))
            return
        if isinstance(finding.condition, ProfileFact):
            yield Padding(_marked(finding.holds, self._say.fact(finding)), (0, 0, 0, 2 * depth))
            return
        yield Padding(_marked(finding.holds, self._say.nesting(finding)), (0, 0, 0, 2 * depth))
        for part in finding.parts:
            yield from self._finding(part, depth + 1)

    def _changes(self) -> RenderableType:
        grid = Table.grid(padding=(0, 2))
        for one in self._trace.changes:
            move = self._say.tier(one.before)
            move = self._words(f"{move} 维持", f"{move} kept") if one.before == one.after else f"{move} → {self._say.tier(one.after)}"
            grid.add_row(self._say.date(one.on), Text(move), Text(self._say.rule(one.reason)))
        return grid

    def _lots(self) -> RenderableType:
        words, say = self._words, self._say
        table = _table(words("积分", "Points"), words("来源", "From"), words("获得日", "Earned"), words("可用至", "Good until"), numbers=1)
        for lot in self._trace.lots:
            last = say.date(None if lot.dead is None else lot.dead - 1)
            if lot.waits_for is not None:
                tier = say.tier(lot.waits_for)
                earned, last = (
                    words(f"待成为{tier}", f"waits for {tier}"),
                    words(f"等到 {last}", f"waits until {last}") if lot.dead is not None else last,
                )
            else:
                earned = say.date(lot.earned)
                if lot.available is not None and lot.available > self._trace.as_of:
                    earned += words(f"（{say.date(lot.available)} 起可用）", f" (from {say.date(lot.available)})")
            table.add_row(f"{lot.points:,}", Text(say.made_by(lot.rule)), earned, last)
        return table

    def _rights(self) -> RenderableType:
        words, say = self._words, self._say
        headings = (
            words("权益", "Right"),
            words("消费", "Purchase"),
            words("商品", "Item"),
            words("金额", "Paid"),
            words("有效至", "Until"),
        )
        table = _table(*headings)
        before = ""
        for one in self._account.rights:
            times = "" if one.times is None else words(f"，{one.times} 次", f", {one.times} times")
            times += words(f"，已用 {one.used} 次", f", {one.used} used") if one.used else ""
            item = words.category(one.category) if one.category else ""
            place = one.purchase if one.line is None else words(f"{one.purchase} 第 {one.line} 行", f"{one.purchase} line {one.line}")
            name = say.benefit(one.benefit) + times
            table.add_row(Text("" if name == before else name), Text(place), Text(item), say.money(one.amount), say.date(one.last))
            before = name
        return table


def _marked(holds: bool, text: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row(Text("✓", style="green") if holds else Text("✗", style="red"), Text(text))
    return grid


def _table(*headings: str, numbers: int = 0) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place < numbers else "left", overflow="fold")
    return table
