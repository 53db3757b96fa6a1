"""Value on prepaid cards month by month, and how much of it will stay unused, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from patron.engine.cards import Posting, PostingKind
from patron.engine.days import to_day
from patron.simulation.economics.card_float import card_float
from patron.simulation.replay.cards import Cards, Flow, Owed
from patron.simulation.replay.period import Period

PERIOD = Period(to_day(date(2025, 1, 1)), to_day(date(2025, 3, 31)))


def posted(on: str, kind: PostingKind, value: int) -> Posting:
    return Posting(to_day(date.fromisoformat(on)), "c", kind, value=value)


def cards(*each: list[Posting]) -> Cards:
    """The cards of one kind; flows and what is owed are worked out here in the plainest way."""
    months = []
    for month in PERIOD.months:
        inside = [one for card in each for one in card if month.first <= one.on <= month.last]
        before = [one for card in each for one in card if one.on <= month.last]
        sums = {kind: sum(one.value for one in inside if one.kind is kind) for kind in PostingKind}
        flow = Flow(
            sold_value=sums[PostingKind.SOLD],
            loaded=sums[PostingKind.TOPPED_UP],
            given_value=sums[PostingKind.GIVEN],
            used=sums[PostingKind.PAID],
            expired_unused=sums[PostingKind.EXPIRED],
        )
        out = sum(-one.value if one.kind in {PostingKind.PAID, PostingKind.EXPIRED} else one.value for one in before)
        months.append((month, flow, Owed(0, 0), Owed(out, 0)))
    made: Any = SimpleNamespace(cards=[SimpleNamespace(kind=SimpleNamespace(id="gift"), postings=card) for card in each])
    return Cards(made, Flow(), Owed(0, 0), Owed(0, 0), tuple(months), (), {}, ())


ONE = [
    posted("2025-01-05", PostingKind.SOLD, 1000),
    posted("2025-02-05", PostingKind.PAID, 300),
    posted("2025-03-05", PostingKind.PAID, 650),
]
TWO = [
    posted("2024-06-01", PostingKind.SOLD, 400),
    posted("2024-07-01", PostingKind.PAID, 300),
    posted("2025-02-20", PostingKind.EXPIRED, 100),
]
THREE = [posted("2025-02-10", PostingKind.GIVEN, 200), posted("2025-03-10", PostingKind.TOPPED_UP, 100)]


def test_no_cards_no_float() -> None:
    assert card_float(None) is None


def test_the_float_is_what_came_less_what_went() -> None:
    months = card_float(cards(ONE, TWO, THREE), lambda _: Fraction(9, 10))
    assert months is not None
    assert [(one.sold, one.given, one.used, one.expired, one.float) for one in months] == [
        (1000, 0, 0, 0, 1100),
        (0, 200, 300, 100, 900),
        (100, 0, 650, 0, 350),
    ]
    before = 100
    for one in months:
        assert one.float == before + one.sold + one.given - one.used - one.expired
        before = one.float


def test_a_tenth_of_what_was_put_on_stays_unused_as_far_as_it_is_there() -> None:
    months = card_float(cards(ONE, TWO, THREE), lambda _: Fraction(9, 10))
    assert months is not None
    # January: 100 of card one, 40 of card two; February: 100 and 20 of card three; March: 50 are left of card one, 30 of three.
    assert [one.expected_unused for one in months] == [140, 120, 80]


def test_without_a_share_those_that_ran_out_say_it_and_before_nothing_is_known() -> None:
    months = card_float(cards(ONE, TWO, THREE))
    assert months is not None
    assert [one.expected_unused for one in months] == [None, 250 + 50, 50 + 75]  # a quarter of card two was never used
