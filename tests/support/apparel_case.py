"""What the feature tests of an apparel shop share: members whose forms are complete, and baskets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from house import evaluate, quoted

Row = dict[str, object]
Check = Callable[[Path], None]
BIRTHDAY = "1990-06-15"
TODAY = "2025-04-07T12:00"  # a Monday on which nothing is special


def known(name: str, number: int = 1, **cells: object) -> Row:
    """A member who has given name, phone and birthday."""
    return {"member_id": name, "name": name.title(), "phone": f"138000000{number:02d}", "birthday": BIRTHDAY, **cells}


ANN, BOB = known("ann", 1), known("bob", 2)


def moved(number: int, member: str, on: str, kind: str, **cells: object) -> Row:
    """A row of the movements file."""
    return {"movement_id": f"v{number}", "member_id": member, "at": f"{on}T15:00", "kind": kind, **cells}


def tiers(want: Mapping[str, str], sales: list[Row], as_of: str, members: list[Row], movements: tuple[Row, ...] = ()) -> Check:
    """Each member's tier on a day, as `patron evaluate` finds it."""

    def check(scheme: Path) -> None:
        rows = evaluate(scheme, sales, as_of, members=members, movements=movements)
        assert {name: rows[name]["tier"] for name in want} == dict(want)

    return check


def priced(tier: str, amount: object, total: str, at: str = TODAY, *words: object, **cells: object) -> Check:
    """What one dress costs a tier, as `patron quote` prices it."""

    def check(scheme: Path) -> None:
        made = quoted(scheme, [{"category": "dress", "amount": amount, **cells}], "--tier", tier, "--at", at, *words)
        assert made["totals"]["total"] == total

    return check
