"""A hospital's cards in movements: making, selling, giving and using them by the roles of the ready scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from house import UnexpectedError, patron, rows_of, sale, simulate, table

Row = dict[str, object]
Tables = dict[str, list[dict[str, str]]]
FIRST = {"card-5000": "HV5000001", "card-10000": "HVX000001"}
FACE = {"card-5000": 5000, "card-10000": 10000}
ROLES = {
    "make": "finance",
    "draw": "sales",
    "approve": "finance-manager",
    "sell": "sales",
    "give": "sales",
    "activate": "service-centre",
    "suspend": "service-centre",
    "resume": "service-centre",
    "top_up": "cashier",
    "renew": "service-centre",
    "pay": "cashier",
    "use": "service-centre",
}
GROUPS: list[Row] = [
    {"member_id": "ann", "customer_group": "neighbour"},
    {"member_id": "dan", "customer_group": "company-head"},
    {"member_id": "cyd", "customer_group": "owner"},
    {"member_id": "eve", "customer_group": "other"},
]
WALK_IN = sale("W1", "", "2025-01-01", 10, category="other")


def number(kind: str, place: int = 1) -> str:
    """The number of the kind's first, second … card."""
    return f"{FIRST[kind][:3]}{place:06d}"


def step(what: str, card: str, on: str, member: str = "", **cells: object) -> Row:
    """One movement of a card by the role whose it is; `by=` names another."""
    return {"member_id": member, "at": f"{on}T09:00", "kind": f"card_{what}", "ref": card, "by": ROLES[what], **cells}


def made(kind: str = "card-5000", count: int = 1, *, approved: bool = True) -> list[Row]:
    """So many cards made, drawn and approved in the first days of 2025."""
    rows = [step("make", FIRST[kind], "2025-01-02", value=f"{kind}:{count}")]
    for place in range(1, count + 1):
        rows.append(step("draw", number(kind, place), "2025-01-03"))
        if approved:
            rows.append(step("approve", number(kind, place), "2025-01-04"))
    return rows


def held(member: str, kind: str = "card-5000", *, paid: object = None, on: str = "2025-01-10") -> list[Row]:
    """The kind's first card sold to the member, at face value if `paid` does not say otherwise, and put into force that day."""
    card = FIRST[kind]
    return [
        *made(kind),
        step("sell", card, on, member, amount=FACE[kind] if paid is None else paid),
        {**step("activate", card, on, member), "at": f"{on}T10:00"},
    ]


def files(folder: Path, movements: Iterable[Row], *, sales: Iterable[Row] = (), members: Iterable[Row] = ()) -> list[object]:
    """The words of a command that name its data; movements are numbered in their order."""
    words: list[object] = ["--purchases", table(folder / "sales.csv", [WALK_IN, *sales])]
    words += ["--members", table(folder / "members.csv", [*GROUPS, *members])]
    return [*words, "--movements", table(folder / "movements.csv", _numbered(movements))]


def ledger(
    scheme: Path,
    movements: Iterable[Row],
    as_of: str = "2025-12-31",
    *,
    sales: Iterable[Row] = (),
    outputs: tuple[str, ...] = ("cards",),
) -> Tables:
    """The tables that `patron evaluate` writes, `out` among them; empty ones if it refuses a movement of a card."""
    said, written = _evaluate(scheme, movements, as_of, sales, outputs)
    return {name: rows_of(path) if "error[" not in said else [] for name, path in written.items()}


def cards(scheme: Path, movements: Iterable[Row], as_of: str = "2025-12-31", *, sales: Iterable[Row] = ()) -> dict[str, dict[str, str]]:
    """The cards by number; none if a movement is refused."""
    return {row["card"]: row for row in ledger(scheme, movements, as_of, sales=sales)["cards"]}


def refused(scheme: Path, movements: Iterable[Row], as_of: str = "2025-12-31", *, sales: Iterable[Row] = ()) -> list[tuple[str, str, str]]:
    """The findings as (row of the file, column, code); nothing is written where there is one."""
    said, written = _evaluate(scheme, movements, as_of, sales, ("cards",))
    found = re.findall(r"movements\.csv: row (\d+), column (\w+): error\[([\w-]+)\]", said)
    assert not found or not any(path.exists() for path in written.values())
    return found


def _evaluate(
    scheme: Path, movements: Iterable[Row], as_of: str, sales: Iterable[Row], outputs: tuple[str, ...]
) -> tuple[str, dict[str, Path]]:
    folder = scheme.parent
    written = {name: folder / f"written-{name}.csv" for name in ("out", *outputs)}
    for path in written.values():
        path.unlink(missing_ok=True)
    words = [word for name, path in written.items() for word in (f"--{name}", path)]
    said = patron("evaluate", scheme, *files(folder, movements, sales=sales), "--as-of", as_of, *words, cwd=folder, expect=None)
    codes = set(re.findall(r"error\[([\w-]+)\]", said))
    if any(not code.startswith(("card-", "missing-value", "unknown-movement")) for code in codes):
        raise UnexpectedError(said)
    return said, written


def changed(scheme: Path, old: str, new: str) -> Path:
    """A copy of the scheme with a text replaced wherever it stands."""
    text = scheme.read_text(encoding="utf-8")
    if old not in text:
        raise UnexpectedError(f"{old!r} is not in the scheme")
    target = scheme.with_name("changed.yaml")
    target.write_text(text.replace(old, new), encoding="utf-8")
    return target


def given(parameter: str, value: object, scheme: Path) -> Path:
    """A copy of the scheme in which the parameter has another value."""
    text = scheme.read_text(encoding="utf-8")
    found, count = re.subn(rf"(?m)^(  {parameter}:\n    value: ).*$", rf"\g<1>{value}", text)
    if count != 1:
        raise UnexpectedError(f"{parameter} is no parameter of the scheme")
    target = scheme.with_name(f"with-{parameter}.yaml")
    target.write_text(found, encoding="utf-8")
    return target


def simulated(scheme: Path, movements: Iterable[Row], *words: object, sales: Iterable[Row] = ()) -> dict[str, Any]:
    """What `patron simulate` wrote to result.json; the same question is asked once."""
    return simulate(scheme, [WALK_IN, *sales], *words, members=GROUPS, movements=_numbered(movements))


def _numbered(movements: Iterable[Row]) -> list[Row]:
    """With ids in their order."""
    return [{"movement_id": f"M{place:03d}", **row} for place, row in enumerate(movements, 1)]


def only(row: Mapping[str, str], *names: str) -> tuple[str, ...]:
    """Some cells of a row."""
    return tuple(row[name] for name in names)
