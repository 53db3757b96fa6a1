"""A member's statement for a reader at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from patron.cli.store.page import facts, heading, indented, marked, section, table

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.telling.told import RuleTold, Statement

_STATES = {
    "made": ("已制", "made"),
    "drawn": ("已领", "drawn"),
    "sold": ("已售", "sold"),
    "active": ("已激活", "active"),
    "suspended": ("已挂失", "suspended"),
    "expired": ("已到期", "expired"),
}


def card_state(state: str, say: Say) -> str:
    """`已激活`, `active`."""
    return say(*_STATES.get(state, (state, state)))


def statement_body(told: Statement, say: Say) -> Iterator[RenderableType]:
    """Standing, what is missing to higher tiers and to this one, lots, and what she holds beside points."""
    yield heading(say(f"会员 {told.member}，截至 {told.on}", f"Member {told.member} as of {told.on}"))
    yield indented(facts(_standing(told, say)))
    if told.rise:
        only = say.tier(told.rise[0].tier) if len({one.tier for one in told.rise}) == 1 else ""
        zh, en = (
            (f"成为{only}还差（任一）", f"To become {only}, any one of")
            if only
            else ("升级还差（各级任一）", "To move up; for each tier, any one of")
        )
        yield from section(say(zh, en), _rules(told.rise, say))
    if told.keep:
        yield from section(_keeping(told, say), _rules(told.keep, say))
    if told.lots:
        yield from section(say("积分，按到期先后", "Points, by the day on which they end"), _lots(told, say))
    yield from _rights(told, say)


def _standing(told: Statement, say: Say) -> Iterator[tuple[str, str]]:
    since = "" if told.since is None else say(f"，自 {told.since}", f", since {told.since}")
    yield say("等级", "Tier"), say.tier(told.tier) + since
    if told.reason:
        yield say("依据", "Reason"), say.rule(told.reason)
    if told.in_grace_until is not None:
        yield say("宽限期", "In grace"), say(f"到 {told.in_grace_until} 之前", f"until {told.in_grace_until}, when the tier is lost")
    elif told.review_on is not None:
        yield say("下次复核", "Next review"), told.review_on
    worth = "" if told.worth is None else say(f"，可抵 {say.money(told.worth)}", f", worth {told.currency} {say.money(told.worth)}")
    waiting = say(f"，另有 {told.points_pending:,} 待生效", f", and {told.points_pending:,} waiting") if told.points_pending else ""
    yield say("积分", "Points"), f"{say.figure(told.points)}{worth}{waiting}"
    yield say("12个月消费", "Spend in 12 months"), say.money(told.spend_12m)


def _keeping(told: Statement, say: Say) -> str:
    tier = say.tier(told.tier)
    if told.in_grace_until is not None:
        return say(f"{told.in_grace_until} 之前维持{tier}还差（任一）", f"To keep {tier} before {told.in_grace_until}, any one of")
    return say(f"{told.review_on} 复核时维持{tier}还差（任一）", f"To keep {tier} at the review on {told.review_on}, any one of")


def _rules(rules: tuple[RuleTold, ...], say: Say) -> RenderableType:
    lines: list[RenderableType] = []
    several = len({one.tier for one in rules}) > 1
    for tier, of_tier in groupby(rules, key=lambda one: one.tier):
        if several:
            lines.append(Text(say.tier(tier), style="dim"))
        for one in of_tier:
            said = say(one.zh, one.en)
            line = marked(one.holds, say(f"{say.rule(one.rule)}：{said}", f"{say.rule(one.rule)}: {said}"))
            lines.append(indented(line) if several else line)
    return Group(*lines)


def _lots(told: Statement, say: Say) -> RenderableType:
    """A row a lot; the day from which it may be spent where that is still to come."""
    later = any(lot.available_from is not None and lot.available_from > told.on for lot in told.lots)
    rows = []
    for lot in told.lots:
        waits = None if lot.waits_for is None else say(f"待成为{say.tier(lot.waits_for)}", f"waits for {say.tier(lot.waits_for)}")
        since = lot.available_from if lot.available_from is not None and lot.available_from > told.on else ""
        days = (since, lot.good_until or "—") if later else (lot.good_until or "—",)
        rows.append((say.figure(lot.points), *days, waits or lot.earned or "", say.rule(lot.rule)))
    days_of = (say("可用自", "Good from"), say("可用至", "Good until")) if later else (say("可用至", "Good until"),)
    return table((say("积分", "Points"), *days_of, say("获得日", "Earned"), say("来源", "From")), rows, right=(0,))


def _rights(told: Statement, say: Say) -> Iterator[RenderableType]:
    if told.vouchers:
        rows = [(say.money(one["left"]), one["good_until"] or "—", one["issued_on"], say.rule(one["rule"])) for one in told.vouchers]
        headings = (say("余额", "Left"), say("可用至", "Good until"), say("发放日", "Issued"), say("来源", "From"))
        yield from section(say("代金券", "Vouchers"), table(headings, rows, right=(0,)))
    if told.entitlements:
        rights = [
            (say.phrases.benefit(one["benefit"]), f"{one['left']:,}", f"{one['used']:,}", one["from"], one["good_until"] or "—")
            for one in told.entitlements
        ]
        names = (say("权益", "Benefit"), say("剩余", "Left"), say("已用", "Used"), say("起", "From"), say("可用至", "Good until"))
        yield from section(say("权益", "Benefits"), table(names, rights, right=(1, 2)))
    if told.cards:
        cards = [
            (one["card"], say.card(one["kind"]), card_state(one["state"], say), say.money(one["balance"]), one["valid_until"] or "—")
            for one in told.cards
        ]
        labels = (say("卡号", "Card"), say("种类", "Kind"), say("状态", "State"), say("余额", "Balance"), say("有效至", "Valid until"))
        yield from section(say("储值卡", "Prepaid cards"), table(labels, cards, right=(3,)))
