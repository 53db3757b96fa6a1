"""The same rows in any order, once or in several lines, give the same bytes."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from histories import back, buy, day, history, member, move
from patron.engine.batch import returned, run
from patron.engine.history import History
from plans import accrual, plan, points, purchase, referrer_tier, rule, spend

SCHEME = plan(
    qualification=[rule("big", 1, purchase(at_least=300)), rule("by-vip", 1, referrer_tier(at_least=1), spend("12 months", at_least=100))],
    maintenance=[rule("keep", 1, spend("12 months", at_least=200))],
    points=points(accrual("all", 0, 1, per=10), after="12 months"),
)


def made(seed: int) -> History:
    chance = random.Random(seed)
    ids = [f"p{n}" for n in range(120)]
    chance.shuffle(ids)
    bought = []
    for one in ids:
        who, at = chance.choice("abcdef客"), f"20{chance.randint(23, 25)}-0{chance.randint(1, 9)}-1{chance.randint(0, 2)}"
        for _ in range(chance.randint(1, 2)):
            bought.append(buy(one, who, at, chance.randint(1, 400)))
    taken = [back(f"r{n}", row["member_id"], "2025-11-01", 1, of=row["purchase_id"]) for n, row in enumerate(bought[:30])]
    moved = [move(f"m{n}", who, "2025-11-02", "adjust", points=n + 1) for n, who in enumerate("abc")]
    people = [member(who, referred_by=other) for who, other in zip("abcd客", "bcda客", strict=True)]
    return history(bought, taken, moved, people)


def mixed(events: History, seed: int) -> History:
    return replace(
        events,
        **{
            name: getattr(events, name).sample(fraction=1.0, shuffle=True, seed=seed)
            for name in ("lines", "returns", "movements", "members")
        },
    )


def test_shuffled_rows_give_the_same_answer() -> None:
    for seed in range(5):
        events = made(seed)
        first = run(SCHEME, events, day("2025-12-31"), detail=True, compiled=False)
        in_order = replace(events, lines=events.lines.sort("member_id", "at", "purchase_id"))
        for other in (mixed(events, seed), in_order):
            again = run(SCHEME, other, day("2025-12-31"), detail=True, compiled=False)
            assert again.members.equals(first.members)
            assert again.changes.equals(first.changes)
            assert again.purchases is not None
            assert again.purchases.equals(first.purchases)  # type: ignore[arg-type]
            assert again.postings is not None
            assert again.postings.equals(first.postings)  # type: ignore[arg-type]


def test_what_comes_after_the_as_of_date_is_as_if_it_were_not_there() -> None:
    events = made(7)
    cut = replace(
        events,
        **{name: getattr(events, name).filter(pl.col("day") <= day("2024-06-11")) for name in ("lines", "returns", "movements")},
    )
    whole, part = (run(SCHEME, one, day("2024-06-11"), compiled=False) for one in (events, cut))
    assert whole.members.equals(part.members)
    assert whole.changes.equals(part.changes)


def test_ids_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    events = made(3)
    first = run(SCHEME, events, day("2025-12-31"), detail=True, compiled=False)
    monkeypatch.setattr(returned, "_hashes", lambda ids: np.zeros(len(ids), dtype=np.uint32))
    again = run(SCHEME, events, day("2025-12-31"), detail=True, compiled=False)
    assert again.members.equals(first.members)
    assert again.postings is not None
    assert again.postings.equals(first.postings)  # type: ignore[arg-type]


def test_no_events_at_all() -> None:
    empty = run(SCHEME, history(), day("2025-01-01"), detail=True, compiled=False)
    assert empty.members.height == empty.changes.height == 0
    known = run(SCHEME, history(members=[member("ann")]), day("2025-01-01"), compiled=False)
    assert known.members["tier"].to_list() == ["guest"]
