"""The tables of docs/benchmarks.md, made from the figures that are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from goals import GOALS, MEASURES, Goal, Measure
from peers import FILES, peer
from results_kept import Rows, load

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BUSY = 1.2  # more processes than this, on two cores, and the clock says little


def number(value: float) -> str:
    """Three figures that matter; thousands apart."""
    if abs(value) >= 1000:
        digits = len(str(int(abs(value)))) - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:.3g}"


def spread(middle: float, least: float | None, most: float | None) -> str:
    """The figure, and between which it lay."""
    return number(middle) if least is None or most is None else f"{number(middle)} ({number(least)}–{number(most)})"


def verdict(goal: Goal, measure: Measure, value: float) -> str:
    """met or missed; at a quick size it is said so, since a goal is of a full one."""
    if goal.bound is None:
        return "told"
    word = "met" if (value <= goal.bound if goal.most else value >= goal.bound) else "**missed**"
    return f"{word} at this size" if measure.when == "quick" else word


def when(row: dict[str, Any]) -> str:
    """Day, commit, and whether others worked on the machine."""
    busy = f", load {row['load']}" if row["load"] > BUSY else ""
    return f"{row['date']}, {row['commit']}{busy}"


def goal_rows() -> list[str]:
    """Every goal with every size that it is asked for."""
    kept = load("goals")
    lines = ["| goal | bound | size | got | verdict | when |", "| --- | --- | --- | --- | --- | --- |"]
    for key, goal in GOALS.items():
        bound = "none stated" if goal.bound is None else f"at {'most' if goal.most else 'least'} {goal.bound:,}{goal.unit}"
        sizes = [(name, measure) for name, measure in MEASURES.items() if key in measure.figures]
        for name, measure in sizes:
            row = kept.get(f"{key} {name}")
            if row is None:
                lines.append(f"| {goal.title} | {bound} | {measure.size} | not run at this size | | |")
            elif "failed" in row:
                lines.append(f"| {goal.title} | {bound} | {measure.size} | failed: {row['failed']} | **missed** | {when(row)} |")
            else:
                got = spread(row["value"], row.get("least"), row.get("most")) + goal.unit
                lines.append(f"| {goal.title} | {bound} | {measure.size} | {got} | {verdict(goal, measure, row['value'])} | {when(row)} |")
        if not sizes:
            lines.append(f"| {goal.title} | {bound} | | nothing measures it yet | | |")
    return lines


def peer_rows() -> list[str]:
    """Every peer, the quickest first as far as they were measured."""
    kept = load("peers")
    head = "| peer | version (last release) | what it says of the policy | what had to be written around it | house | purchases a second | "
    lines = [head + "÷ patron's batch runner | a second of a processor | exact | when |", "| --- " * 10 + "|"]
    for file in sorted(FILES, key=lambda one: -kept.get(one, {}).get("rate", 0)):
        found, row = peer(file), kept.get(file)
        released = f" ({found.released})" if found.released else ""
        if row is None or "missing" in row:
            why = "not run" if row is None else "not installed"
            lines.append(f"| {found.name} |{released} | {found.expresses} | {found.host} | | {why} | | | | |")
            continue
        rate = spread(row["rate"], row["least"], row["most"])
        ratio = row["rate"] / row["batch_rate"]
        share = f"{number(ratio)} ×" if ratio >= 1 else f"1/{number(1 / ratio)}"
        lines.append(
            f"| {found.name} | {row['version']}{released} | {found.expresses} | {found.host} | {row['members']:,} members, "
            f"{row['purchases']:,} purchases | {rate} | {share} | {number(row['processor_rate'])} | {row['exact'] or '—'} | {when(row)} |"
        )
    return lines


def machines(*kept: Rows) -> list[str]:
    """On what, and with which versions, the figures were measured."""
    rows = [row for one in kept for row in one.values()]
    found = {(row["machine"], ", ".join(f"{name} {one}" for name, one in row["versions"].items())) for row in rows}
    return [f"- {machine}; {versions}" for machine, versions in sorted(found)]


def write() -> None:
    """Bring the page up to date: what stands between the markers is made anew."""
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in (("peers", peer_rows()), ("goals", goal_rows()), ("machines", machines(load("peers"), load("goals")))):
        begin, end = f"<!-- {name}: made by `make bench` -->", f"<!-- end of {name} -->"
        before, rest = text.split(begin)
        text = before + "\n".join([begin, "", *lines, "", end]) + rest.split(end)[1]
    PAGE.write_text(text, encoding="utf-8")
