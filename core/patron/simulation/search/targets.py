"""Targets such as `share(vip) <= 1 %`: read with the column of what is wrong, measured, and held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from patron.scheme.model import Scheme
from patron.scheme.suggest import did_you_mean
from patron.simulation.replay.goals import Measured
from patron.simulation.worlds.outcome import Figure

MONEY = ("net", "cost", "sales", "gross", "extra_sales", "extra_gross", "anyway_discount", "liability")
SHARES = ("break_even",)
COUNTS = ("payback", "points")
OF_TIERS = {"members": "count", "share": "share", "sales_share": "share"}
PLAIN = (*MONEY, *SHARES, *COUNTS)
_FIGURE = re.compile(r"\s*([A-Za-z_]+)\s*(\(\s*([^()]*?)\s*\))?")
_OPERATOR = re.compile(r"\s*(<=|>=|≤|≥|<|>)")
_VALUE = re.compile(r"\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(%?)\s*")


class TargetError(ValueError):
    """What is wrong with a target or a figure's name; `column` is 1-based. Its text shows the target with a caret."""

    def __init__(self, text: str, column: int, message: str) -> None:
        wide = sum(2 if ord(char) > 0x2E7F else 1 for char in text[: column - 1])
        super().__init__(f"{message}, at column {column}\n  {text}\n  {' ' * wide}^")
        self.column = column


@dataclass(frozen=True, slots=True)
class Names:
    """What figures may be about in a scheme: its tiers, the rules that can cost something, and the places of its currency."""

    tiers: tuple[str, ...]
    rules: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Target:
    """A figure and its bound: money in minor units, shares of 1. `strict`: the bound itself does not meet it."""

    figure: str
    upper: bool  # the figure is to be at most the bound
    bound: Fraction
    text: str
    strict: bool = False
    goal: str | None = None  # the scheme's own goal that says so

    def met(self, value: Figure) -> bool:
        """Whether a figure meets it; a figure that does not exist meets nothing."""
        if value is None:
            return False
        if value == self.bound:
            return not self.strict
        return (value < self.bound) == self.upper

    def missing(self, value: Figure, scale: Fraction) -> Fraction | None:
        """How far the figure is beyond the bound, in parts of `scale`; 0 where it is not, None where there is no figure."""
        if value is None:
            return None
        over = (value - self.bound) if self.upper else (self.bound - value)
        return max(Fraction(0), Fraction(over)) / scale

    def better(self, value: Figure, other: Figure) -> bool:
        """Whether one figure comes nearer to the target, or goes further beyond it, than another."""
        if value is None or other is None:
            return value is not None
        return value < other if self.upper else value > other


def unit_of(figure: str) -> str:
    """`money`, `share`, `count` or `months`; of a goal, what its bound is in cannot be said by the name and is `share`."""
    name = figure.partition("(")[0]
    if name in MONEY:
        return "money"
    if name == "payback":
        return "months"
    return OF_TIERS.get(name, "count" if name in COUNTS else "share")


def read_figure(text: str, names: Names, *, offset: int = 0, whole: str | None = None) -> tuple[str, int]:
    """The figure's name at the start of the text in its own form, and where it ends. Raises TargetError."""
    shown = text if whole is None else whole
    read = _FIGURE.match(text)
    if read is None:
        raise TargetError(shown, offset + 1, "a figure's name is missing")
    name, inside, column = read[1], read[3], offset + read.start(1) + 1
    if name == "cost" and inside is not None:
        _known(shown, offset + read.start(3) + 1, inside, names.rules, "rule that costs something")
        return f"cost({inside})", read.end()
    if name in OF_TIERS:
        if inside is None:
            raise TargetError(shown, offset + read.end(1) + 1, f"{name} is of a tier: write {name}({names.tiers[-1]})")
        _known(shown, offset + read.start(3) + 1, inside, names.tiers, "tier")
        return f"{name}({inside})", read.end()
    if name not in PLAIN:
        known = [*PLAIN, *(f"{one}(TIER)" for one in OF_TIERS), "cost(RULE)"]
        help_ = did_you_mean(name, [*PLAIN, *OF_TIERS]) or f"figures: {', '.join(known)}"
        raise TargetError(shown, column, f"there is no figure {name!r}; {help_}")
    if inside is not None:
        raise TargetError(shown, offset + read.start(2) + 1, f"{name} is of the whole company and takes nothing in brackets")
    return name, read.end()


def parse_target(text: str, names: Names) -> Target:
    """`FIGURE <= VALUE` with <=, >=, < or >; money in the currency, shares as 0.01 or 1 %. Raises TargetError."""
    figure, end = read_figure(text, names)
    operator = _OPERATOR.match(text, end)
    if operator is None:
        raise TargetError(text, _next(text, end), "one of <=, >=, < and > is missing")
    value = _VALUE.match(text, operator.end())
    if value is None:
        raise TargetError(text, _next(text, operator.end()), "a number is missing")
    if value.end() != len(text):
        raise TargetError(text, value.end() + 1, "this is too much: write digits without separators, such as 400000, 0.01 or 1 %")
    unit, column = unit_of(figure), value.start(1) + 1
    bound = Fraction(value[1]) / (100 if value[2] else 1)
    if value[2] and unit != "share":
        raise TargetError(text, value.start(2) + 1, f"{figure} is no share: write a plain number")
    if unit == "share" and figure != "break_even" and not 0 <= bound <= 1:
        raise TargetError(text, column, f"{value[1]}{value[2]} is not between 0 and 1 (0 % and 100 %)")
    if unit == "money":
        bound *= 10**names.places
    sign = {"≤": "<=", "≥": ">="}.get(operator[1], operator[1])
    return Target(figure, sign.startswith("<"), bound, f"{figure} {sign} {value[1]}{' %' if value[2] else ''}", strict=len(sign) == 1)


def goals_as_targets(scheme: Scheme, places: int) -> list[Target]:
    """The scheme's own goals; a goal of one tier's share is the figure of that name, others are `goal(ID)`."""
    targets = []
    for goal in scheme.goals:
        measured = next(one for one in Measured if getattr(goal, one.value) is not None)
        tiers = list(dict.fromkeys(getattr(goal, measured.value)))
        simple = {Measured.CUSTOMERS: "share", Measured.SALES: "sales_share"}.get(measured)
        figure = f"{simple}({tiers[0]})" if simple and len(tiers) == 1 else f"goal({goal.id})"
        scale = 10**places if measured is Measured.SPEND else 1
        for upper, bound in ((False, goal.at_least), (True, goal.at_most)):
            if bound is not None:
                shown = f"{bound:f}" if scale > 1 else f"{(bound * 100).normalize():f} %"
                sign = "<=" if upper else ">="
                targets.append(Target(figure, upper, Fraction(bound) * scale, f"{figure} {sign} {shown}", goal=goal.id))
    return targets


def contradiction(targets: Sequence[Target]) -> tuple[Target, Target] | None:
    """Two targets for one figure that no value meets, the first such pair."""
    for low in targets:
        for high in targets:
            if low.figure == high.figure and high.upper and not low.upper:
                nothing = low.bound == high.bound and (low.strict or high.strict)
                if low.bound > high.bound or nothing:
                    return low, high
    return None


def scales(targets: Iterable[Target], base: Mapping[str, Figure]) -> dict[str, Fraction]:
    """What a target's misses are measured in: its bound; where that is 0, the figure of the scheme as it stands; else 1."""
    found = {}
    for one in targets:
        standing = base.get(one.figure)
        found[one.text] = abs(one.bound) or (abs(Fraction(standing)) if standing else Fraction(1))
    return found


def _next(text: str, start: int) -> int:
    """The column of what comes after blanks."""
    return start + len(text[start:]) - len(text[start:].lstrip()) + 1


def _known(text: str, column: int, name: str, known: Sequence[str], kind: str) -> None:
    if name not in known:
        help_ = did_you_mean(name, known, f"{kind}s")
        raise TargetError(text, column, f"no {kind} is named {name!r}" + (f"; {help_}" if help_ else ""))
