"""What is being done, on a terminal; nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_PHASES = {
    "read": ("读取销售", "reading the sales"),
    "price": ("按各等级定价", "pricing for every tier"),
    "run": ("运行方案", "running the scheme"),
    "figures": ("汇总", "drawing up the figures"),
    "check": ("复核盈亏平衡", "checking the break-even"),
    "worlds": ("模拟各个世界", "simulating worlds"),
    "vary": ("逐个取值模拟", "simulating one value after the other"),
    "middle": ("重算居中的世界", "working out the middle world in full"),
    "write": ("生成报告", "writing the report"),
    "reading": ("各任务读取文件", "tasks read the files"),
}


def phase(name: str, lang: str) -> str:
    """A phase in words; texts that are no phase are shown as they are."""
    if name.startswith("round ") and lang == "zh":
        number, _, circles = name.removeprefix("round ").partition(" ")
        return f"第 {number} 轮" + ("（互相介绍的会员）" if circles else "")
    words = _PHASES.get(name, (name, name))
    return words[0 if lang == "zh" else 1]


@contextmanager
def phases_shown(lang: str) -> Iterator[Callable[[str], None]]:
    """A line that says what is being done."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda name: status.update(f"{phase(name, lang)}…")


@contextmanager
def worlds_shown(lang: str, name: str = "worlds") -> Iterator[Callable[[int, int], None]]:
    """A bar of what is done, of how much, with the time that the rest will take; it is called with both numbers."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(phase(name, lang), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
