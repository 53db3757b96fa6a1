"""Values of assumptions in worlds: inside their ranges, distributed as stated, each by a stream of its own, the same on every machine."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest
from patron.simulation.assumptions.draw import drawn, uniform, value_at
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range

WORLDS = 4000
FIRST = [0.689690282456, 0.85306473, 0.374888582106]


def entry(name: str, low: str, high: str, likely: str | None = None) -> Assumption:
    range_ = Range(Fraction(low), Fraction(high), None if likely is None else Fraction(likely))
    return Assumption(name, Effect.BASKET, range_, "test", tiers=("vip",))


def worlds(one: Assumption, *, seed: int = 1) -> list[Fraction]:
    return [drawn(Assumptions("a", (one,)), seed=seed, world=world)[one.id] for world in range(WORLDS)]


def test_the_uniform_numbers_are_those_that_they_were() -> None:
    """SHA-256 of seed, world and id: a change would give every published run other figures."""
    assert [round(float(uniform(1, world, "vip-frequency")), 12) for world in range(3)] == FIRST


def test_a_range_without_a_likely_value_is_even() -> None:
    values = sorted(worlds(entry("even", "-0.1", "0.3")))
    assert min(values) >= Fraction("-0.1")
    assert max(values) <= Fraction("0.3")
    largest = max(abs(float((value + Fraction("0.1")) / Fraction("0.4")) - (rank + 0.5) / WORLDS) for rank, value in enumerate(values))
    assert largest < 1.63 / sqrt(WORLDS)  # Kolmogorov and Smirnov at 1 %


def triangular(x: float, low: float, likely: float, high: float) -> float:
    """The distribution function."""
    if x < likely:
        return (x - low) ** 2 / ((high - low) * (likely - low))
    return 1 - (high - x) ** 2 / ((high - low) * (high - likely)) if high > likely else 1.0


@pytest.mark.parametrize(("low", "likely", "high"), [("0", "0.03", "0.08"), ("0", "0", "0.5"), ("-0.2", "0.1", "0.1")])
def test_a_likely_value_makes_a_triangle(low: str, likely: str, high: str) -> None:
    values = sorted(worlds(entry("triangle", low, high, likely)))
    assert min(values) >= Fraction(low)
    assert max(values) <= Fraction(high)
    ends = float(low), float(likely), float(high)
    largest = max(abs(triangular(float(value), *ends) - (rank + 0.5) / WORLDS) for rank, value in enumerate(values))
    assert largest < 1.63 / sqrt(WORLDS)


def test_quantiles_of_a_triangle_by_hand() -> None:
    range_ = Range(Fraction(0), Fraction(1), Fraction(1, 2))
    assert value_at(range_, Fraction(0)) == 0
    assert value_at(range_, Fraction(1, 8)) == Fraction(1, 4)
    assert value_at(range_, Fraction(1, 2)) == Fraction(1, 2)
    assert value_at(range_, Fraction(7, 8)) == Fraction(3, 4)


def test_values_have_at_most_nine_places_and_one_value_is_itself() -> None:
    assert all((value * 10**9).denominator == 1 for value in worlds(entry("places", "0", "0.3", "0.1"))[:200])
    assert set(worlds(entry("one", "0.123456789", "0.123456789"))[:5]) == {Fraction("0.123456789")}


def test_each_entry_has_its_own_stream() -> None:
    first, second = entry("first", "0", "1"), entry("second", "0", "1")
    alone = drawn(Assumptions("a", (first,)), seed=1, world=7)
    assert drawn(Assumptions("b", (second, first)), seed=1, world=7)["first"] == alone["first"]
    both = drawn(Assumptions("a", (first, second)), seed=1, world=7)
    assert both["first"] != both["second"]
    assert worlds(first, seed=2)[:5] != worlds(first, seed=1)[:5]
    left, right = [float(v) for v in worlds(first)], [float(v) for v in worlds(second)]
    product = sum((a - 0.5) * (b - 0.5) for a, b in zip(left, right, strict=True)) / WORLDS * 12
    assert abs(product) < 4 / sqrt(WORLDS)  # no correlation
