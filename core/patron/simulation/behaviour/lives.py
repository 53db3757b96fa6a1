"""The purchases that customers make as things stand, and which of them change."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from patron.simulation.population.lines import Bought
from patron.simulation.population.paths import Paths

_Columns = TypeVar("_Columns", Paths, Bought)
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lives:
    """Purchases by customer, then time, and what each is of."""

    paths: Paths
    found: Bought

    def __len__(self) -> int:
        return len(self.paths)

    def of(self, who: Flags) -> Lives:
        """Those of some customers, who are flagged by row."""
        return self._picked(np.flatnonzero(who[self.paths.customer]))

    def with_others(self, who: Flags, others: Lives) -> Lives:
        """With `others` in the place of the purchases of `who`."""
        both = self._picked(np.flatnonzero(~who[self.paths.customer]))
        joined = Lives(_joined(both.paths, others.paths), _joined(both.found, others.found))
        return joined._picked(np.argsort(joined.paths.customer, kind="stable"))

    def _picked(self, rows: Ints) -> Lives:
        return Lives(
            Paths(*(getattr(self.paths, one.name)[rows] for one in fields(Paths))),
            Bought(*(getattr(self.found, one.name)[rows] for one in fields(Bought))),
        )


class Current:
    """The purchases as they stand: those of the baseline, but for some customers others."""

    def __init__(self, base: Lives, count: int) -> None:
        self.base = base
        self.changed = np.zeros(count, dtype=np.bool_)
        self.others = base.of(self.changed)

    def of(self, who: Flags) -> Lives:
        """Those of some customers, who are flagged by row."""
        return self.base.of(who & ~self.changed).with_others(who & self.changed, self.others.of(who & self.changed))

    def replace(self, who: Flags, others: Lives) -> None:
        """`others` in the place of the purchases of `who`."""
        self.others = self.others.with_others(who, others)
        self.changed |= who

    def all(self) -> Lives:
        """Everybody's."""
        return self.base.with_others(self.changed, self.others)


def _joined(one: _Columns, other: _Columns) -> _Columns:
    names = [column.name for column in fields(one)]
    return type(one)(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in names))


def differing(before: Lives, after: Lives, count: int) -> Flags:
    """Of `count` customers those whose purchases are not the same in both, in time, kind or amount."""
    many, now = (np.bincount(one.paths.customer, minlength=count) for one in (before, after))
    differs: Flags = many != now
    old, new = before.of(~differs), after.of(~differs)
    same = (old.paths.when == new.paths.when) & (old.paths.number == new.paths.number) & (old.paths.kind == new.paths.kind)
    same &= old.found.amount == new.found.amount
    differs[old.paths.customer[~same]] = True
    return differs
