"""The tests can fail: each deliberate fault of a runner gives another answer on some hand-written or dense random case."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dense_benefits import AS_OF, dense
from entitlement_cases import CASES, Case
from entitlement_faults import Fault, forget_copies, planted, same
from patron.engine.entitlements.columnar import run_columnar
from patron.engine.entitlements.reference import run_reference

DENSE = 12
COLUMNAR: dict[str, Fault] = {
    "left-at-start": ("making.py", "leave - held.at_start[stretch]", "leave - 1"),
    "left-at-end": ("making.py", "leave - held.at_start[stretch]", "leave"),
    "prorate-rounds-down": ("making.py", "-(-days // whole)", "(days // whole)"),
    "another-year": ("making.py", "12 * (number + 1), of_month", "12 * (number + 1) + 1, of_month"),
    "once-a-period": ("making.py", "kept[1:] &= (code[1:] != code[:-1]) | (period[1:] != period[:-1])", "kept &= True"),
    "opening-is-contained": ("making.py", "(day > holdings.floor[code])", "(day > 0)"),
    "returned-purchase": ("making.py", "back = returned < made.gone", "back = returned < 0"),
    "kept-after-a-return": ("making.py", "cut &= by_return", "cut &= False"),
    "not-kept": ("making.py", "    if grant.keep:\n", "    if not grant.keep:\n"),
    "each-purchase-after-the-nth": ("making.py", "+ 1) % grant.every == 0", "+ 1) >= grant.every"),
    "one-purchase-early": ("making.py", "(_number(code[kept]) + 1) %", "(_number(code[kept]) + 2) %"),
    "29-february-is-1-march": ("making.py", "months % 12, of_month)", "months % 12, 0 * of_month) + of_month"),
    "birthday-on-the-first-day": ("making.py", "inside = (day >= held.first", "inside = (day > held.first"),
    "good-a-day-too-long": ("making.py", "shift(day, grant.valid_for) - 1", "shift(day, grant.valid_for)"),
    "a-fall-is-a-gain": ("making.py", "gained = holdings.gain & np.isin", "gained = np.isin"),
    "a-stretch-of-a-day-is-none": ("holdings.py", "kept = first < leave", "kept = first + 1 < leave"),
    "each-tier-its-own-stretch": (
        "holdings.py",
        "begins[1:] &= ~(same & inside[:-1])\n        ends = inside.copy()\n        ends[:-1] &= ~(same & inside[1:])",
        "ends = inside.copy()",
    ),
    "amount-in-goods": ("sales.py", '(pl.col("paid") >= grant.at_least)', '(pl.col("paid") > grant.at_least)'),
    "partly-returned": ("sales.py", 'pl.col("back") >= pl.col("sold")', 'pl.col("back") > 0'),
    "one-winner-more": ("sales.py", ".head(grant.members)", ".head(grant.members + 1)"),
    "ties-the-other-way": ("sales.py", "descending=[True, False]", "descending=[True, True]"),
    "smallest-spenders": ("sales.py", "descending=[True, False]", "descending=[False, False]"),
    "spent-on-the-day": ("sales.py", 'lines = self.lines.filter(pl.col("day") < day)', 'lines = self.lines.filter(pl.col("day") <= day)'),
    "returned-on-the-day": ("sales.py", 'self.returns.filter(pl.col("day") < day)', 'self.returns.filter(pl.col("day") <= day)'),
    "returns-forgotten": ("sales.py", "left=left_of_lines(lines, returned)", 'left=pl.col("amount")'),
    "ends-first-is-used-first": ("using.py", "last[issue] < last[best]", "last[issue] > last[best]"),
    "too-little-is-taken": ("using.py", "continue\n            rest = wanted[move]", "\n            rest = min(wanted[move], available)"),
    "just-enough-is-refused": ("using.py", "if available < wanted[move]:", "if available <= wanted[move]:"),
    "what-was-refused-is-not-told": ("using.py", "lack[move] = available", "lack[move] = -1"),
    "never-given-back": ("using.py", "if took[back[move]] >= 0:", "if took[back[move]] < 0:"),
    "too-much-carried": (
        "using.py",
        "if linked[chain] == 1:\n                    part = min(carry_over,",
        "if linked[chain] == 1:\n                    part = min(99,",
    ),
}  # fmt: skip
REFERENCE: dict[str, Fault] = {
    "left-at-start": ("reference.py", "stretch.leave - 1 if stretch.at_start else stretch.leave", "stretch.leave"),
    "kept-after-a-return": ("reference.py", "cut = stretch.by_return or not issue.grant.keep", "cut = not issue.grant.keep"),
    "good-a-day-too-long": ("reference.py", "add(day, grant.valid_for) - 1", "add(day, grant.valid_for)"),
    "opening-is-contained": ("reference.py", "if not member.floor < day <= self.as_of or", "if day > self.as_of or"),
    "uses-before-the-opening": ("reference.py", "if use.day <= member.floor:", "if use.day < member.floor:"),
    "prorate-rounds-down": ("reference.py", "-(-grant.count * days // of)", "(grant.count * days // of)"),
    "each-purchase-after-the-nth": ("reference.py", "if number % grant.every:", "if number < grant.every:"),
    "returned-purchase": ("reference.py", "bought.returned < issue.gone:", "bought.returned < 0:"),
    "ends-first-is-used-first": ("reference.py", "key=lambda one: (one.last, one.first)", "key=lambda one: (-one.last, one.first)"),
    "just-enough-is-refused": ("reference.py", "if available < use.count:", "if available <= use.count:"),
    "too-little-is-taken": ("reference.py", '"use_coupon"))\n                continue', '"use_coupon"))'),
    "never-given-back": ("reference.py", "taken_by[use.gives_back].used -= 1", "pass"),
    "partly-given-back": ("facts.py", "if left[row.purchase] <= 0:", "if left[row.purchase] >= 0:"),
    "too-much-carried": ("reference.py", "min(one.grant.carry_over, one.left)", "one.left"),
    "over-on-its-first-day": ("facts.py", "if one.first < one.leave]", "if one.first <= one.leave]"),
    "a-fall-is-a-gain": ("facts.py", "if ranks[after] > ranks[before]:", "if ranks[after] != ranks[before]:"),
    "one-winner-more": ("facts.py", "ranking[: grant.members]", "ranking[: grant.members + 1]"),
    "ties-the-other-way": (
        "facts.py",
        "ranking = sorted((-amount, member) for member, amount in sums.items() if amount > 0)",
        "ranking = sorted(((-amount, member) for member, amount in sums.items() if amount > 0), key=lambda one: (one[0], -ord(one[1][0])))",
    ),
    "spent-on-the-day": ("facts.py", "since <= purchase.day < day:", "since <= purchase.day <= day:"),
    "returned-on-the-day": ("facts.py", "left = self._left(day - 1)", "left = self._left(day)"),
    "partly-returned": ("facts.py", "if left == 0:", "if left < 10**9:"),
}


@cache
def cases() -> list[tuple[Case, Any]]:
    """The hand-written cases, then dense random ones, the same every time; each with what the reference says."""
    return [(case, run_reference(*case, AS_OF, None)) for case in (*CASES.values(), *map(dense, range(DENSE)))]


@pytest.fixture(autouse=True)
def _forget_copies() -> Iterator[None]:
    path = list(sys.path)
    yield
    forget_copies(path)


@pytest.mark.parametrize("name", list(CASES))
def test_both_agree_on_hand_written_input(name: str) -> None:
    answer = run_reference(*CASES[name], AS_OF, None)
    assert same(run_columnar(*CASES[name], AS_OF, None, compiled=False), answer)
    assert answer[0]["granted"].sum() > 0


def test_both_agree_on_dense_input() -> None:
    for case, answer in cases()[len(CASES) :]:
        assert same(run_columnar(*case, AS_OF, None, compiled=False), answer)
        assert answer[0]["used"].sum() > 0


@pytest.mark.parametrize(("runner", "name"), [*(("columnar", name) for name in COLUMNAR), *(("reference", name) for name in REFERENCE)])
def test_the_fault_is_found(runner: str, name: str, tmp_path: Path) -> None:
    faults = COLUMNAR if runner == "columnar" else REFERENCE
    faulty = planted(name, faults[name], tmp_path, runner)
    assert any(not same(faulty(*case, AS_OF, None), answer) for case, answer in cases())
