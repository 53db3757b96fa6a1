"""What a new store says of itself, and one that was brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


def init_body(store: Store, say: Say, url: str) -> Iterator[RenderableType]:
    """Where the store is, what it runs, and what can be done next."""
    version = version_of(store)
    yield heading(say("会员库已建立", "A new store"))
    tiers = " → ".join(say.tier(one.id) for one in version.plan.tiers)
    assert version.scheme is not None
    rows = [
        (say("位置", "At"), url),
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
    for line in ("import --members members.csv --purchases sales.csv", "enroll M1 --phone 13800005678", "purchase M1 --line amount=680"):
        yield Text(f"  patron store {line}")


def upgrade_body(say: Callable[[str, str], str], url: str, before: str, after: str) -> Iterator[RenderableType]:
    """From which revision to which the tables were brought."""
    if before == after:
        said = say(f"{url} 已是最新（表版本 {after}）。", f"{url} is up to date: its tables are of revision {after}.")
    else:
        said = say(f"{url} 的表已由版本 {before} 升至 {after}。", f"{url}: tables of revision {before} brought to {after}.")
    yield marked(True, said)
