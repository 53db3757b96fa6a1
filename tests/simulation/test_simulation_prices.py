"""What discounts with conditions, and floors, cost in a replay: by hand, and the break-even priced again (amounts in fen)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from histories import back, buy, history, member, move
from patron.engine.history import History
from patron.engine.plan.compile import compile_plan
from patron.engine.run import run
from patron.scheme.model import Scheme
from patron.simulation.replay.costs import CostKind
from patron.simulation.replay.replay import Replay, replay
from patron.simulation.replay.request import Margins, Request
from patron.vocabulary import GENERAL

SCHEME: dict[str, Any] = {
    "scheme": "birthdays",
    "currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "tiers": [{"id": "guest"}, {"id": "vip"}],
    "qualification": [{"id": "some", "grants": "vip", "when": {"purchase": {"at_least": 1000}}}],
    "discounts": [
        {"id": "member", "for": "vip", "rate": "0.9"},
        {"id": "birthday", "for": "vip", "rate": "0.8", "when": {"birthday": "week"}},
        {"id": "abroad", "for": "vip", "rate": "0.7", "when": {"profile": {"residence": "abroad"}, "until": "2024-06-30"}},
        {"id": "full-price", "for": "vip", "rate": "0.75", "goods": {"sold_from": 1, "store": "west"}},
    ],
    "price_floors": [{"id": "of-list", "of_list": "0.85"}],
}


def sales() -> History:
    return history(
        purchases=[
            buy("a0", "ann", "2024-01-10", 1000),  # makes her a VIP, at the guest's price
            buy("a1", "ann", "2024-03-12", 1000),  # 3 days before the birthday: 800; half of it comes back
            buy("a2", "ann", "2024-03-16", 1000, list_amount=1000),  # held at 850
            buy("a3", "ann", "2024-04-10", 1000),  # 900
            buy("a4", "ann", "2024-05-20", "333.33"),  # 300.00 from 299.997
            buy("a5", "ann", "2024-06-02", 1000),  # lives abroad since the day before: 700
            buy("a6", "ann", "2024-07-01", 1000),  # that is over: 900
            buy("a7", "ann", "2024-07-02", 800, list_amount=1000),  # below the floor already
            buy("a8", "ann", "2024-07-03", "999.99", list_amount=1000, store="west"),  # not quite the full price: held at 900 by the rate
            buy("a9", "ann", "2024-07-04", 1000, store="west"),  # no list amount: the full price, 750
        ],
        returns=[back("r1", "ann", "2024-05-01", 500, of="a1")],
        movements=[move("m1", "ann", "2024-06-01", "profile", ref="residence", value="abroad")],
        members=[member("ann", birthday="1990-03-15")],
    )


def replayed(**changes: Any) -> Replay:
    of = Scheme.model_validate({**SCHEME, **changes}, context={"places": 2})
    return replay(of, compile_plan(of, GENERAL), sales(), Request(margins=Margins(Fraction(1, 2))), evaluate=run)


def costs(result: Replay) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in result.costs:
        assert cell.kind is CostKind.DISCOUNT
        found[cell.rule] = found.get(cell.rule, 0) + cell.amount
    return found


def test_birthdays_profiles_shares_and_floors_cost_what_they_take_off() -> None:
    assert costs(replayed()) == {
        "member": 100_00 + 33_33 + 100_00 + 100_00,  # a3, a4, a6, a8
        "birthday": 100_00 + 150_00,  # half of a1 is left; a2
        "abroad": 300_00,  # a5
        "full-price": 250_00,  # a9
    }


def test_without_the_floor_the_discounts_cost_more() -> None:
    found = costs(replayed(price_floors=[]))
    assert found["birthday"] == 100_00 + 200_00
    assert found["member"] == 100_00 + 33_33 + 100_00 + 100_00 + 80_00


@pytest.mark.parametrize("floors", [[], SCHEME["price_floors"], [{"id": "of-list", "of_list": "0.333333"}]])
def test_the_break_even_priced_again_asks_the_lines_as_they_were(floors: list[Any]) -> None:
    result = replayed(price_floors=floors)
    assert result.check is not None
    assert result.check.agrees, result.check
