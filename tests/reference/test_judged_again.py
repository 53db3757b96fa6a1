"""After a return a member is judged again from the last place that it left as it was: as if it were from the beginning."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from histories import Row, back, buy, day, history, member, move
from patron.engine.plan import Plan
from patron.engine.reference import run
from patron.engine.reference.member import Member
from patron.engine.reference.replay import Replay
from plans import plan, purchase, purchase_count, rule, spend, tier

TWO = plan(
    [tier("guest"), tier("vip", term="12 months")],
    qualification=[rule("big", 1, purchase(at_least=900)), rule("year", 1, spend(within="12 months", at_least=4000))],
    maintenance=[rule("keep", 1, spend(within="12 months", at_least=3000))],
)
FOUR = plan(
    [
        tier("guest"),
        tier("silver", term="6 months", grace="20 days"),
        tier("gold", term="6 months", renews=True),
        tier("black", term="3 months"),
    ],
    qualification=[
        rule("silver", 1, spend(within="6 months", at_least=1500)),
        rule("gold", 2, spend(within="6 months", at_least=3500)),
        rule("often", 2, purchase_count(within="1 months", at_least=9)),
        rule("black", 3, purchase(at_least=980)),
    ],
    maintenance=[
        rule("silver-stays", 1, spend(within="3 months", at_least=1200)),
        rule("gold-stays", 2, spend(within="3 months", at_least=2500)),
        rule("black-stays", 3, spend(within="3 months", at_least=3000)),
    ],
)


def told(seed: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Four hundred days of sales, what came back of some of them, and a tier now and then granted."""
    random = Random(seed)
    sales, returns, moves = [], [], []
    at, left = datetime(2024, 1, 1, 9), {}
    for number in range(260):
        at += timedelta(hours=random.randrange(4, 72))
        name, amount = f"p{number}", random.randrange(10, 1000)
        sales.append(buy(name, "ann", at.isoformat(), amount))
        left[name] = amount
        if random.random() < 0.15:
            there = [one for one, rest in left.items() if rest]
            of = random.choice(there[-40:] if random.random() < 0.8 else there)
            part = left[of] if random.random() < 0.5 else random.randint(1, left[of])
            left[of] -= part
            returns.append(back(f"r{number}", "ann", (at + timedelta(minutes=5)).isoformat(), part, of=of))
        if random.random() < 0.02:
            moves.append(
                move(
                    f"m{number}",
                    "ann",
                    (at + timedelta(minutes=9)).isoformat(),
                    "grant_tier",
                    value=random.choice(["silver", "gold", "vip"]),
                )
            )
    return sales, returns, moves


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("scheme", [TWO, FOUR], ids=["two", "four"])
def test_as_from_the_beginning(scheme: Plan, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    again = Replay.tier
    judged, resumed = 0, 0

    def both(replay: Replay, one: Member, on: int) -> int:
        nonlocal judged, resumed
        known, one.course = one.course, []
        whole = again(replay, one, on)
        one.course = known
        judged, resumed = judged + 1, resumed + bool(known)
        assert again(replay, one, on) == whole
        return whole

    monkeypatch.setattr(Replay, "tier", both)
    sales, returns, moves = told(seed)
    names = {one.id for one in scheme.tiers}
    made = history(sales, returns, [one for one in moves if one["value"] in names], [member("ann")])
    run(scheme, made, day("2026-06-30"))
    assert judged > 10
    assert resumed > judged // 2
