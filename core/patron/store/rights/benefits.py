"""Benefits, coupons, exchanges and vouchers of one member: what was issued, used and left, and which movements may not be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import polars as pl
from sqlalchemy import Connection, Table, select

from patron.engine.coupon_tiers import tier_findings
from patron.engine.entitlements import run as run_entitlements
from patron.engine.entitlements.items import uses_items
from patron.engine.history import History
from patron.engine.plan import GrantKind
from patron.engine.results import Evaluation
from patron.engine.spans import Span, as_seen_by, spans
from patron.engine.validate.coupons import check_coupon_uses
from patron.engine.validate.found import Found
from patron.engine.validate.uses import check_uses
from patron.engine.vouchers import vouchers_of
from patron.findings import CellPlace, Finding
from patron.store.reading.naming import ids_of, records_of, survivors
from patron.store.rights.items import item_faults
from patron.store.rights.moved import movements
from patron.store.rights.sources import (
    Scheme,
    count_of,
    decided,
    last_day,
    named,
    own_history,
    with_movements,
    with_purchases,
)
from patron.store.rights.telling import Fault
from patron.store.schemes import Versions
from patron.store.tables import LineRow, PurchaseRow

lines: Table = LineRow.__table__  # type: ignore[attr-defined]
purchases: Table = PurchaseRow.__table__  # type: ignore[attr-defined]
_SHOPS = ("store", "channel", "staff", "tender", "category")


@dataclass(frozen=True, slots=True)
class Source:
    """What is decided from: the members' history with what others did that counts, their tiers, and a day that includes all of it."""

    scheme: Scheme
    history: History
    evaluation: Evaluation
    as_of: int
    ids: frozenset[str]  # of the members asked for; further ones are there for comparison


@dataclass(frozen=True, slots=True)
class Held:
    """`issues` and `vouchers` as the engine has them, of the members asked for; `faults` are movements of more than there is."""

    issues: pl.DataFrame
    vouchers: pl.DataFrame
    faults: list[Fault]


def source_of(connection: Connection, versions: Versions, numbers: Collection[int], day: int, *, later: bool = True) -> Source:
    """Everything that decides the rights of these members up to a day, and with `later` up to the last event if that is after it."""
    scheme = Scheme.of(versions)
    rivals = _rivals(connection, scheme, numbers)
    history = own_history(connection, versions, {*numbers, *rivals})
    history = _with_limited(connection, versions, scheme, history)
    evaluation = decided(connection, {*numbers, *rivals})
    ids = ids_of(connection, numbers)
    return Source(scheme, history, evaluation, last_day(history, day) if later else day, frozenset(ids.values()))


def _rivals(connection: Connection, scheme: Scheme, numbers: Collection[int]) -> set[int]:
    """Who bought in the same shops, where benefits go to those who spent most."""
    fields = {grant.by for plan in scheme.plans for grant in plan.benefits.grants if grant.kind is GrantKind.TOP}
    found: set[int | None] = set()
    records = list(records_of(connection, numbers))
    for name in sorted(fields):
        every = select(purchases.c.member).join_from(purchases, lines, lines.c.purchase == purchases.c.number).distinct()
        if name in _SHOPS:
            own = select(lines.c[name]).join_from(purchases, lines, lines.c.purchase == purchases.c.number).distinct()
            shops = [one for one in connection.execute(own.where(purchases.c.member.in_(records))).scalars() if one is not None]
            every = every.where(lines.c[name].in_(shops))
        found |= set(connection.execute(every).scalars())
    return set(survivors(connection, {one for one in found if one is not None}).values()) - set(numbers)


def _with_limited(connection: Connection, versions: Versions, scheme: Scheme, history: History) -> History:
    """With what everyone used of that of which there is a number in all, once so much was used that it may be reached."""
    kinds = set(history.movements["kind"])
    for plan in scheme.plans:
        if "use_coupon" in kinds:
            for coupon in plan.coupons:
                names = (coupon.id, coupon.code)
                if coupon.at_most is not None and count_of(connection, "use_coupon", names) > coupon.at_most:
                    history = with_movements(connection, history, (movements.c.kind == "use_coupon") & named(names))
        for entry in plan.points.exchange:
            limited = entry.in_total is not None and "exchange" in kinds
            if limited and count_of(connection, "exchange", (entry.id,)) > (entry.in_total or 0):
                history = with_movements(connection, history, (movements.c.kind == "exchange") & named((entry.id,)))
    uses = history.movements.filter(pl.col("kind") == "use_coupon")
    return with_purchases(connection, versions, history, uses["value"].drop_nulls().to_list())


def held_of(source: Source, versions: Versions, connection: Connection, *, check: bool = True) -> Held:
    """What the members have and had; `check` False leaves out what cannot be wrong where nothing was used."""
    scheme, history, evaluation = source.scheme, source.history, source.evaluation
    mine = pl.col("member_id").is_in(list(source.ids))
    known = history.movements["member_id"].is_null() | history.movements["member_id"].is_in(evaluation.members["member_id"].implode())
    own = replace(history, movements=history.movements.filter(known & history.movements["member_id"].is_not_null()))
    entitled = run_entitlements(scheme.first, own, evaluation, source.as_of, later=scheme.later)
    vouchers = vouchers_of(scheme.first, own, evaluation, source.as_of, later=scheme.later)
    faults: list[Fault] = []
    if check:
        faults = [*told_faults(scheme, history), *_said([*entitled.findings, *vouchers.findings])]
        faults += _tier_faults(scheme, own, evaluation, source.as_of)
        if any(uses_items(plan, own) for plan in scheme.plans):
            faults += item_faults(connection, versions, source.ids, source.as_of)
    return Held(entitled.issues.filter(mine), vouchers.ledger.filter(mine), _once(faults))


def told_faults(scheme: Scheme, history: History) -> list[Fault]:
    """What rows together show to be wrong, each by the version of its day; each by itself was asked when it was told."""
    kinds = set(history.movements["kind"])
    faults = []
    for span in spans(scheme.first, scheme.later):
        found: list[Found] = []
        if kinds & {"exchange", "win"}:
            found += check_uses(history.movements, span.plan)
        if "use_coupon" in kinds:
            found += check_coupon_uses(history, span.plan)
        days = dict(history.movements.filter(span.rows()).select("row", "day").iter_rows()) if found else {}
        for one in found:
            faults += [Fault(row, one.code, one.column, message, one.help) for row, message in one.rows.iter_rows() if row in days]
    return faults


def _tier_faults(scheme: Scheme, history: History, evaluation: Evaluation, as_of: int) -> list[Fault]:
    faults = []
    every = spans(scheme.first, scheme.later)
    for span in every:
        known, seen = as_seen_by(span.plan, scheme.plans, history, evaluation)
        faults += _within(span, history, _said(tier_findings(span.plan, known, seen, as_of)))
    return faults


def _within(span: Span, history: History, faults: Iterable[Fault]) -> list[Fault]:
    rows = set(history.movements.filter(span.rows())["row"])
    return [one for one in faults if one.row in rows]


def _said(findings: Iterable[Finding]) -> list[Fault]:
    found = []
    for one in findings:
        assert isinstance(one.place, CellPlace), "findings in movements have a row"
        found.append(Fault(one.place.row, one.code, one.place.column or "", one.message, one.help or ""))
    return found


def _once(faults: list[Fault]) -> list[Fault]:
    return list(dict.fromkeys(faults))
