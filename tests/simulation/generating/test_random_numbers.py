"""The streams of random numbers: even, of the right shapes, and strangers to one another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from patron.simulation.population.random import beta, exponential, gamma, mix, nested, normal, stream, uniform, world_key
from scipy import stats

COUNT = 20_000
Floats = npt.NDArray[np.float64]


def names(*, seed: int = 1, world: int = 0, purpose: int = 2, count: int = COUNT) -> list[np.uint64]:
    key = world_key(seed, world)
    return [np.uint64(stream(key, customer, purpose)) for customer in range(count)]


def drawn(draw: Callable[[np.uint64], float], **stream_of: int) -> Floats:
    return np.array([draw(name) for name in names(**stream_of)])


def first(**stream_of: int) -> Floats:
    return drawn(lambda name: uniform(name, 0), **stream_of)


def along(count: int = COUNT) -> Floats:
    """One customer's stream, number after number."""
    name = names(count=1)[0]
    return np.array([uniform(name, number) for number in range(count)])


@pytest.mark.parametrize(
    "numbers", [first(), along(), first(seed=0, world=3), first(purpose=7)], ids=["customers", "counter", "seed 0", "purpose"]
)
def test_uniforms_are_even(numbers: Floats) -> None:
    assert numbers.min() > 0
    assert numbers.max() < 1
    counts = np.histogram(numbers, bins=100, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 0.001
    assert stats.kstest(numbers, "uniform").pvalue > 0.001


@pytest.mark.parametrize(
    "other",
    [
        np.roll(first(), 1),
        first(world=1),
        first(seed=2),
        first(purpose=3),
        drawn(lambda name: uniform(name, 1)),
        drawn(lambda name: uniform(np.uint64(nested(name, 0)), 0)),
        drawn(lambda name: uniform(np.uint64(nested(name, 1)), 0)),
    ],
    ids=["next customer", "next world", "next seed", "next purpose", "next number", "nested", "next nested"],
)
def test_neighbours_are_strangers(other: Floats) -> None:
    numbers = first()
    assert abs(np.corrcoef(numbers, other)[0, 1]) < 4 / np.sqrt(COUNT)
    both = np.histogram2d(numbers, other, bins=10, range=((0, 1), (0, 1)))[0]
    assert stats.chisquare(both.ravel()).pvalue > 0.001


def test_the_sum_of_two_streams_is_no_third() -> None:
    """A name of customer 1 and purpose 2 is not that of customer 2 and purpose 1."""
    key = world_key(1, 0)
    found = {stream(key, customer, purpose) for customer in range(300) for purpose in range(1, 40)}
    assert len(found) == 300 * 39


def test_every_bit_moves_half_of_all() -> None:
    moved = []
    for bit in range(64):
        moved += [int(mix(np.uint64(n))) ^ int(mix(np.uint64(n) ^ np.uint64(1 << bit))) for n in range(200)]
    assert abs(np.mean([one.bit_count() for one in moved]) - 32) < 0.2


@pytest.mark.parametrize("shape", [0.05, 0.243, 0.9, 1.0, 3.74, 40.0])
def test_gamma(shape: float) -> None:
    numbers = drawn(lambda name: gamma(name, shape))
    assert stats.kstest(numbers, stats.gamma(shape).cdf).pvalue > 0.001
    assert abs(numbers.mean() - shape) < 4 * np.sqrt(shape / COUNT)


@pytest.mark.parametrize(("a", "b"), [(0.793, 2.426), (0.3, 0.4), (5.0, 1.5)])
def test_beta(a: float, b: float) -> None:
    assert stats.kstest(drawn(lambda name: beta(name, a, b)), stats.beta(a, b).cdf).pvalue > 0.001


def test_exponential_and_normal() -> None:
    assert stats.kstest(drawn(lambda name: exponential(name, 3)), "expon").pvalue > 0.001
    assert stats.kstest(drawn(lambda name: normal(name, 0)), "norm").pvalue > 0.001


def test_a_number_is_what_it_was() -> None:
    """What a seed means does not change from one version to the next."""
    assert [int(world_key(1, 0)), int(world_key(1, 1))] == [6791897765849424158, 6759502852454756480]
    assert uniform(np.uint64(stream(world_key(1, 0), 5, 2)), 7) == 0.529735052534581
