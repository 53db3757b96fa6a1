"""What a member's points were used for, what else earned some, and her vouchers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from patron.engine.days import to_date
from patron.engine.derived import EARN, derive
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.trace import Trace
from patron.engine.referrals import SEPARATOR
from patron.engine.results import MEMBER_COLUMNS, POSTING_COLUMNS, Evaluation
from patron.engine.vouchers import uses_vouchers, vouchers_of
from patron.explain.phrases import Phrases
from patron.findings import FindingsError

_KINDS = {
    "exchange": ("换购", "exchange"),
    "win": ("中奖", "prize"),
    "quiz": ("答题", "quiz"),
    "referral": ("荐友", "introduction"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """Points that were exchanged (below 0) or earned beside purchases; `about` is the friend's purchase of an introduction."""

    on: int
    kind: str
    rule: str
    points: int
    about: str | None


@dataclass(frozen=True, slots=True)
class VoucherHeld:
    """Vouchers of one issue; money in minor units, `ends` the first day on which they are no longer good."""

    rule: str
    issued: int
    ends: int | None
    amount: int
    handed: str
    used: int
    expired: int
    left: int


@dataclass(frozen=True, slots=True)
class PointUses:
    """Both, each in the order in which it happened."""

    uses: tuple[Use, ...] = ()
    vouchers: tuple[VoucherHeld, ...] = ()


def point_uses(plan: Plan, history: History, trace: Trace) -> PointUses:
    """What the member's points came to up to the trace's date. Raises FindingsError for vouchers used that are not there."""
    points = plan.points
    if not (points.exchange or points.quiz or points.referral or points.vouchers) and not uses_vouchers(history):
        return PointUses()
    mine = (pl.col("member_id") == trace.member_id) & (pl.col("day") <= trace.as_of)
    opened = history.members.filter(pl.col("member_id") == trace.member_id)["opening_on"].max()
    after = pl.lit(value=True) if opened is None else pl.col("day") > opened
    rows = derive(plan, history).movements.filter(mine & after & pl.col("stated").is_not_null()).sort("at", "movement_id")
    uses = tuple(
        Use(day, stated, ref, points if kind == EARN else -points, movement.split(SEPARATOR)[0] if stated == "referral" else None)
        for day, stated, ref, kind, points, movement in rows.select("day", "stated", "ref", "kind", "points", "movement_id").iter_rows()
    )
    return PointUses(uses, _vouchers(plan, history, trace))


def _vouchers(plan: Plan, history: History, trace: Trace) -> tuple[VoucherHeld, ...]:
    own = pl.col("member_id") == trace.member_id
    mine = History(movements=history.movements.filter(own), members=history.members.filter(own), names=history.names)
    posted = [(trace.member_id, one.on, one.kind.value, one.rule, one.points) for one in trace.postings]
    nobody = pl.DataFrame(schema=MEMBER_COLUMNS)
    answer = Evaluation(nobody, nobody, None, pl.DataFrame(posted, schema=POSTING_COLUMNS, orient="row"))
    found = vouchers_of(plan, mine, answer, trace.as_of)
    if found.findings:
        raise FindingsError(list(found.findings))
    columns = ("rule", "issued_on", "ends_on", "amount", "vouchers", "used", "expired", "left")
    return tuple(VoucherHeld(*row) for row in found.ledger.select(columns).iter_rows())


def use_sections(say: Phrases, told: PointUses) -> Iterator[tuple[str, RenderableType]]:
    """The sections of the text, where there is anything to say."""
    words = say.words
    if told.uses:
        grid = Table.grid(padding=(0, 2))
        for one in told.uses:
            name = say.rule(one.rule) + ("" if one.about is None else words(f"（消费 {one.about}）", f" (purchase {one.about})"))
            grid.add_row(say.date(one.on), f"{one.points:+,}", words(*_KINDS[one.kind]), Text(name))
        yield words("积分的使用与其他获得", "Points used, and earned otherwise"), grid
    if told.vouchers:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for heading in (words("代金券", "Vouchers"), words("发放", "Issued"), words("有效至", "Until")):
            table.add_column(heading, overflow="fold")
        for heading in (words("金额", "Worth"), words("已用", "Used"), words("过期", "Expired"), words("剩余", "Left")):
            table.add_column(heading, justify="right", no_wrap=True)
        for held in told.vouchers:
            until = say.date(None if held.ends is None else held.ends - 1)
            figures = (say.money(value) for value in (held.amount, held.used, held.expired, held.left))
            table.add_row(Text(f"{say.rule(held.rule)} {held.handed}"), say.date(held.issued), until, *figures)
        yield words("代金券", "Vouchers"), table


def uses_json(told: PointUses, money: Callable[[int], str]) -> dict[str, Any]:
    """The same for programs: ids, ISO dates, money as decimal text by `money`."""

    def date(day: int | None) -> str | None:
        return None if day is None else to_date(day).isoformat()

    return {
        "point_uses": [
            {"on": date(one.on), "kind": one.kind, "rule": one.rule, "points": one.points, "purchase_id": one.about} for one in told.uses
        ],
        "vouchers": [
            {
                "rule": one.rule,
                "issued_on": date(one.issued),
                "ends_on": date(one.ends),
                "amount": money(one.amount),
                "vouchers": one.handed,
                "used": money(one.used),
                "expired": money(one.expired),
                "left": money(one.left),
            }
            for one in told.vouchers
        ],
    }
