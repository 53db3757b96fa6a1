"""What the upkeep of a store reports, for a reader at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from patron.cli.store.page import facts, heading, indented, marked, table

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.upkeep.reports import DayReport, RebuildReport, VerifyReport

_MOST_SHOWN = 20
_CHECKS = {
    "chain": ("审计链", "audit chain"),
    "head": ("链头", "head"),
    "entry": ("审计记录", "audit entry"),
    "account": ("分录", "postings"),
    "balance": ("余额", "balance"),
    "lots": ("积分批次", "lots"),
    "state": ("会员状态", "state"),
    "card": ("储值卡", "card"),
    "version": ("方案版本", "scheme version"),
}


def day_body(report: DayReport, say: Say) -> Iterator[RenderableType]:
    """What a day's close did."""
    tried = say("（试算，未写入）", " (dry run: nothing was written)") if report.dry_run else ""
    yield heading(say(f"日结 {report.day}{tried}", f"Day's close {report.day}{tried}"))
    if not report.due and not report.cards_ended:
        yield indented(Text(say("没有到期事项。", "Nothing was due.")))
    counts = [
        (say("到期会员", "Members due"), report.due),
        (say("复核维持等级", "Tiers kept at a review"), report.kept),
        (say("降级", "Fell to a lower tier"), report.fell),
        (say("升级", "Rose to a higher tier"), report.rose),
        (say("授予到期", "Grants that ended"), report.grants_ended),
        (say("过期积分", "Points expired"), report.points_expired),
        (say("待生效积分失效", "Waiting points lapsed"), report.points_lapsed),
        (say("获发代金券的会员", "Members who got vouchers"), report.vouchers_issued),
        (say("转为代金券的积分", "Points turned into vouchers"), report.points_to_vouchers),
        (say("到期的储值卡", "Prepaid cards that ended"), report.cards_ended),
        (say("更新权益的会员", "Members whose rights were renewed"), report.rights_refreshed),
        (say("新封存的审计记录", "Audit entries sealed"), report.sealed),
    ]
    if shown := [(name, number) for name, number in counts if number]:
        yield indented(_counts(shown, say))


def rebuild_body(report: RebuildReport, say: Say) -> Iterator[RenderableType]:
    """What working everything out again found."""
    if report.clean:
        said = say(
            f"{report.members:,} 名会员重新计算，与所存一致。",
            f"{report.members:,} members worked out again: everything stored follows from the events.",
        )
        yield marked(True, said)
        return
    said = say(
        f"{report.members:,} 名会员重新计算，{report.differing:,} 名与所存不一致。",
        f"{report.members:,} members worked out again: {report.differing:,} differ from what is stored.",
    )
    yield marked(False, said)
    headings = (say("会员", "Member"), say("项目", "What"), say("所存", "Stored"), say("应为", "Must be"))
    rows = [(one.member, one.column, one.stored, one.found) for one in report.deviations[:_MOST_SHOWN]]
    yield indented(table(headings, rows))
    yield from _more(len(report.deviations) - _MOST_SHOWN, say)
    if report.written:
        yield Text(say("差额已补记。", "The differences were posted."))
    else:
        yield Text(say("加 --write 补记差额。", "With --write the differences are posted."))


def verify_body(report: VerifyReport, say: Say, *, against: Path | None, wrote: Path | None) -> Iterator[RenderableType]:
    """What was checked, and what is broken."""
    if report.ok:
        yield marked(True, say("审计链、账目与状态均完好。", "The audit chain, the ledger and the state are whole."))
    else:
        yield marked(
            False,
            say(f"发现 {report.broken:,} 处问题。", f"{report.broken:,} {'thing is' if report.broken == 1 else 'things are'} broken."),
        )
        rows = [
            (say(*_CHECKS.get(one.check, (one.check, one.check))), _where(one, say), one.message) for one in report.faults[:_MOST_SHOWN]
        ]
        yield indented(table((say("检查", "Check"), say("位置", "Where"), say("问题", "What")), rows))
        yield from _more(len(report.faults) - _MOST_SHOWN, say)
    counts = [
        (say("审计记录", "Audit entries"), report.entries),
        (say("其中新封存", "of them newly sealed"), report.sealed),
        (say("会员", "Members"), report.members),
        (say("积分分录", "Postings"), report.postings),
        (say("储值卡", "Cards"), report.cards),
        (say("等级判断", "Judgements of tiers"), report.judged),
        (say("其中由规则引擎", "of them by durable-rules"), report.durable),
    ]
    yield indented(_counts(counts, say))
    if report.head is not None:
        yield indented(facts([(say("链头", "Head"), f"{report.head['place']}:{report.head['entry']}:{report.head['hash']}")]))
    if against is not None and report.ok:
        yield indented(Text(say(f"与 {against} 相符，日志未被截断。", f"It goes on from {against}: nothing was cut off.")))
    if wrote is not None and report.ok:
        yield indented(Text(say(f"链头已写入 {wrote}，请另处保管。", f"Wrote the head to {wrote}; keep it elsewhere.")))


def _where(fault: object, say: Say) -> str:
    entry, member, card = (getattr(fault, name) for name in ("entry", "member", "card"))
    parts = [
        say(f"记录 {entry}", f"entry {entry}") if entry is not None else "",
        say(f"会员 {member}", f"member {member}") if member else "",
        say(f"卡 {card}", f"card {card}") if card else "",
    ]
    return say("，", ", ").join(part for part in parts if part)


def _counts(counts: list[tuple[str, int]], say: Say) -> RenderableType:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    for name, number in counts:
        grid.add_row(Text(name, style="dim"), say.figure(number))
    return grid


def _more(further: int, say: Say) -> Iterator[RenderableType]:
    if further > 0:
        yield indented(Text(say(f"另有 {further:,} 项（--json 列出）", f"and {further:,} more (--json names them)"), style="dim"))
