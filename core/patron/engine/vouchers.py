"""The ledger of vouchers: issued on the yearly day or by an exchange, used, expired, left.

A run says what was issued (postings of kind `issued`), and the movements `exchange` and `use_voucher` the rest. Vouchers are used from
those that end first, then from those issued first, and may be used up in parts. One issued on d with `valid_for` is good to the day
before d + `valid_for`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Duration, Plan
from patron.engine.results import Evaluation, PostingKind
from patron.engine.spans import Later, spans
from patron.findings import CellPlace, Finding, FindingsError

VOUCHER_COLUMNS: dict[str, pl.DataType] = {
    "member_id": pl.String(),
    "rule": pl.String(),
    "issued_on": pl.Int32(),
    "ends_on": pl.Int32(),  # the first day on which it is no longer good; null: never
    "points": pl.Int64(),  # that became it
    "amount": pl.Int64(),  # minor units
    "vouchers": pl.String(),  # what was handed out, such as `2x500 1x100`
    "used": pl.Int64(),
    "expired": pl.Int64(),
    "left": pl.Int64(),
}
NOT_AVAILABLE = "voucher-not-available"


@dataclass(slots=True)
class _Voucher:
    member: str
    rule: str
    issued: int
    ends: int | None
    points: int
    amount: int
    handed: str
    at: int | None = None  # the instant of an exchange; the yearly issue is before every event of its day
    used: int = 0

    @property
    def order(self) -> tuple[bool, int, int, bool, int, str]:
        """Those that end first, then those issued first."""
        return (self.ends is None, self.ends or 0, self.issued, self.at is not None, self.at or 0, self.rule)

    def good(self, at: int, day: int) -> bool:
        """Whether it may be used at an instant of a day."""
        return self.issued <= day and (self.at is None or self.at <= at) and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Vouchers:
    """`ledger` has one row an issue by member, day and rule (VOUCHER_COLUMNS); `findings` are uses of more than there was."""

    ledger: pl.DataFrame
    findings: tuple[Finding, ...]


def has_vouchers(plan: Plan) -> bool:
    """Whether the scheme hands out vouchers of its own."""
    return plan.points.vouchers is not None or any(one.worth for one in plan.points.exchange)


def vouchers_of(plan: Plan, history: History, evaluation: Evaluation, as_of: int, *, later: Later = ()) -> Vouchers:
    """The ledger as of a day, inclusive. The evaluation must have been asked for detail; `later`: further versions of the scheme."""
    held: dict[str, list[_Voucher]] = {}
    for span in spans(plan, later):
        for one in (*_issued(span.plan, evaluation), *_exchanged(span.plan, history, as_of)):
            if span.holds(one.issued):
                held.setdefault(one.member, []).append(one)
    for vouchers in held.values():
        vouchers.sort(key=lambda one: one.order)
    findings = list(_use(plan, history, held, as_of))
    every = sorted((one for vouchers in held.values() for one in vouchers), key=lambda one: (one.member, one.issued, one.rule, one.at or 0))
    return Vouchers(pl.DataFrame([_row(one, as_of) for one in every], schema=VOUCHER_COLUMNS, orient="row"), tuple(findings))


def uses_vouchers(history: History) -> bool:
    """Whether anyone pays with a voucher, so that a run must say what was issued."""
    return bool((history.movements["kind"] == "use_voucher").any())


def refuse_uses_of_vouchers(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> None:
    """Raises FindingsError for uses of more than there is; the evaluation must have been asked for detail."""
    findings = vouchers_of(plan, history, evaluation, as_of).findings
    if findings:
        raise FindingsError(list(findings))


def handed_out(amount: int, denominations: Iterable[int], places: int) -> str:
    """An amount in the fewest vouchers, largest first: `2x500 1x100`."""
    parts = []
    for value in denominations:
        count, amount = divmod(amount, value)
        if count:
            whole, minor = divmod(value, 10**places)
            parts.append(f"{count}x{whole}" + (f".{minor:0{places}d}" if minor else ""))
    return " ".join(parts)


def _ends(day: int, valid_for: Duration | None) -> int | None:
    """The last day of a voucher of that day; None: it has none."""
    if valid_for is None:
        return None
    from patron.engine.reference.calendar import add  # with it comes the whole reference runner, which few commands need

    return add(day, valid_for)


def _issued(plan: Plan, evaluation: Evaluation) -> Iterable[_Voucher]:
    stated = plan.points.vouchers
    if stated is None:
        return
    assert evaluation.postings is not None, "vouchers are read from the postings"
    rows = evaluation.postings.filter(pl.col("kind") == PostingKind.ISSUED.value)
    for member, on, points in rows.select("member_id", "on", "points").iter_rows():
        amount = points // stated.points * stated.unit
        ends = _ends(on, stated.valid_for)
        yield _Voucher(member, stated.id, on, ends, points, amount, handed_out(amount, stated.denominations, plan.places))


def _events(history: History, kind: str, as_of: int) -> pl.DataFrame:
    """A kind's movements by instant and id, without those that opening balances contain."""
    opened = history.members.filter(pl.col("opening_on").is_not_null()).select("member_id", "opening_on")
    rows = history.movements.filter((pl.col("kind") == kind) & (pl.col("day") <= as_of)).join(opened, on="member_id", how="left")
    return rows.filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on"))).sort("at", "movement_id")


def _exchanged(plan: Plan, history: History, as_of: int) -> Iterable[_Voucher]:
    entries = {one.id: one for one in plan.points.exchange if one.worth}
    if not entries:
        return
    for member, at, day, ref, value in _events(history, "exchange", as_of).select("member_id", "at", "day", "ref", "value").iter_rows():
        if ref in entries:
            entry, count = entries[ref], int(value or 1)
            ends = _ends(day, entry.valid_for)
            handed = handed_out(entry.worth * count, (entry.worth,), plan.places)
            yield _Voucher(member, ref, day, ends, entry.points * count, entry.worth * count, handed, at)


def _use(plan: Plan, history: History, held: dict[str, list[_Voucher]], as_of: int) -> Iterable[Finding]:
    """Every use in its order; the findings are those that ask for more than is good on their day, and take nothing."""
    columns = ("row", "movement_id", "member_id", "at", "day", "amount")
    for row, movement, member, at, day, amount in _events(history, "use_voucher", as_of).select(columns).iter_rows():
        good = [one for one in held.get(member, []) if one.good(at, day)]
        left = sum(one.amount - one.used for one in good)
        if left < amount:
            message = (
                f"use_voucher {movement!r} pays {_shown(amount, plan)} with vouchers of member {member!r}, who has {_shown(left, plan)}"
            )
            help_text = "correct the amount or the time of this row, or add what brought the vouchers"
            yield Finding(str(history.names.movements), CellPlace(row, "amount"), NOT_AVAILABLE, message, help_text)
            continue
        rest = amount
        for one in good:
            part = min(rest, one.amount - one.used)
            one.used += part
            rest -= part


def _shown(amount: int, plan: Plan) -> str:
    whole, minor = divmod(amount, 10**plan.places)
    return f"{whole}.{minor:0{plan.places}d}" if plan.places else str(whole)


def _row(one: _Voucher, as_of: int) -> tuple[object, ...]:
    rest = one.amount - one.used
    over = one.ends is not None and one.ends <= as_of
    expired, left = (rest, 0) if over else (0, rest)
    return (one.member, one.rule, one.issued, one.ends, one.points, one.amount, one.handed, one.used, expired, left)
