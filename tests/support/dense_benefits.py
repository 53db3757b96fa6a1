"""Dense random input for entitlements alone: tiers that change at random, without rules, so that every kind of grant decides something."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from generators_benefits import GRADES, grant
from histories import back, buy, day, history, member, move
from patron.engine.history import History
from patron.engine.plan import Benefits, Plan
from patron.engine.results import CHANGE_COLUMNS, Evaluation
from plans import plan, tier

NAMES = ["10", "9", "b", "B", "客"]
TIERS = ["guest", "silver", "gold"]
AS_OF = day("2025-12-31")


def _on(choose: random.Random) -> str:
    return str(date(2024, 1, 1) + timedelta(days=choose.choice([choose.randint(0, 730), 59, 91, 182, 366, 424])))


def _changes(choose: random.Random, name: str, first: int) -> list[tuple[Any, ...]]:
    rank, rows = 0, []
    for on in sorted(day(_on(choose)) for _ in range(choose.randint(0, 7))):
        other = choose.choice([one for one in range(3) if one != rank])
        if first < on <= AS_OF:
            rows.append((name, on, TIERS[rank], TIERS[other], "rule" if other > rank else choose.choice(["lapse", "return", "grant"])))
            rank = other
    return rows


def dense(seed: int) -> tuple[Plan, History, Evaluation]:
    """A plan of six grants, a history of five members over two years, and their tiers, as of AS_OF."""
    choose = random.Random(seed)
    grants = tuple(grant(choose, 3, number) for number in range(6))
    made = replace(plan([tier(name) for name in TIERS]), benefits=Benefits(grants, tuple(one.id for one in grants)))
    purchases, returns, uses = [], [], []
    for number in range(30):
        amount, category = choose.choice([5, 10, 10, 30]), choose.choice(["gold", "silver", None])
        at = _on(choose)
        purchases.append(
            buy(f"p{number}", choose.choice(NAMES), at, amount, category=category, store=choose.choice(["east", "west", None]))
        )
        if choose.random() < 0.3:
            later = date.fromisoformat(at) + timedelta(days=choose.choice([0, 1, 40]))
            left = choose.choice([amount, amount, 2])
            returns.append(back(f"r{number}", purchases[-1]["member_id"], f"{later}T20:00", left, of=f"p{number}", category=category))
    for number in range(60):
        used, value = choose.choice(grants), choose.choice([None, "2", "3"])
        if used.used_by == "use_coupon":
            value = choose.choice(purchases)["purchase_id"]
        uses.append(move(f"u{number}", choose.choice(NAMES), _on(choose), used.used_by, ref=used.id, value=value))
    for number in range(24):
        uses.append(move(f"g{number}", choose.choice(NAMES), _on(choose), "profile", ref="grade", value=choose.choice(GRADES)))
    people = []
    for name in NAMES:
        opening = {"opening_on": choose.choice(["2024-01-31", "2024-03-31"])} if choose.random() < 0.2 else {}
        people.append(member(name, birthday=choose.choice(["1992-02-29", "1990-06-30", None]), **opening))
    firsts = {row["member_id"]: min([row["opening_on"] or 0], default=0) if row.get("opening_on") else -1 for row in people}
    seen = {name: min((one["day"] for one in (*purchases, *uses) if one["member_id"] == name), default=0) for name in NAMES}
    changes = [row for name in sorted(NAMES) for row in _changes(choose, name, max(firsts[name], seen[name]))]
    known = history(purchases=purchases, returns=returns, movements=uses, members=people)
    grades = pl.Series([choose.choice(GRADES) for _ in NAMES], dtype=pl.String)
    known = replace(known, members=known.members.with_columns(grade=grades))
    members = pl.DataFrame({"member_id": sorted(NAMES)})
    return made, known, Evaluation(members, pl.DataFrame(changes, schema=CHANGE_COLUMNS, orient="row"))
