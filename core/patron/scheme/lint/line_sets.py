"""Sets of lines as `goods` filters describe them: whether two of them meet, and whether one lies in another.

Both answers are sound: `meet` is true only if some line is in both, `within` only if every line is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from patron.scheme.model import Discount, Goods
from patron.vocabulary import Industry

_COLUMNS = ("category", "tender", "store", "channel")


@dataclass(frozen=True, slots=True)
class Cells:
    """What one column's cell may be: one of `only` (None: anything, or nothing), and none of `never`."""

    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()

    @property
    def possible(self) -> frozenset[str] | None:
        """The values that are left of `only`."""
        return None if self.only is None else self.only - self.never

    def both(self, other: Cells) -> Cells:
        """What passes both."""
        only = other.only if self.only is None else self.only if other.only is None else self.only & other.only
        return Cells(only, self.never | other.never)

    def within(self, other: Cells) -> bool:
        """Whether every cell that passes passes the other too."""
        left = self.possible
        if other.only is not None and (left is None or not left <= other.only):
            return False
        return other.never <= self.never if left is None else not left & other.never


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines by their cells, and by the share of the list amount that they are sold at: below `below`, from `least`."""

    cells: Mapping[str, Cells] = field(default_factory=dict)
    below: Decimal | None = None
    least: Decimal | None = None

    @property
    def none(self) -> bool:
        """Whether it is plain that no line is among them."""
        if any(cells.possible == frozenset() for cells in self.cells.values()):
            return True
        return self.below is not None and (self.below <= 0 or (self.least is not None and self.least >= self.below))

    def both(self, other: Lines) -> Lines:
        """The lines of both."""
        cells = {name: self._of(name).both(other._of(name)) for name in {**self.cells, **other.cells}}
        belows = [one for one in (self.below, other.below) if one is not None]
        leasts = [one for one in (self.least, other.least) if one is not None]
        return Lines(cells, min(belows, default=None), max(leasts, default=None))

    def within(self, other: Lines) -> bool:
        """Whether they all are among the other's."""
        if not all(self._of(name).within(cells) for name, cells in other.cells.items()):
            return False
        if other.below is not None and (self.below is None or self.below > other.below):
            return False
        return other.least is None or (self.least is not None and self.least >= other.least)

    def _of(self, name: str) -> Cells:
        return self.cells.get(name, Cells())


def lines_of(goods: Goods | None) -> Lines:
    """The lines that a filter lets through."""
    if goods is None:
        return Lines()
    cells: dict[str, Cells] = {}
    for name in _COLUMNS:
        only, never = getattr(goods, name), getattr(goods, f"{name}_not")
        if only or never:
            cells[name] = Cells(None if only is None else frozenset(only), frozenset(never or ()))
    for name, values, negated in goods.fields():
        stated = Cells(None, frozenset(values)) if negated else Cells(frozenset(values))
        cells[name] = cells.get(name, Cells()).both(stated)
    return Lines(cells, goods.sold_below, goods.sold_from)


def lines_with_units(lines: Lines, discount: Discount, industry: Industry) -> Lines:
    """Of them those that have the unit that the discount counts; an empty cell has it too, so what is said never must be there."""
    cells = dict(lines.cells)
    for unit in industry.units:
        if unit.id not in (discount.off_per or {}):
            continue
        choices = {one.name: frozenset(one.choices) for one in industry.fields}
        for name, values in unit.only_where:
            others = choices.get(name, frozenset()) - frozenset(values)
            cells[name] = cells.get(name, Cells()).both(Cells(None, others))
    return replace(lines, cells=cells)
