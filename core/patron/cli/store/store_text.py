"""What a new store says of itself, and one that was brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.text import Text

from patron.cli.store.page import facts, heading, indented, marked
from patron.cli.store.versions import version_of

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.store import Store


def init_json(store: Store) -> dict[str, Any]:
    """The scheme of a new store, by its first version."""
    version = version_of(store)
    assert version.scheme is not None
    return {
        "scheme": version.scheme.scheme,
        "version": version.number,
        "digest": version.digest,
        "tiers": [one.id for one in version.plan.tiers],
    }


def init_body(store: Store, say: Say, named: str) -> Iterator[RenderableType]:
    """Where the store is, what it runs, and what can be done next; `named`: the option that says which store, where it has to be said."""
    version = version_of(store)
    yield heading(say("会员库已建立", "A new store"))
    tiers = " → ".join(say.tier(one.id) for one in version.plan.tiers)
    assert version.scheme is not None
    rows = [
        (say("位置", "At"), store.desk.database.shown),
        (
            say("方案", "Scheme"),
            f"{say.words.title(version.scheme.title)}（{version.scheme.scheme}）"
            if say.lang == "zh"
            else f"{say.words.title(version.scheme.title)} ({version.scheme.scheme})",
        ),
        (say("等级", "Tiers"), tiers),
        (say("时区与货币", "Zone and currency"), f"{version.plan.time_zone}, {version.plan.currency}"),
    ]
    yield indented(facts(rows))
    yield Text("")
    yield Text(say("接下来：", "Next:"))
    for line in (f"import {_files(say)}", "enroll M1 --phone 13800005678", "purchase M1 --line amount=680"):
        yield Text(f"  patron store {line}{named}", no_wrap=True, overflow="ignore")  # to be copied as it is


def _files(say: Say) -> str:
    """The files of the examples where they are in this folder, otherwise words for the house's own."""
    there = [f"{option} {name}" for option, name in (("--members", "members.csv"), ("--purchases", "sales.csv")) if Path(name).is_file()]
    return " ".join(there) or say("--members 会员文件 --purchases 销售文件", "--members YOUR_MEMBERS --purchases YOUR_SALES")


def upgrade_body(say: Callable[[str, str], str], url: str, before: str, after: str) -> Iterator[RenderableType]:
    """From which revision to which the tables were brought."""
    if before == after:
        said = say(f"{url} 已是最新（表版本 {after}）。", f"{url} is up to date: its tables are of revision {after}.")
    else:
        said = say(f"{url} 的表已由版本 {before} 升至 {after}。", f"{url}: tables of revision {before} brought to {after}.")
    yield marked(True, said)
