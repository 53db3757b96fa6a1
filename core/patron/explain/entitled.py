"""What a member has been issued, used and has left of each benefit, and how it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from patron.engine.days import to_date
from patron.engine.entitlements import run
from patron.engine.history import History
from patron.engine.plan import GrantKind, Plan
from patron.engine.reference.trace import Trace
from patron.engine.results import CHANGE_COLUMNS, Evaluation
from patron.explain.phrases import Phrases
from patron.findings import FindingsError

_CAME = {
    GrantKind.YEAR: ("会籍年度", "year"),
    GrantKind.CALENDAR: ("期间额度", "period"),
    GrantKind.GAIN: ("升级", "rise"),
    GrantKind.BIRTHDAY: ("生日", "birthday"),
    GrantKind.DAYS: ("固定日期", "date"),
    GrantKind.PURCHASE: ("消费", "purchase"),
    GrantKind.TOP: ("消费最高", "top spend"),
}

_FIGURES = {
    "granted": ("发放", "Granted"),
    "carried": ("转入", "Carried"),
    "used": ("已用", "Used"),
    "lapsed": ("失效", "Lapsed"),
    "left": ("剩余", "Left"),
}


@dataclass(frozen=True, slots=True)
class Issued:
    """One issue; days since 1970-01-01, `until` None: as long as the tier. `came` is what issued it."""

    benefit: str
    came: GrantKind
    first: int
    until: int | None
    granted: int
    carried: int
    used: int
    lapsed: int
    left: int
    rank: int


def issued_to(plan: Plan, history: History, trace: Trace, as_of: int, *, everything: bool) -> tuple[Issued, ...]:
    """The member's issues, those that are over only with `everything`. Raises FindingsError for uses of what there is not."""
    if not plan.benefits.grants:
        return ()
    found = run(plan, *_evaluated(plan, history, trace, as_of), as_of)
    if found.findings:
        raise FindingsError(found.findings)
    kinds = {one.id: one.kind for one in plan.benefits.grants}
    rows = found.issues.filter(pl.col("member_id") == trace.member_id)
    if not everything:
        rows = rows.filter(pl.col("gone").is_null() | (pl.col("gone") > as_of))
    columns = ("benefit", "from", "until", "granted", "carried", "used", "lapsed", "left", "rank")
    return tuple(Issued(name, kinds[name], *rest) for name, *rest in rows.select(columns).iter_rows())


def _evaluated(plan: Plan, history: History, trace: Trace, as_of: int) -> tuple[History, Evaluation]:
    """The history and tiers that matter: only the member's own, if nothing compares members."""
    if any(one.kind is GrantKind.TOP for one in plan.benefits.grants):
        from patron.engine.reference import run as evaluate

        return history, evaluate(plan, history, as_of)
    own = pl.col("member_id") == trace.member_id
    mine = replace(
        history,
        lines=history.lines.filter(own),
        returns=history.returns.filter(own),
        movements=history.movements.filter(own | (pl.col("to_member") == trace.member_id)),
        members=history.members.filter(own),
    )
    mine = replace(mine, movements=mine.movements.filter(own | (pl.col("kind") == "give")))
    changes = [(trace.member_id, one.on, plan.tiers[one.before].id, plan.tiers[one.after].id, one.reason) for one in trace.changes]
    names = sorted({trace.member_id, *mine.movements["member_id"]})
    return mine, Evaluation(pl.DataFrame({"member_id": names}), pl.DataFrame(changes, schema=CHANGE_COLUMNS, orient="row"))


def entitlement_section(say: Phrases, issued: tuple[Issued, ...]) -> Iterator[tuple[str, RenderableType]]:
    """The section of the text, if there is anything to say."""
    if not issued:
        return
    words = say.words
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column(words("权益", "Benefit"), overflow="fold")
    table.add_column(words("来源", "By"), no_wrap=True)
    table.add_column(words("自", "From"), no_wrap=True)
    table.add_column(words("至", "Until"), no_wrap=True)
    shown = [key for key in _FIGURES if key in {"granted", "left"} or any(getattr(one, key) for one in issued)]
    for key in shown:
        table.add_column(words(*_FIGURES[key]), justify="right", no_wrap=True)
    before = ""
    for one in issued:
        name = say.benefit(one.benefit)
        until = words("等级有效期间", "with tier") if one.until is None else say.date(one.until)
        figures = (f"{getattr(one, key):,}" for key in shown)
        table.add_row(Text("" if name == before else name), Text(words(*_CAME[one.came])), say.date(one.first), Text(until), *figures)
        before = name
    yield words("权益额度", "Benefits, what was used and what is left"), table


def issued_json(plan: Plan, issued: tuple[Issued, ...]) -> list[dict[str, Any]]:
    """The same for programs: ids and ISO dates."""
    return [
        {
            "benefit": one.benefit,
            "issued_by": one.came.value,
            "tier": plan.tiers[one.rank].id,
            "from": to_date(one.first).isoformat(),
            "until": None if one.until is None else to_date(one.until).isoformat(),
            **{name: getattr(one, name) for name in ("granted", "carried", "used", "lapsed", "left")},
        }
        for one in issued
    ]
