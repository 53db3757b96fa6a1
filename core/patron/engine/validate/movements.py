"""Movements must say what their kind needs, and agree with the scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.validate.benefits import check_benefits
from patron.engine.validate.found import Found, quoted, rows
from patron.engine.validate.kinds import KINDS
from patron.engine.validate.uses import check_uses

Check = Callable[[pl.DataFrame, Plan], Iterator[Found]]
_KIND = pl.col("kind")


def check_movements(history: History, plan: Plan) -> Iterator[Found]:
    """Every row of the movements by itself, their ids against each other, and what the scheme does not have."""
    frame = history.movements
    if frame.is_empty():
        return
    yield from _ids(frame)
    present = set(frame["kind"].unique().to_list())
    yield from _needed(frame, present)
    yield from _figures(frame, present)
    for check in CHECKS:
        yield from check(frame, plan)


def found(frame: pl.DataFrame, fault: tuple[str, str], bad: pl.Expr, message: pl.Expr, help_text: str) -> Iterator[Found]:
    """The rows where `bad` holds, if there are any; `fault` is (code, column)."""
    code, column = fault
    faulty = rows(frame, bad.fill_null(value=False), message)
    if faulty.height:
        yield Found("movements", code, column, faulty, help_text)


def named(frame: pl.DataFrame, cell: tuple[str, str], known: list[str], code: str, what: str) -> Iterator[Found]:
    """Rows whose cell, of `cell` (kind, column), names nothing of the scheme: `what` is such as `no prize of the scheme`."""
    kind, column = cell
    bad = pl.col("kind").eq(kind) & pl.col(column).is_not_null() & ~pl.col(column).is_in(known)
    listed = f"known are {', '.join(known)}" if known else "the scheme has none"
    yield from found(frame, (code, column), bad, pl.format("{} is {}", quoted(column), pl.lit(what)), listed)


def _ids(frame: pl.DataFrame) -> Iterator[Found]:
    twice = pl.format("movement {} is in the file already", quoted("movement_id"))
    again = ~pl.col("movement_id").is_first_distinct()
    yield from found(frame, ("duplicate-id", "movement_id"), again, twice, "each movement needs an id of its own")
    unknown = pl.format("{} is no kind of movement", quoted("kind"))
    yield from found(frame, ("unknown-kind", "kind"), ~_KIND.is_in(list(KINDS)), unknown, f"known are {', '.join(KINDS)}")


def _needed(frame: pl.DataFrame, present: set[str]) -> Iterator[Found]:
    """Cells that a kind's rows must carry."""
    own = [kind.id for kind in KINDS.values() if kind.of_a_member]
    nobody = _KIND.is_in(own) & pl.col("member_id").is_null()
    yield from found(frame, ("missing-value", "member_id"), nobody, pl.lit("member_id is empty"), "every row but those of cards needs it")
    asked = {need for kind in KINDS.values() if kind.id in present for need in kind.needs}
    for need in sorted(asked, key=lambda one: (one.column, one.message)):
        kinds = [kind.id for kind in KINDS.values() if need in kind.needs]
        bad = _KIND.is_in(kinds) & pl.col(need.column).is_null()
        yield from found(frame, (need.code, need.column), bad, pl.format("{} {}", "kind", pl.lit(need.message)), need.help)


def _figures(frame: pl.DataFrame, present: set[str]) -> Iterator[Found]:
    """Numbers that must be above 0, and how many."""
    for column, shown in (("points", pl.format("{} of {} points: they must be above 0", "kind", "points")), ("amount", _ABOVE)):
        kinds = [kind.id for kind in KINDS.values() if column in kind.above_zero and kind.id in present]
        bad = _KIND.is_in(kinds) & (pl.col(column) <= 0)
        yield from found(frame, ("not-above-zero", column), bad, shown, "what is spent or used is written as a positive number")
    zero = (_KIND == "adjust") & (pl.col("points") == 0)
    yield from found(frame, ("not-above-zero", "points"), zero, pl.lit("an adjustment of 0 points changes nothing"), "leave the row out")
    counted = [kind.id for kind in KINDS.values() if kind.whole_value]
    no_count = _KIND.is_in(counted) & pl.col("value").is_not_null() & ~pl.col("value").str.contains(r"^[1-9][0-9]{0,5}$")
    message = pl.format("{} is not how many", quoted("value"))
    yield from found(frame, ("not-a-count", "value"), no_count, message, "write a whole number from 1, or leave the cell empty for one")


_ABOVE = pl.format("the amount of {} must be above 0", "kind")


def _gifts(frame: pl.DataFrame, plan: Plan) -> Iterator[Found]:
    own = (_KIND == "give") & (pl.col("to_member") == pl.col("member_id"))
    message = pl.format("member {} gives points to herself or himself", quoted("member_id"))
    yield from found(frame, ("gives-to-oneself", "to_member"), own, message, "name the member who receives them")


def _tiers(frame: pl.DataFrame, plan: Plan) -> Iterator[Found]:
    yield from named(frame, ("grant_tier", "value"), [tier.id for tier in plan.tiers], "unknown-tier", "no tier of the scheme")


# Each is asked of every movements file, and finds the rows of its own kinds.
CHECKS: tuple[Check, ...] = (_gifts, _tiers, check_uses, check_benefits)
