"""`KEY=from:to:step` and `KEY=a,b,c`: which values of the scheme are tried, as exact decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod

MOST_COMBINATIONS = 10_000
_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*(%|[a-z]+)?")
_ONE = {"day": "day", "days": "day", "month": "month", "months": "month", "year": "year", "years": "year"}


class VaryError(ValueError):
    """What is wrong with the text of a `--vary`, in one line."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A key as it was written, and the texts that are put in the value's place, in order."""

    key: str
    values: tuple[str, ...]


Changes = tuple[tuple[str, str], ...]  # key and text, in the order of the variables


def parse_vary(text: str) -> Variable:
    """`single-purchase.at_least=20000:60000:5000`, `share=10 %:30 %:5 %`, `term=6:24:6 months`, `rate=0.9,0.95`. Raises VaryError."""
    key, equals, values = text.partition("=")
    key, values = key.strip(), values.strip()
    if not equals or not key or not values:
        raise VaryError(f"{text!r} is not KEY=from:to:step or KEY=a,b,c")
    if ":" in values:
        return Variable(key, _range(values))
    listed = tuple(part.strip() for part in values.split(","))
    if "" in listed:
        raise VaryError(f"{values!r} has an empty value")
    if len(set(listed)) < len(listed):
        raise VaryError(f"{values!r} names a value twice")
    return Variable(key, listed)


def combinations(variables: Sequence[Variable]) -> int:
    """How many variants there are; VaryError for more than MOST_COMBINATIONS, or for a key that is named twice."""
    keys = [one.key for one in variables]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise VaryError(f"{twice} is varied twice")
    count = prod(len(one.values) for one in variables)
    if count > MOST_COMBINATIONS:
        raise VaryError(f"{count:,} combinations are too many; {MOST_COMBINATIONS:,} can be tried: take larger steps or fewer keys")
    return count


def every_variant(variables: Sequence[Variable]) -> Iterator[Changes]:
    """Every combination, the last variable's values changing first."""
    for texts in product(*(one.values for one in variables)):
        yield tuple((variable.key, text) for variable, text in zip(variables, texts, strict=True))


def number_of(text: str) -> Fraction | None:
    """The number that a text of the file states: `10 %` is 1/10, `6 months` is 6; None for words."""
    read = _NUMBER.fullmatch(text.strip())
    if read is None or (read[2] not in (None, "%") and read[2] not in _ONE):
        return None
    return Fraction(read[1]) / (100 if read[2] == "%" else 1)


def _range(text: str) -> tuple[str, ...]:
    """from, from + step, … up to `to`, which is among them where the steps reach it."""
    parts = text.split(":")
    if len(parts) != 3:
        raise VaryError(f"{text!r} is not from:to:step, such as 20000:60000:5000")
    read = [_NUMBER.fullmatch(part.strip()) for part in parts]
    for part, found in zip(parts, read, strict=True):
        if found is None or (found[2] not in (None, "%") and found[2] not in _ONE):
            raise VaryError(f"{part.strip()!r} is not a number such as 20000, 0.85, 10 % or 6 months")
    sound = [one for one in read if one is not None]
    units = {_ONE.get(one[2] or "", one[2] or "") for one in sound} - {""}
    if len(units) > 1:
        raise VaryError(f"{text!r} mixes units: write all three alike, such as 10 %:30 %:5 %")
    unit = next(iter(units), "")
    low, high, step = (Decimal(one[1]) for one in sound)
    if step <= 0:
        raise VaryError(f"the step of {text!r} is not above 0")
    if low > high:
        raise VaryError(f"{text!r} is the wrong way round: {parts[0].strip()} is above {parts[1].strip()}")
    count = int((high - low) / step) + 1
    if count > MOST_COMBINATIONS:
        raise VaryError(f"{text!r} are {count:,} values; {MOST_COMBINATIONS:,} can be tried: take a larger step")
    places = max(max(0, -int(one.as_tuple().exponent)) for one in (low, step))
    return tuple(_written(low + index * step, places, unit) for index in range(count))


def _written(value: Decimal, places: int, unit: str) -> str:
    """The value as the file would have it."""
    text = f"{value:.{places}f}"
    if unit == "%":
        return f"{text} %"
    return f"{text} {unit}{'' if value == 1 else 's'}" if unit else text
