"""What an import took over, for a reader at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from patron.cli.store.page import facts, heading, indented, table

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.importing.request import ImportReport


def import_body(report: ImportReport, say: Say, wrote: Sequence[Path]) -> Iterator[RenderableType]:
    """Counts of what was new and what was known, what came of it, and what was left out."""
    tried = say("（试算，未写入）", " (dry run: nothing was written)") if report.dry_run else ""
    yield heading(say(f"导入，截至 {report.as_of}{tried}", f"Import up to {report.as_of}{tried}"))
    taken, known = report.taken, report.known
    rows = [
        (say("会员", "Members"), taken.members, known.members),
        (say("消费", "Purchases"), taken.purchases, known.purchases),
        (say("退货", "Returns"), taken.returns, known.returns),
        (say("变动", "Movements"), taken.movements, known.movements),
    ]
    headings = ("", say("导入", "Taken"), say("已有", "Known"))
    shown = [(name, say.figure(new), say.figure(old)) for name, new, old in rows if new or old]
    if shown:
        yield indented(table(headings, shown, right=(1, 2)))
    yield indented(facts(_came(report, say)))
    for line in _left_out(report, say, wrote):
        yield indented(Text(line))


def _came(report: ImportReport, say: Say) -> Iterator[tuple[str, str]]:
    again = say(f"，其中重新判定 {report.again:,}", f", {report.again:,} of them again") if report.again else ""
    yield say("判定会员", "Members decided"), f"{report.decided:,}{again}"
    if report.members_by_tier:
        tiers = sorted(report.members_by_tier, key=[one.id for one in say.plan.tiers].index)
        yield say("等级", "Tiers"), say("，", ", ").join(f"{say.tier(tier)} {report.members_by_tier[tier]:,}" for tier in tiers)
    yield say("等级变动", "Changes of tier"), f"{report.changes:,}"
    yield say("积分分录", "Postings of points"), f"{report.posted:,}"


def _left_out(report: ImportReport, say: Say, wrote: Sequence[Path]) -> Iterator[str]:
    if report.rejected_rows:
        where = ", ".join(str(path) for path in wrote)
        rows = report.rejected_rows
        yield say(
            f"{rows:,} 行有误，未导入" + (f"：{where}" if where else ""),
            f"{rows:,} rows were set aside" + (f" in {where}" if where else ""),
        )
    for path, headings in report.unread:
        names = ", ".join(headings)
        yield say(
            f"{path.name}：未读取的列 {names}（--map 可指定列名）", f"{path.name}: nothing reads the columns {names} (--map names columns)"
        )
    if report.never_filled:
        fields = ", ".join(report.never_filled)
        yield say(f"方案要用而无人填写的资料：{fields}", f"the scheme asks for {fields}, which nobody has")
    if report.phones_left_out:
        number = report.phones_left_out
        yield say(f"{number:,} 个手机号无法识别，未保存", f"{number:,} phone numbers are none, and were left out")
