"""Whom a new version of the scheme would move, for a reader at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from patron.cli.store.page import facts, heading, indented, section, table

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.versions.radius import Blast, Flow

_MOST_NAMED = 5


def blast_body(blast: Blast, say: Say) -> Iterator[RenderableType]:
    """Tiers, movements between them, and points, under the old and the new rules."""
    yield heading(say(f"{blast.scheme}，自 {blast.effective_from} 起的影响", f"{blast.scheme} from {blast.effective_from}: whom it moves"))
    yield indented(facts(_summary(blast, say)))
    if blast.tiers:
        yield from section(say("等级", "Tiers"), _tiers(blast, say))
    if blast.flows:
        yield from section(say("长期变动（按全部消费）", "In the long run, by all recorded purchases"), _flows(blast.flows, say))
    if blast.carried:
        yield from section(say("当日变动（等级取消）", "On the day itself: tiers that are no more"), _flows(blast.carried, say))
    yield from section(say("积分（此前12个月获得）", "Points earned in the 12 months before"), _points(blast, say))


def _summary(blast: Blast, say: Say) -> Iterator[tuple[str, str]]:
    yield say("会员", "Members"), say.figure(blast.members)
    yield say("升级", "Rise"), say.figure(blast.rise)
    yield say("降级", "Fall"), say.figure(blast.fall)
    yield say("积分增加", "Earn more points"), say.figure(blast.points.gain)
    yield say("积分减少", "Earn fewer points"), say.figure(blast.points.lose)


def _tiers(blast: Blast, say: Say) -> RenderableType:
    """Members by tier under both; what a year of their benefits costs, where they have any."""
    headings = [say("等级", "Tier"), say("现方案人数", "Members now"), say("新方案人数", "then")]
    rows = [[say.tier(one.tier), say.figure(one.before), say.figure(one.after)] for one in blast.tiers]
    if any(Decimal(one.benefits_before) or Decimal(one.benefits_after) for one in blast.tiers):
        headings += [say("现权益年成本", "Benefits a year now"), say("新权益年成本", "then")]
        for row, one in zip(rows, blast.tiers, strict=True):
            row += [say.money(one.benefits_before), say.money(one.benefits_after)]
    return table(headings, rows, right=(1, 2, 3, 4))


def _flows(flows: tuple[Flow, ...], say: Say) -> RenderableType:
    rows = []
    for one in flows:
        named = ", ".join(one.named[:_MOST_NAMED]) + (" …" if one.members > min(len(one.named), _MOST_NAMED) else "")
        rows.append((f"{say.tier(one.before)} → {say.tier(one.after)}", say.figure(one.members), named))
    return table((say("变动", "Move"), say("人数", "Members"), say("会员", "Who")), rows, right=(1,))


def _points(blast: Blast, say: Say) -> RenderableType:
    points = blast.points
    rows = [
        (say("现方案", "now"), say.figure(points.before), "" if points.cost_before is None else say.money(points.cost_before)),
        (say("新方案", "then"), say.figure(points.after), "" if points.cost_after is None else say.money(points.cost_after)),
    ]
    parts: list[RenderableType] = [table(("", say("积分", "Points"), say("可抵", f"Worth {blast.currency}")), rows, right=(1, 2))]
    if points.most:
        most = [
            (one.member, say.figure(one.before), say.figure(one.after), say.points(one.after - one.before))
            for one in points.most[:_MOST_NAMED]
        ]
        names = (say("变化最大", "Most"), say("现方案", "now"), say("新方案", "then"), say("差", "by"))
        parts += [Text(""), table(names, most, right=(1, 2, 3))]
    if points.uncovered:
        text = say(
            f"已有 {points.uncovered:,} 次使用或转赠，新方案的积分不足以支付。",
            f"{points.uncovered:,} redemptions and gifts on record would not have been covered by the new points.",
        )
        parts += [Text(""), Text(text)]
    return Group(*parts)
