"""What a scheme brought, by tier and month: a made world by hand (yuan in the lines, fen in the figures)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from histories import buy, day, history
from patron.engine.history import History
from patron.engine.run import run
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range
from patron.simulation.behaviour.made import Made
from patron.simulation.economics.gains import Gain, extra_purchases, gains, pulled_forward
from patron.simulation.economics.lifetime import years_left
from patron.simulation.economics.lived import Lived
from patron.simulation.economics.years import years_of
from patron.simulation.population.model import BgNbd, CardBuyers, GammaGamma, Population
from patron.simulation.replay.replay import Replay, replay
from patron.simulation.replay.request import Margins, Request
from patron.simulation.report.economics_document import economics_section
from simulation_case import plan, scheme

TIMING = BgNbd(0.243, 4.414, 0.793, 2.426)
PEOPLE = Population("people", "CNY", TIMING, 7.0, GammaGamma(6.25, 3.74, 15.44), cards=(CardBuyers("gift", 0.1, used=0.8),))
ALWAYS = [
    buy("a1", "ann", "2025-01-10", 50000),
    buy("b1", "bob", "2025-01-15", 300),
]
BASE = history(
    [*ALWAYS, buy("a2", "ann", "2025-02-10", 1000), buy("a3", "ann", "2025-03-10", 800), buy("c1", "cyd", "2025-03-05", 500)],
)
MADE = history(
    [
        *ALWAYS,
        buy("a2", "ann", "2025-02-10", 1100),  # a bigger bill
        buy("a3", "ann", "2025-02-20", 800),  # from 10 March
        buy("a4", "ann", "2025-03-15", 700),  # extra
        buy("a5", "ann", "2025-03-20", 900),  # from after the period
    ],
)
EXTRA, PULLED = [False, False, False, False, True, False], [False, False, False, True, False, True]
BEFORE = [50000_00, 300_00, 1000_00, 800_00, 0, 900_00]
REQUEST = Request(first=day("2025-01-01"), last=day("2025-03-31"), margins=Margins(Fraction(35, 100)))


def _whole(told: History) -> Made:
    amounts = told.lines["amount"].to_numpy()
    nothing = np.zeros(len(amounts), dtype=np.bool_)
    return Made(told, nothing, nothing, amounts, 0, *_unread(len(amounts)))


def _unread(lines: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Who bought, and who changed: the economics read lines alone."""
    return np.full(lines, -1, dtype=np.int64), np.zeros(0, dtype=np.bool_)


def lived(assumptions: Assumptions = Assumptions(), **values: Fraction) -> Lived:  # noqa: B008  (frozen)
    made = Made(MADE, np.array(EXTRA), np.array(PULLED), np.array(BEFORE, dtype=np.int64), 2, *_unread(len(EXTRA)))
    return Lived(PEOPLE, assumptions, dict(values), _whole(BASE), made)


def laid(request: Request = REQUEST, told: History = MADE, **changes: Any) -> Replay:
    of = scheme(**changes)
    return replay(of, plan(of), told, request, evaluate=run)


def test_extra_sales_are_of_the_tier_that_priced_them_and_missing_ones_of_the_tier_held_then() -> None:
    assert gains(laid(), lived()) == [
        Gain(1, "2025-02", 100_00 + 800_00, 315_00),
        Gain(0, "2025-03", -500_00, -175_00),
        Gain(1, "2025-03", 700_00 + 900_00 - 800_00, 280_00),
    ]


def test_without_a_margin_sales_are_known_and_profit_is_not() -> None:
    found = gains(laid(Request(first=REQUEST.first, last=REQUEST.last)), lived())
    assert [one.gross for one in found] == [None] * 3
    assert sum(one.sales for one in found) == 1200_00


def test_a_third_of_a_fen_is_not_lost_between_the_cells() -> None:
    found = gains(laid(Request(first=REQUEST.first, last=REQUEST.last, margins=Margins(Fraction(1, 700_00)))), lived())
    assert sum(one.gross or 0 for one in found) == round(1200_00 / 700_00)


def test_what_came_earlier_is_no_extra_sale_but_for_what_came_from_after_the_period() -> None:
    moved = pulled_forward(laid(), lived())
    assert (moved.sales, moved.purchases, moved.from_after) == (1700_00, 2, 900_00)
    assert extra_purchases(laid(), lived()) == 1


def test_the_section_adds_up_and_pays_back_by_hand() -> None:
    result = laid()
    found = economics_section(result, lived())
    assert found["extra"] == {"sales": 1200_00, "gross": 420_00, "purchases": 1}
    assert found["anyway"]["sales"] == 1000_00 + 800_00 + 900_00
    # tenth-off and five-off: 1,100 -> 985 of which 1000/1100 would be there anyway; 800 -> 715; 900 -> 805.
    assert found["anyway"]["discounts"] == round(115_00 * 10 / 11) + 85_00 + 95_00
    cost = sum(cell.amount for cell in result.costs)
    for part in ("by_tier", "by_month"):
        assert sum(one["extra_sales"] for one in found[part]) == 1200_00
        assert sum(one["extra_gross"] for one in found[part]) == 420_00
        assert sum(one["cost"] for one in found[part]) == cost
        assert sum(one["net"] for one in found[part]) == 420_00 - cost
    payback = found["payback"]
    one_off = sum(cell.amount for cell in result.costs if cell.rule == "set-up")
    assert payback["one_off"] == 200000_00
    assert payback["running"][-1] == -200000_00 + 420_00 - (cost - one_off)
    assert (payback["month"], payback["months"]) == (None, None)


def test_a_scheme_without_one_off_cost_that_earns_from_the_second_month_pays_back_then() -> None:
    free = {"discounts": [], "points": None, "benefits": [], "goals": [], "costs": {"yearly": [{"id": "run", "amount": 365}]}}
    found = economics_section(laid(group_purchase=[], **free), lived())
    # 31, 28 and 31 yuan of cost a month; 0, 315 and 105 of profit.
    assert found["payback"] == {"month": "2025-02", "months": 2, "one_off": 0, "running": [-31_00, 256_00, 330_00]}


def test_a_world_that_is_the_same_with_and_without_the_scheme_gains_exactly_nothing() -> None:
    result = laid(told=BASE)
    same = Lived(PEOPLE, Assumptions(), {}, _whole(BASE), _whole(BASE))
    found = economics_section(result, same)
    assert found["extra"] == {"sales": 0, "gross": 0, "purchases": 0}
    assert found["pulled_forward"] == {"sales": 0, "purchases": 0, "from_after": 0}
    assert found["cells"] == []
    assert found["anyway"] == economics_section(result)["anyway"]
    assert found["by_rule"] == economics_section(result)["by_rule"]


def test_in_a_history_nothing_is_extra_and_nothing_pays_back() -> None:
    result = laid()
    found = economics_section(result)
    assert found["payback"] is None
    assert found["extra"] == {"sales": 0, "gross": 0, "purchases": 0}
    assert found["anyway"]["sales"] == result.company.covered.sales == 3500_00
    assert found["anyway"]["discounts"] == 115_00 + 85_00 + 75_00 + 95_00
    assert all(one["net"] == -one["cost"] for one in found["by_month"])
    assert [one["years"] for one in found["lifetime"]] == [None, None]  # nobody had bought a year before the end


def test_years_are_those_of_what_each_member_bought_extra_purchases_apart() -> None:
    kept = Assumption("stay", Effect.RETENTION, Range(Fraction(0), Fraction(1)), "told", tiers=("vip",))
    world = lived(Assumptions("a", (kept,)), stay=Fraction(1, 4))
    found = years_of(laid(), world)
    age = float(day("2025-03-31") - day("2025-01-10"))
    ann = years_left(TIMING, 7.0, np.array([3.0]), np.array([age]), kept=0.25)
    bob = years_left(TIMING, 7.0, np.array([0.0]), np.array([age - 5]))
    assert {rank: float(years or 0) for rank, years in found.items()} == {
        0: pytest.approx(float(bob[0]), abs=1e-6),
        1: pytest.approx(float(ann[0]), abs=1e-6),
    }


def test_the_share_of_a_cards_value_is_the_assumed_one_then_the_populations() -> None:
    assert lived().card_used("gift") == Fraction(4, 5)
    assert lived().card_used("other") is None
    every = Assumption("all", Effect.CARD_USED, Range(Fraction(0), Fraction(1)), "told")
    assert lived(Assumptions("a", (every,)), all=Fraction(1, 2)).card_used("gift") == Fraction(1, 2)
    own = Assumption("own", Effect.CARD_USED, Range(Fraction(0), Fraction(1)), "told", of="gift")
    both = lived(Assumptions("a", (every, own)), all=Fraction(1, 2), own=Fraction(1, 3))
    assert (both.card_used("gift"), both.card_used("other")) == (Fraction(1, 3), Fraction(1, 2))
