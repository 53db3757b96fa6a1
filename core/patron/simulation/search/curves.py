"""How the figures follow one value of the scheme, or the net follows two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patron.scheme.keys import Key
from patron.simulation.search.bench import Bench
from patron.simulation.search.figures import middle
from patron.simulation.search.market import Progress
from patron.simulation.search.vary import Changes, Variable, VaryError, combinations, every_variant
from patron.simulation.worlds.outcome import Figure, Outcome


@dataclass(frozen=True, slots=True)
class Point:
    """One value and the outcomes of every world under it."""

    text: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The figures under each value of one key."""

    key: Key
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The middle of one figure under each pair of values; `cells` row by row, a row for each value of `y`."""

    x: Key
    y: Key
    x_values: tuple[str, ...]
    y_values: tuple[str, ...]
    figure: str
    cells: tuple[tuple[Figure, ...], ...]


def vary(bench: Bench, variables: Sequence[Variable], *, figure: str = "net", progress: Progress) -> Curve | Heat:
    """A curve for one variable, a heat map for two.

    Raises VaryError for another number of variables, too many combinations or a figure that there is not, FindingsError for keys and
    values that the scheme cannot have.
    """
    if len(variables) not in (1, 2):
        raise VaryError(f"{len(variables)} keys are varied: one is drawn as a curve, two as a heat map; `patron tune` searches among more")
    combinations(variables)
    keys = bench.keys(variables)
    bench.check(variables)
    variants: list[Changes] = list(every_variant(variables))
    found = bench.outcomes([(one, None) for one in variants], progress)
    if len(variables) == 1:
        return Curve(keys[0], tuple(Point(text, outcomes) for text, outcomes in zip(variables[0].values, found, strict=True)))
    known = {name for outcomes in found for one in outcomes for name in one.figures}
    if figure not in known:
        raise VaryError(f"there is no figure {figure!r}; figures: {', '.join(sorted(known))}")
    by_variant = dict(zip(variants, found, strict=True))
    x, y = variables
    cells = tuple(tuple(middle(by_variant[((x.key, one), (y.key, other))], figure) for one in x.values) for other in y.values)
    return Heat(keys[0], keys[1], x.values, y.values, figure, cells)
