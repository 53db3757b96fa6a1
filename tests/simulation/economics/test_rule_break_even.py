"""The break-even of single rules of the small case, worked out by hand (amounts in fen)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from patron.simulation.economics.rules import RuleEconomics, rules_of
from patron.simulation.replay.break_even import State
from patron.simulation.replay.costs import CostKind
from patron.simulation.replay.replay import Replay, replay
from patron.simulation.replay.request import Margins, Request
from simulation_case import fake, plan, scheme, small_history

THIRD = Fraction(35, 100)
VIP, GUEST, GROUP = 100_00 + 30000_05, 50000_00 + 40000_00 + 300_00 + 400_00, 120000_00


def run(margin: Fraction | None = THIRD) -> Replay:
    of = scheme()
    return replay(of, plan(of), small_history(), Request(margins=None if margin is None else Margins(margin)), evaluate=fake)


def rules(result: Replay, **more: np.ndarray) -> dict[str, RuleEconomics]:
    return {one.rule: one for one in rules_of(result, **more)}


def test_every_rule_is_held_against_the_sales_to_its_own_tiers() -> None:
    result = run()
    found = rules(result)
    assert found["parking"].break_even.sales == VIP
    assert found["waiting"].break_even.sales == GUEST
    assert found["tenth-off"].break_even.sales == VIP + GROUP  # group orders are priced as members' are
    assert found["set-up"].break_even.sales == result.company.covered.sales
    assert sum(one.amount for one in found.values()) == sum(cell.amount for cell in result.costs)


def test_what_grows_with_sales_is_taken_off_the_margin_and_what_does_not_is_spread_over_it() -> None:
    found = rules(run())
    cost = found["tenth-off"].amount
    assert found["tenth-off"].break_even.uplift == Fraction(cost) / (THIRD * (VIP + GROUP) - cost)
    assert found["parking"].break_even.uplift == Fraction(found["parking"].amount) / (THIRD * VIP)


def test_a_margin_below_the_discount_never_pays_and_none_is_said_so() -> None:
    never = rules(run(Fraction(5, 100)))["tenth-off"]
    assert (never.break_even.state, never.break_even.uplift) == (State.NEVER, None)
    assert rules(run(None))["parking"].break_even.state is State.NEEDS_MARGIN


def test_without_sales_to_its_tiers_a_rule_has_no_break_even() -> None:
    of = scheme()
    first = small_history().lines["day"].min()
    assert isinstance(first, int)
    result = replay(of, plan(of), small_history(), Request(first=first, last=first + 5, margins=Margins(THIRD)), evaluate=fake)
    assert rules(result)["parking"].break_even.state is State.NO_SALES


def test_what_is_extra_does_not_count_as_what_must_grow() -> None:
    result = run()
    lines = result.sales.lines
    half = lines["left"].to_numpy() // 2
    found = rules(result, anyway=half)
    own = int(half[(lines["segment"] == 1).to_numpy()].sum())
    assert found["parking"].break_even.sales == own
    assert found["parking"].break_even.uplift == Fraction(found["parking"].amount) / (THIRD * own)


@pytest.mark.parametrize("kind", list(CostKind))
def test_only_rules_that_may_cost_are_listed(kind: CostKind) -> None:
    of_kind = [one.rule for one in rules_of(run()) if one.kind is kind]
    want = {
        CostKind.DISCOUNT: ["tenth-off", "five-off"],
        CostKind.POINTS: ["waiting", "per-ten"],
        CostKind.BENEFIT: ["gifts", "parking", "culture", "salon", "trip"],
        CostKind.ONE_OFF: ["set-up"],
    }
    assert of_kind == want.get(kind, [])
