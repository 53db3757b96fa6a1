"""Counter-based random numbers: each is a function of seed, world, customer, purpose and counter, and of nothing else.

A stream is named by 64 bits, mixed from the first four; its n-th number is the finaliser of SplitMix64 (Steele, Lea and Flood 2014)
of that name plus n times the golden ratio. So no order of drawing, no number of processes and no scheme can change any number.
"""

from __future__ import annotations

import math

import numpy as np

from patron.simulation.population.compiled import helper

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_CUSTOMER = np.uint64(0xD1B54A32D192ED03)
_PURPOSE = np.uint64(0x8CB92BA72F3D8DD7)
_NESTED = np.uint64(0xABC98388FB8FAC03)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0  # 2^-53


@helper
def mix(bits: np.uint64) -> np.uint64:
    """The finaliser of SplitMix64: every bit of the input moves every bit of the output."""
    bits = (bits ^ (bits >> _30)) * _FIRST
    bits = (bits ^ (bits >> _27)) * _SECOND
    return bits ^ (bits >> _31)


@helper
def stream(world: np.uint64, customer: int, purpose: int) -> np.uint64:
    """The name of a customer's stream for a purpose; `world` by `world_key`."""
    return mix(mix(world + np.uint64(customer) * _CUSTOMER) + np.uint64(purpose) * _PURPOSE)


@helper
def nested(name: np.uint64, number: int) -> np.uint64:
    """The name of a stream within a stream: of the draws that the number-th amount takes, for example."""
    return mix((name ^ _NESTED) + np.uint64(number) * _CUSTOMER)


@helper
def uniform(name: np.uint64, number: int) -> float:
    """The number-th of a stream, strictly between 0 and 1."""
    bits = mix(name + (np.uint64(number) + np.uint64(1)) * _GOLDEN)
    return (float(bits >> _11) + 0.5) * _UNIT


@helper
def exponential(name: np.uint64, number: int) -> float:
    """Mean 1."""
    return -math.log(uniform(name, number))


@helper
def normal(name: np.uint64, number: int) -> float:
    """Mean 0, variance 1, by the numbers 2n and 2n + 1 of the stream (Box and Muller 1958)."""
    far = math.sqrt(-2.0 * math.log(uniform(name, 2 * number)))
    return far * math.cos(2.0 * math.pi * uniform(name, 2 * number + 1))


@helper
def log_gamma_draw(name: np.uint64, shape: float) -> float:
    """The logarithm of a gamma draw with this shape and scale 1, by the stream's own numbers (Marsaglia and Tsang 2000).

    A shape below 1 is drawn as one above, times a power of a uniform; as a logarithm, since that may be too small for a float.
    """
    d = shape - 1.0 / 3.0
    boost = 0.0
    if shape < 1.0:
        d += 1.0
        boost = math.log(uniform(name, 0)) / shape
    c = 1.0 / math.sqrt(9.0 * d)
    number = 1
    while True:
        far = math.sqrt(-2.0 * math.log(uniform(name, number)))
        x = far * math.cos(2.0 * math.pi * uniform(name, number + 1))
        u = uniform(name, number + 2)
        number += 3
        root = 1.0 + c * x
        if root <= 0.0:
            continue
        v = root * root * root
        if u < 1.0 - 0.0331 * x * x * x * x or math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
            return math.log(d * v) + boost


@helper
def gamma(name: np.uint64, shape: float) -> float:
    """Scale 1; never 0, though perhaps the smallest float."""
    return max(math.exp(log_gamma_draw(name, shape)), 5e-324)


@helper
def beta(name: np.uint64, a: float, b: float) -> float:
    """Of two gamma draws."""
    x, y = log_gamma_draw(nested(name, 1), a), log_gamma_draw(nested(name, 2), b)
    return 1.0 / (1.0 + math.exp(min(y - x, 700.0)))


def world_key(seed: int, world: int) -> np.uint64:
    """The name of a world."""
    return np.uint64(_mixed((_mixed(seed) + world * int(_NESTED)) % 2**64))


def _mixed(bits: int) -> int:
    """`mix` in plain integers, after a step, so that 0 is no fixed point."""
    bits = (bits + int(_GOLDEN)) % 2**64
    bits = (bits ^ (bits >> 30)) * int(_FIRST) % 2**64
    bits = (bits ^ (bits >> 27)) * int(_SECOND) % 2**64
    return bits ^ (bits >> 31)
