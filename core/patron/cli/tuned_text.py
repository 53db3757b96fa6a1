"""What `patron tune` found, for a reader at a terminal."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from patron.simulation.replay.exact import shown
from patron.simulation.report import figures
from patron.simulation.search.targets import Target, unit_of

if TYPE_CHECKING:
    from patron.simulation.search.tune import Tuned
    from patron.simulation.worlds.outcome import Figure


def print_tuned(console: Console, found: Tuned, places: int, lang: str, wrote: Path | None) -> None:
    """The best values, the figures against the targets, and what stands in the way where they are not met."""

    def say(zh: str, en: str) -> str:
        return zh if lang == "zh" else en

    every = found.exhaustive
    tried = say(
        f"试了 {found.tried:,} 种组合" + ("（全部）" if every else f"，共 {found.combinations:,} 种"),
        f"{found.tried:,} combinations tried" + (", which are all" if every else f" of {found.combinations:,}"),
    )
    console.print()
    if found.found:
        console.print(Text(say("找到满足全部目标的取值。", "These values meet every target."), style="bold green"))
    else:
        none = say("没有取值能满足全部目标；以下最接近。", "No values meet every target; these come nearest.")
        missed = say("试过的取值都不满足全部目标；以下最接近。", "None of the values tried meets every target; these come nearest.")
        console.print(Text(none if every else missed, style="bold yellow"))
    console.print(Text(tried + say("。", "."), style="dim"))
    if found.unsound:
        unsound = say(
            f"{found.unsound:,} 种组合不成方案，未计。", f"{found.unsound:,} combinations make no sound scheme and were left out."
        )
        console.print(Text(unsound, style="dim"))
    for table in (_values(found, lang), _figures(found, places, lang)):
        console.print()
        console.print(table)
    if not found.found:
        console.print()
        for one in found.binding:
            console.print(Text(say(f"卡住的目标：{one.text}", f"The target that binds: {one.text}"), style="bold"))
        console.print(_alone(found, places, lang))
    if found.changes_nobody and found.objective == "net":
        note = say("顾客行为不变，净收益即成本的负数。", "Nobody's behaviour changes, so net is what the scheme costs, below zero.")
        console.print(Text(f"· {note}", style="dim"))
    if wrote is not None:
        console.print()
        console.print(Text(say(f"已写入 {wrote}", f"Wrote {wrote}")), soft_wrap=True)


def figure_text(name: str, value: Figure, places: int, *, money: bool = False) -> str:
    """A figure in its unit."""
    if value is None:
        return figures.NONE
    unit = "money" if money else unit_of(name)
    if unit == "money":
        return figures.money(int(value), places)
    if unit == "share":
        return figures.percent(shown(Fraction(value)))
    return figures.count(int(value))


def _values(found: Tuned, lang: str) -> Table:
    table = _table("最佳取值" if lang == "zh" else "Values", ["键" if lang == "zh" else "Key", "取值" if lang == "zh" else "Value"])
    for key, text in found.best.changes:
        table.add_row(key, text)
    return table


def _figures(found: Tuned, places: int, lang: str) -> Table:
    heads = ["目标", "现方案", "新取值", "结果"] if lang == "zh" else ["Target", "As it stands", "With them", ""]
    table = _table("数字与目标" if lang == "zh" else "Figures against targets", heads)
    aim = ("最大化 " if found.maximise else "最小化 ") if lang == "zh" else ("most " if found.maximise else "least ")
    row = [figure_text(found.objective, figures_[found.objective], places) for figures_ in (found.standing, found.best.figures)]
    table.add_row(f"{aim}{found.objective}", *row, "")
    for one, met in zip(found.targets, found.best.met, strict=True):
        cells = [
            figure_text(one.figure, figures_[one.figure], places, money=_money(one)) for figures_ in (found.standing, found.best.figures)
        ]
        said = ("达到" if met else "未达到") if lang == "zh" else ("met" if met else "missed")
        table.add_row(_target(one, lang), *cells, Text(said, style="green" if met else "red"))
    return table


def _alone(found: Tuned, places: int, lang: str) -> Table:
    heads = ["目标", "单独能达到的最好值", "取值"] if lang == "zh" else ["Target", "Best value alone", "With"]
    table = _table("每个目标单独看" if lang == "zh" else "Each target alone", heads)
    for one in found.alone:
        value = figure_text(one.target.figure, one.value, places, money=_money(one.target))
        table.add_row(_target(one.target, lang), value, ", ".join(f"{key}={text}" for key, text in one.changes))
    return table


def _target(one: Target, lang: str) -> str:
    goal = "" if one.goal is None else f"（方案目标 {one.goal}）" if lang == "zh" else f" (the scheme's goal {one.goal})"
    return f"{one.text}{goal}"


def _money(one: Target) -> bool:
    """Goals of spend are in money, which their figure's name does not say."""
    return one.figure.startswith("goal(") and not one.text.endswith("%")


def _table(title: str, heads: list[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(heads[0], overflow="fold")
    for head in heads[1:]:
        table.add_column(head, justify="right", overflow="fold")
    return table
