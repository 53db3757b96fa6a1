"""The members that a text stands for, as they are shown at a till."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from patron.cli.store.page import table

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.people.finding import Found

_BY = {
    "id": ("会员号", "id"),
    "card": ("卡号", "card"),
    "phone": ("手机", "phone"),
    "name": ("姓名", "name"),
}


def found_body(found: Sequence[Found], say: Say) -> Iterator[RenderableType]:
    """One row a member; phones and names are masked."""
    if not found:
        yield Text(
            say("没有这样的会员。可用会员号、卡号、手机号或全名查找。", "Nobody. Ask for an id, a card, a phone number or a full name.")
        )
        return
    headings = (
        say("会员", "Member"),
        say("等级", "Tier"),
        say("积分", "Points"),
        say("手机", "Phone"),
        say("姓名", "Name"),
        say("查到依据", "Found by"),
    )
    rows = [
        (one.member, say.tier(one.tier), say.figure(one.points), one.phone or "—", one.name or "—", say(*_BY.get(one.by, (one.by, one.by))))
        for one in found
    ]
    yield table(headings, rows, right=(2,))
