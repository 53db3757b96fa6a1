"""`--vary`: exact values, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from patron.simulation.search.vary import VaryError, combinations, every_variant, number_of, parse_vary


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=20000:60000:20000", ("20000", "40000", "60000")),
        ("a=0.85:0.95:0.01", tuple(f"0.{number}" for number in range(85, 96))),
        ("a=10 %:30 %:5 %", ("10 %", "15 %", "20 %", "25 %", "30 %")),
        ("a=10:30:10%", ("10 %", "20 %", "30 %")),
        ("a=1:3:1 months", ("1 month", "2 months", "3 months")),
        ("a=1:10:4", ("1", "5", "9")),
        ("a=0.1:0.3:0.1", ("0.1", "0.2", "0.3")),
        ("a=5:5:1", ("5",)),
        ("a=12,14.5", ("12", "14.5")),
        ("a=6 months,12 months", ("6 months", "12 months")),
    ],
)
def test_values_are_exact(text: str, values: tuple[str, ...]) -> None:
    assert parse_vary(text).values == values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a", "is not KEY="),
        ("=1:2:1", "is not KEY="),
        ("a=1:2", "is not from:to:step"),
        ("a=1:2:0", "not above 0"),
        ("a=1:2:-1", "not above 0"),
        ("a=2:1:1", "wrong way round"),
        ("a=1:x:1", "'x' is not a number"),
        ("a=10 %:3:1 months", "mixes units"),
        ("a=0:1:0.00001", "100,001 values"),
        ("a=1,,2", "empty value"),
        ("a=1,1", "twice"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, said: str) -> None:
    with pytest.raises(VaryError, match=said.replace("(", r"\(")):
        parse_vary(text)


def test_combinations_are_counted_before_they_are_tried() -> None:
    many = [parse_vary("a=1:101:1"), parse_vary("b=1:100:1")]
    with pytest.raises(VaryError, match="10,100 combinations"):
        combinations(many)
    with pytest.raises(VaryError, match="varied twice"):
        combinations([parse_vary("a=1,2"), parse_vary("a=3,4")])
    few = [parse_vary("a=1,2"), parse_vary("b=x,y")]
    assert combinations(few) == 4
    assert list(every_variant(few))[1] == (("a", "1"), ("b", "y"))


def test_the_number_that_a_text_states() -> None:
    assert number_of("10 %") == Fraction(1, 10)
    assert number_of("6 months") == 6
    assert number_of("0.92") == Fraction(23, 25)
    assert number_of("vip") is None
