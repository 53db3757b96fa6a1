"""Bands, the middle world and the precision, against figures worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from patron.simulation.worlds.bands import Band, band, bands, middle_world, precision
from patron.simulation.worlds.outcome import Figure, Outcome


def worlds(*nets: Figure, **others: Figure) -> list[Outcome]:
    return [Outcome(number, {}, {"net": net, "cost": 7, **others}, {}, 1) for number, net in enumerate(nets)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5], Band(5, 5, 5, 0)),
        ([2, 1], Band(1, 1, 2, 0)),
        (range(1, 11), Band(1, 5, 9, 0)),
        (range(1, 12), Band(2, 6, 10, 0)),
        (range(200, 0, -1), Band(20, 100, 180, 0)),
        ([0, 0, 0], Band(0, 0, 0, 0)),
        ([Fraction(1, 3), None, Fraction(1, 4)], Band(Fraction(1, 4), Fraction(1, 3), None, 1)),
        ([None, None], Band(None, None, None, 2)),
    ],
)
def test_a_band_is_made_of_order_statistics_and_what_is_not_there_stands_last(values: list[Figure], expected: Band) -> None:
    assert band(list(values)) == expected


def test_a_band_needs_a_world() -> None:
    with pytest.raises(ValueError, match="at least one"):
        band([])


def test_the_middle_world_has_the_median_net_and_is_the_first_that_has_it() -> None:
    assert middle_world(worlds(30, 10, 20)) == 2
    assert middle_world(worlds(5, 5, 5)) == 0
    assert middle_world(worlds(9, 4, 4, 4, 1)) == 1
    assert middle_world([Outcome(n, {}, {"net": None, "cost": cost}, {}, 1) for n, cost in enumerate((3, 1, 2))]) == 2


def test_every_figure_has_a_band() -> None:
    assert bands(worlds(1, 2, 3, payback=None)) == {"net": Band(1, 2, 3, 0), "cost": Band(7, 7, 7, 0), "payback": Band(None, None, None, 3)}


def test_the_interval_of_the_median_runs_between_binomial_ranks() -> None:
    # 200 worlds: P(B(200, 1/2) <= 85) = 0.020 and P(<= 86) = 0.028, so the interval is from the 86th to the 115th value,
    # if 0.025 lies between: the 86th is the smallest rank whose lower tail P(B <= 85) stays below it.
    found = precision(worlds(*(10 * n for n in range(1, 201))))
    assert (found.figure, found.worlds) == ("net", 200)
    assert found.half_width == 10 * (115 - 86) // 2
    assert found.share_of_band == Fraction(10 * 29, 2 * 10 * 160)
    assert found.needed == -(-(200 * (Fraction(29, 320) * 20) ** 2) // 1)


def test_six_worlds_are_the_fewest_for_an_interval() -> None:
    assert precision(worlds(1, 2, 3, 4, 5)).half_width is None
    six = precision(worlds(1, 2, 3, 4, 5, 6))
    assert six.half_width == 3  # from the first to the last, (6 - 1) / 2 rounded up
    assert six.share_of_band == Fraction(5, 2 * 5)


def test_a_band_without_width_is_no_division_by_zero() -> None:
    found = precision(worlds(*[0] * 20))
    assert (found.half_width, found.share_of_band, found.needed) == (0, None, None)
