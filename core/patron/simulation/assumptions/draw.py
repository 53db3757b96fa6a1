"""What holds in one world: each entry drawn from its range by a stream of its own.

The stream of an entry is a hash of seed, world and its id: another entry, another order of the file or another scheme
changes nothing of what is drawn for it.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from math import isqrt

from patron.simulation.assumptions.model import Assumptions, Range, Values

_BITS = 53
_PLACES = 10**9
_ROOT_PLACES = 10**15  # of square roots, before the value is rounded


def drawn(assumptions: Assumptions, *, seed: int, world: int) -> Values:
    """Every entry's value in a world: a share of at most 9 decimals, by id of the entry."""
    return {one.id: value_at(one.range, uniform(seed, world, one.id)) for one in assumptions.entries}


def uniform(seed: int, world: int, name: str) -> Fraction:
    """A number in [0, 1) of 53 bits, from SHA-256: the same on every machine."""
    digest = hashlib.sha256(f"patron assumption\n{seed}\n{world}\n{name}".encode()).digest()
    return Fraction(int.from_bytes(digest[:8], "big") >> (64 - _BITS), 1 << _BITS)


def value_at(range_: Range, u: Fraction) -> Fraction:
    """The u-quantile of a range: of the uniform distribution, or with a likely value of the triangular one."""
    low, high, likely = range_.low, range_.high, range_.likely
    if low == high:
        return low
    if likely is None:
        value = low + (high - low) * u
    elif u * (high - low) < likely - low:
        value = low + _root(u * (high - low) * (likely - low))
    else:
        value = high - _root((1 - u) * (high - low) * (high - likely))
    return min(max(Fraction(round(value * _PLACES), _PLACES), low), high)


def _root(value: Fraction) -> Fraction:
    """The square root, cut off after 15 decimals, in whole numbers: no machine's arithmetic enters."""
    return Fraction(isqrt(value.numerator * _ROOT_PLACES**2 // value.denominator), _ROOT_PLACES)
