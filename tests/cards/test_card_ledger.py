"""Whatever happens to cards: no number twice and no gap, no balance below 0, every sum holds, and the order of rows is no matter."""

from __future__ import annotations

import random

import polars as pl
import pytest
from card_steps import LAST, PLAN, SERVICE_CENTRE, Step, happened, likely, story
from histories import day, move
from hypothesis import example, given, settings
from hypothesis import strategies as st
from patron.engine.cards import CardRun, State, run
from patron.engine.cards.frames import card_frame, ledger_frame
from patron.engine.history import History
from patron.engine.run import evaluate


def sound(found: CardRun) -> None:
    """Every invariant of the ledger."""
    numbers = [int(card.number.removeprefix("HV5")) for card in found.cards]
    assert numbers == list(range(1, len(numbers) + 1)), "a gap or a repeat"
    for card in found.cards:
        assert card.value == card.used + card.expired + card.balance
        assert card.paid == card.recognised + card.expired_money + card.deferred
        assert min(card.balance, card.deferred, card.used, card.expired, card.recognised, card.expired_money) >= 0
        assert card.balance <= max(PLAN.cards[0].face_value, 800000)
        assert card.deferred == 0 or card.balance > 0, "money is owed for value only"
        sums = {
            sign: (
                sum(one.value for one in card.postings if one.kind in kinds),
                sum(one.money for one in card.postings if one.kind in kinds),
            )
            for sign, kinds in (("in", {"sold", "given", "topped_up", "renewed"}), ("used", {"paid", "served"}), ("lost", {"expired"}))
        }
        assert sums == {"in": (card.value, card.paid), "used": (card.used, card.recognised), "lost": (card.expired, card.expired_money)}
        assert (card.holder is None) == (card.state in {State.MADE, State.DRAWN})
        assert card.state is not State.EXPIRED or card.balance == 0
        assert card.issued_on is None or card.approved, "sold or given without approval"


def states_are_in_order(found: CardRun) -> None:
    """Each card's steps follow the machine: made, drawn, issued, active, and nothing behind its end."""
    for card in found.cards:
        kinds = [one.kind.value for one in card.postings if one.kind != "approved"]
        way = [kind for kind in kinds if kind in {"made", "drawn", "sold", "given", "activated", "expired"}]
        issued = "sold" if "sold" in way else "given"
        assert way[:4] == ["made", "drawn", issued, "activated"][: len([one for one in way[:4] if one != "expired"])] + (
            ["expired"] if "expired" in way[:4] else []
        )
        assert "expired" not in kinds[:-1]
        days = [one.on for one in card.postings]
        assert days == sorted(days)


@settings(max_examples=150, deadline=None)
@given(likely(), st.randoms(use_true_random=False))
@example([("make", 0, 1, 0, 0)], random.Random(1))
def test_the_ledger_is_sound_in_every_story_and_in_any_order_of_rows(steps: list[Step], draw: random.Random) -> None:
    rows = story(steps)
    found = run(PLAN, happened(rows), LAST)
    assert len(steps) == 1 or found.cards[0].holder == "ann", "every story sells a card"
    sound(found)
    states_are_in_order(found)
    shuffled = list(rows)
    draw.shuffle(shuffled)
    again = run(PLAN, happened(shuffled), LAST)
    assert card_frame(again.cards).equals(card_frame(found.cards))
    assert ledger_frame(again.postings).equals(ledger_frame(found.postings))


@settings(max_examples=60, deadline=None)
@given(likely())
def test_without_the_wrong_rows_everything_is_the_same(steps: list[Step]) -> None:
    told = happened(story(steps))
    found = run(PLAN, told, LAST)
    wrong = pl.Series([one.row for one in found.wrong], dtype=pl.Int64)
    right = History(told.lines, told.returns, told.movements.filter(~pl.col("row").is_in(wrong.implode())), told.members)
    again = run(PLAN, right, LAST)
    assert not again.wrong
    assert ledger_frame(again.postings).equals(ledger_frame(found.postings))


@settings(max_examples=25, deadline=None)
@given(likely())
def test_both_runners_give_the_tiers_that_the_cards_give(steps: list[Step]) -> None:
    told = happened(story(steps))
    wrong = pl.Series([one.row for one in run(PLAN, told, LAST).wrong], dtype=pl.Int64)
    right = History(told.lines, told.returns, told.movements.filter(~pl.col("row").is_in(wrong.implode())), told.members)
    one, other = (evaluate(PLAN, right, LAST, runner=runner) for runner in ("reference", "batch"))
    assert one.members.equals(other.members)
    assert one.changes.equals(other.changes)
    active = {card.holder for card in run(PLAN, right, LAST).cards if card.state is State.ACTIVE}
    assert {row["member_id"] for row in one.members.iter_rows(named=True) if row["tier"] == "vip"} == active


def test_the_last_of_the_value_earns_the_last_of_the_money() -> None:
    steps: list[Step] = [
        ("make", 0, 1, 0, 0),
        ("draw", 0, 1, 0, 0),
        ("approve", 0, 1, 0, 0),
        ("sell", 0, 1, 0, 0),
        ("activate", 0, 1, 0, 0),
    ]
    rows = story(steps)
    for number, amount in enumerate((333, 166367, 300, 333000)):
        rows.append(move(f"w{number}", "ann", f"2025-02-0{number + 1}", "card_pay", amount=amount, ref="HV5001", value="exam"))
    card = run(PLAN, happened(rows), LAST).cards[0]
    assert (card.used, card.recognised) == (500000, 400000)
    # 333 of 500,000 earn round(266.4), then 166,367 of 499,667 for which 399,734 were paid: round(133,094.0…), and so on.
    assert [one.money for one in card.postings if one.kind == "paid"] == [266, 133094, 240, 266400]


@pytest.mark.parametrize(
    ("sold", "last", "of_use"),
    [("2025-03-01", "2026-02-28", "2026-02-28"), ("2024-02-29", "2025-02-27", "2025-02-27"), ("2025-01-31", "2026-01-30", "2026-01-30")],
)
def test_a_year_ends_with_the_day_before_its_date(sold: str, last: str, of_use: str) -> None:
    rows = [
        move("1", None, "2024-01-01", "card_make", ref="HV5001", value="hv5", by="finance"),  # type: ignore[arg-type]
        move("2", None, "2024-01-01", "card_draw", ref="HV5001", by="sales"),  # type: ignore[arg-type]
        move("3", None, "2024-01-01", "card_approve", ref="HV5001", by="finance-manager"),  # type: ignore[arg-type]
        move("4", "ann", sold, "card_sell", ref="HV5001", amount=400000, by="sales"),
        move("5", "ann", sold, "card_activate", ref="HV5001", by=SERVICE_CENTRE),
        move("6", "ann", f"{of_use}T23:59", "card_pay", ref="HV5001", amount=100, value="exam"),
    ]
    found = run(PLAN, happened(rows), LAST)
    assert not found.wrong
    (card,) = found.cards
    assert (card.valid_until, card.postings[-1].on) == (day(last), day(last) + 1)
    assert (card.expired, card.expired_money) == (499900, 399920)


def test_topping_up_and_renewing_prolong_and_are_paid_in_full() -> None:
    steps: list[Step] = [
        ("make", 0, 1, 0, 0),
        ("draw", 0, 1, 0, 0),
        ("approve", 0, 1, 0, 0),
        ("sell", 0, 1, 0, 0),
        ("activate", 0, 1, 0, 0),
    ]
    rows = story(steps)
    rows.append(move("w1", "ann", "2025-03-01", "card_pay", amount=400000, ref="HV5001", value="exam"))
    rows.append(move("w2", "ann", "2025-06-15", "card_top_up", amount=100000, ref="HV5001"))
    rows.append(move("w3", "ann", "2026-06-14", "card_renew", amount=10000, ref="HV5001"))
    (card,) = run(PLAN, happened(rows), day("2027-06-14")).cards
    # 4,000 of 5,000 sold for 4,000 earned 3,200; then 1,000 and 100 came on it at their full price.
    assert (card.value, card.balance, card.paid, card.deferred) == (610000, 210000, 510000, 190000)
    assert card.valid_until == day("2027-06-14")
