"""Targets: what they mean, where they are wrong, and which contradict each other."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from patron.scheme.load import load_scheme
from patron.simulation.search.targets import Names, TargetError, contradiction, goals_as_targets, parse_target, scales

JEWELRY = Path(__file__).parents[3] / "examples" / "jewelry.yaml"
NAMES = Names(("guest", "vip"), ("parking",), 2)


@pytest.mark.parametrize(
    ("text", "figure", "upper", "bound", "strict"),
    [
        ("share(vip) <= 1%", "share(vip)", True, Fraction(1, 100), False),
        ("share( vip )>=0.6", "share(vip)", False, Fraction(3, 5), False),
        ("cost <= 400000", "cost", True, Fraction(40_000_000), False),
        ("cost(parking) < 5.5", "cost(parking)", True, Fraction(550), True),
        ("payback ≤ 12", "payback", True, Fraction(12), False),
        ("net > -3", "net", False, Fraction(-300), True),
        ("break_even <= 250 %", "break_even", True, Fraction(5, 2), False),
    ],
)
def test_a_target_is_read(text: str, figure: str, upper: bool, bound: Fraction, strict: bool) -> None:
    target = parse_target(text, NAMES)
    assert (target.figure, target.upper, target.bound, target.strict) == (figure, upper, bound, strict)


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("share(vpi) <= 1%", 7, "did you mean 'vip'"),
        ("cots <= 1", 1, "did you mean 'cost'"),
        ("share <= 1", 6, "write share(vip)"),
        ("cost(prking) <= 1", 6, "did you mean 'parking'"),
        ("net(vip) <= 1", 4, "nothing in brackets"),
        ("cost 400000", 6, "is missing"),
        ("cost <= ", 9, "a number is missing"),
        ("cost <= 400,000", 12, "without separators"),
        ("payback <= 12 %", 15, "is no share"),
        ("share(vip) <= 5", 15, "not between 0 and 1"),
        ("goal(few-vips) <= 1", 1, "no figure 'goal'"),
        ("", 1, "name is missing"),
    ],
)
def test_an_error_points_at_its_column(text: str, column: int, said: str) -> None:
    with pytest.raises(TargetError) as error:
        parse_target(text, NAMES)
    assert error.value.column == column
    assert said in str(error.value)
    assert str(error.value).splitlines()[-1] == f"  {' ' * (column - 1)}^"


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        (["cost <= 1", "cost >= 2"], True),
        (["cost < 2", "cost >= 2"], True),
        (["cost <= 2", "cost >= 2"], False),
        (["cost <= 1", "net >= 2"], False),
        (["share(vip) <= 1 %", "share(guest) >= 2 %"], False),
    ],
)
def test_contradictions_are_seen(texts: list[str], wrong: bool) -> None:
    assert (contradiction([parse_target(text, NAMES) for text in texts]) is not None) is wrong


def test_the_schemes_goals_are_targets() -> None:
    found = {one.goal: (one.figure, one.upper, one.bound) for one in goals_as_targets(load_scheme(JEWELRY).require(), 2)}
    assert found == {
        "few-vips": ("share(vip)", True, Fraction(1, 100)),
        "expected-spend": ("goal(expected-spend)", False, Fraction(4_000_000)),
        "service-cost": ("goal(service-cost)", True, Fraction(2, 5)),
    }


def test_misses_are_measured_in_parts_of_the_bound() -> None:
    cost, net = parse_target("cost <= 100", NAMES), parse_target("net >= 0", NAMES)
    scale = scales([cost, net], {"net": -5000, "cost": 1})
    assert cost.missing(15000, scale[cost.text]) == Fraction(1, 2)
    assert net.missing(-2500, scale[net.text]) == Fraction(1, 2)
    assert cost.missing(None, scale[cost.text]) is None
    assert not cost.met(None)
    assert cost.missing(1, scale[cost.text]) == 0
