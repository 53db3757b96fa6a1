"""What the installed plugins add, as text of the terminal's width."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from patron.plugins import PluginReport
from patron.vocabulary import Industry, LineAmount, LineField, ProfileField, Title

# What a plugin may add, in both languages, in the order of the page.
_PARTS = {
    "categories": Title("品类", "categories"),
    "fields": Title("商品行字段", "line fields"),
    "units": Title("单位", "units"),
    "measures": Title("指标", "measures"),
    "profile": Title("会员资料", "profile fields"),
    "formulas": Title("金额公式", "formulas"),
    "trade_ins": Title("实物抵款", "trade-ins"),
    "checks": Title("检查", "checks"),
    "schemes": Title("现成方案", "schemes"),
}


def as_text(reports: Sequence[PluginReport], *, chinese: bool, width: int | None = None) -> str:
    """Every plugin under its name; nothing is cut off, and no line is wider than the terminal, or 80 columns without one."""
    page = Console(file=io.StringIO(), width=width or get_terminal_size().columns, color_system=None, highlight=False)
    said = "general 通用（内置）：任何品类，没有自己的字段" if chinese else "general (built in): any category, no line fields of its own"
    page.print(Text(said))
    page.print(Text(_live(chinese)))
    for report in reports:
        page.print()
        _one(page, report, chinese=chinese)
    if not reports:
        page.print()
        page.print(
            Text(
                "没有安装行业插件；例如 `pip install patron-jewelry`。"
                if chinese
                else "No industry is installed; `pip install patron-jewelry` adds one."
            )
        )
    assert isinstance(page.file, io.StringIO)
    return "".join(f"{line.rstrip()}\n" for line in page.file.getvalue().splitlines())


def _live(chinese: bool) -> str:
    """Which runner decides single events, and why it is not durable-rules where it is not."""
    from patron.engine.live.rules import decided_by, unavailable

    missing = unavailable()
    why = "" if missing is None else f"（{missing}）" if chinese else f" ({missing})"
    return f"{'实时判定：' if chinese else 'live decisions: '}{decided_by()}{why}"


def _one(page: Console, report: PluginReport, *, chinese: bool) -> None:
    source = f"{report.distribution} {report.version}".strip() or report.name
    industry = report.industry
    if industry is None:
        page.print(Text(f"{report.name} ({source}): {'无法加载' if chinese else 'cannot be loaded'}"))
        page.print(Padding(Text(report.error), (0, 0, 0, 2)))
        return
    page.print(Text(f"{industry.id} {_named(industry.title, chinese)} ({source})"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    room = page.width - 4 - max(cell_len(_named(title, chinese)) for title in _PARTS.values())
    for part, title in _PARTS.items():
        listed = list(_listed(part, industry, report, chinese=chinese))
        if listed:
            grid.add_row(Text(f"  {_named(title, chinese)}"), Text("\n".join(_lines(listed, "，" if chinese else ", ", room))))
    page.print(grid)


def _lines(listed: list[str], between: str, room: int) -> Iterator[str]:
    """The words in lines of at most `room` columns, broken between them; one that is longer by itself is left to the terminal's folding."""
    line = listed[0]
    for word in listed[1:]:
        if cell_len(line) + cell_len(between) + cell_len(word) + 1 > room:
            yield f"{line}{between.rstrip()}"
            line = word
        else:
            line = f"{line}{between}{word}"
    yield line


def _listed(part: str, industry: Industry, report: PluginReport, *, chinese: bool) -> Iterator[str]:
    """What the plugin adds of one part, each with its title where it has one."""
    match part:
        case "categories":
            yield from _with_titles(((one.id, one.title) for one in industry.categories), chinese)
        case "fields":
            yield from (_field(one, chinese) for one in industry.fields)
        case "units":
            yield from _with_titles(((one.id, one.title) for one in industry.units), chinese)
        case "measures":
            yield from _with_titles(((one.id, one.title) for one in industry.measures), chinese)
        case "profile":
            yield from (_field(one, chinese) for one in industry.profile_fields)
        case "formulas":
            yield from (_formula(one) for one in industry.line_amounts)
        case "trade_ins":
            yield from _with_titles(((one.id, one.title) for one in industry.trade_ins), chinese)
        case "checks" if report.checks:
            yield "有本行业的检查" if chinese else "checks of its own"
        case "schemes":
            yield from _with_titles(((one.name, one.title) for one in industry.ready_schemes), chinese)


def _with_titles(named: Iterable[tuple[str, Title]], chinese: bool) -> Iterator[str]:
    return (f"{name} {title.zh}" if chinese else name for name, title in named)


def _field(field: LineField | ProfileField, chinese: bool) -> str:
    name = f"{field.name} {field.title.zh}" if chinese else field.name
    kind = f" {field.kind.value}" if isinstance(field, LineField) and not field.choices else ""
    return name + kind + (f" ({' | '.join(field.choices)})" if field.choices else "")


def _formula(one: LineAmount) -> str:
    return f"{one.category}: {' + '.join(' × '.join(term) for term in one.terms)}"


def _named(title: Title, chinese: bool) -> str:
    return title.zh if chinese else title.en
