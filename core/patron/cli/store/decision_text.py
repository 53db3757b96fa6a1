"""A decision for a reader at a terminal: what was done, what came of it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from patron.cli.store.detail_text import detail_rows
from patron.cli.store.fact_text import fact_text
from patron.cli.store.page import facts, heading, indented, marked
from patron.cli.store.titles import occasion_title, operation_title, posting_title

if TYPE_CHECKING:
    from patron.cli.store.say import Say
    from patron.store.answer import Change, Decision, PointsMoved, Reason


def decision_body(decision: Decision, say: Say, *, brief: bool = False) -> Iterator[RenderableType]:
    """The decision as text; `brief`: on one line, for one of many."""
    if brief:
        yield Text(_brief(decision, say))
        return
    yield heading(_heading(decision, say))
    yield indented(facts(_rows(decision, say)))
    for title, body in _sections(decision, say):
        yield Text("  " + title, style="dim")
        yield indented(body, 4)


def _heading(decision: Decision, say: Say) -> str:
    at = decision.at[:16].replace("T", " ")
    made_up = decision.id.startswith(f"{decision.op}-")  # a number that only the store knows
    named = "" if made_up else decision.id.removeprefix("version-")
    name = " ".join(part for part in (operation_title(decision.op, say.lang), named) if part)
    tried = say("（试算，未写入）", " (dry run: nothing was written)") if decision.dry_run else ""
    return say(f"{name}，{at}{tried}", f"{name}, {at}{tried}") if at else name + tried


def _brief(decision: Decision, say: Say) -> str:
    """`Purchase p-1, 2025-06-18 10:20  M1  Guest → VIP  1,068 points (+68)`."""
    parts = [_heading(decision, say), decision.member or say("非会员", "walk-in")]
    if decision.tier:
        parts += [_tier(decision, say), say(f"积分 {_balance(decision, say)}", f"points {_balance(decision, say)}")]
    return "  ".join(parts)


def _rows(decision: Decision, say: Say) -> Iterator[tuple[str, str]]:
    if decision.member:
        yield say("会员", "Member"), decision.member
    elif decision.op == "purchase":
        yield say("会员", "Member"), say("非会员销售", "none: a walk-in sale")
    if decision.tier:
        yield say("等级", "Tier"), _tier(decision, say)
        yield say("积分", "Points"), _balance(decision, say)
    yield from detail_rows(decision, say)
    if decision.late:
        late = say(
            "日期早于已决定的事项，按其日期判定，差额已补记",
            "dated before what had been decided: decided as of its date, differences posted",
        )
        yield say("补录", "Late"), late


def _tier(decision: Decision, say: Say) -> str:
    before, after = say.tier(decision.tier_before), say.tier(decision.tier)
    return after if not decision.tier_before or decision.tier_before == decision.tier else f"{before} → {after}"


def _balance(decision: Decision, say: Say) -> str:
    moved = sum(in_balance(one) for one in decision.moved if one.member == decision.member)
    waiting = (
        say(f"，另有 {decision.points_pending:,} 待生效", f", and {decision.points_pending:,} waiting") if decision.points_pending else ""
    )
    by = say(f"（{say.points(moved)}）", f" ({say.points(moved)})") if moved else ""
    return f"{say.figure(decision.points)}{by}{waiting}"


def in_balance(one: PointsMoved) -> int:
    """What a posting does to the points that can be spent.

    Points that are released are earned by a posting of their own, and those that become vouchers are spent by one.
    """
    return one.points if one.kind == "earned" else -one.points if one.kind in _OUT else 0


_OUT = {"expired", "taken_back", "spent"}


def _sections(decision: Decision, say: Say) -> Iterator[tuple[str, RenderableType]]:
    if decision.changes:
        yield say("等级变动", "Changes of tier"), changes_table(decision.changes, decision.member, say)
    if decision.moved:
        yield say("积分变动", "Postings"), moved_table(decision, say)
    judged = [one for one in decision.reasons if one.holds] or list(decision.reasons)
    if judged:
        yield say("判断依据", "Why"), Group(*(line for one in judged for line in _reason(one, say)))


def changes_table(changes: tuple[Change, ...], member: str, say: Say) -> RenderableType:
    """Tier changes, with the member where it is another one."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    for one in changes:
        kept = one.before == one.after
        move = (
            say(f"{say.tier(one.after)} 维持", f"{say.tier(one.after)} kept") if kept else f"{say.tier(one.before)} → {say.tier(one.after)}"
        )
        undone = say("（撤销）", " (undone)") if one.undone else ""
        whose = "" if one.member == member else say(f"会员 {one.member}", f"member {one.member}")
        grid.add_row(one.on, Text(move + undone), Text(say.rule(one.reason), overflow="fold"), whose)
    return grid


def moved_table(decision: Decision, say: Say) -> RenderableType:
    """Postings of points, with date and member where they are not those of the decision."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    for one in decision.moved:
        effect = in_balance(one)
        figure = say.points(effect) if effect else say.figure(one.points)
        whose = "" if one.member == decision.member else say(f"会员 {one.member}", f"member {one.member}")
        on = "" if one.on == decision.at[:10] else one.on
        title = posting_title(one.kind, say.lang) + (say("（冲回）", " (reversed)") if one.points < 0 else "")
        grid.add_row(figure, title, Text(say.rule(one.rule), overflow="fold"), on, whose)
    return grid


def _reason(one: Reason, say: Say) -> Iterator[RenderableType]:
    head = say(
        f"{occasion_title(one.occasion, say.lang)}：{say.rule(one.rule)}", f"{occasion_title(one.occasion, say.lang)}: {say.rule(one.rule)}"
    )
    yield marked(one.holds, head)
    for fact in one.facts:
        if not one.holds and fact.endswith((" fits", ")")) and " fits" in fact:
            continue  # what is as it must be did not decide against her
        yield indented(Text(fact_text(fact, say)))
