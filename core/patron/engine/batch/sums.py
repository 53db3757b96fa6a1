"""The sums of purchases over their lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patron.engine.batch.factors import Factor, taken_once
from patron.engine.batch.goods import Flags
from patron.engine.batch.purchases import Numbers, Ordered
from patron.engine.batch.steps import LARGE, run_step
from patron.engine.batch.template.types import Ints

Wanted = tuple[Numbers, Factor | Flags | None]  # values and how many times each is taken, by row of the history; None: once
_NOTHING = np.empty(0, dtype=np.int64)
_NO_CODES = np.empty(0, dtype=np.uint8)


def sums(ordered: Ordered, wanted: Sequence[Wanted], compiled: bool) -> Numbers:
    """Of each pair of values and factor by row, one after another, the sum of each purchase's lines; a pair that comes again is copied.

    They are written where they stay: memory that is taken anew costs more than the sums do.
    """
    size, first = ordered.purchases, ordered.purchase_first
    if len(wanted) == 1 and wanted[0][1] is None and first is None:
        return np.ascontiguousarray(ordered.put(wanted[0][0]))
    found = np.empty(len(wanted) * size, dtype=np.int64)
    parts = [found[n * size : (n + 1) * size] for n in range(len(wanted))]
    for number, (values, factor) in enumerate(wanted):
        same = next((other for other in range(number) if wanted[other][0] is values and wanted[other][1] is factor), None)
        if same is not None:
            parts[number][:] = parts[same]
        else:
            _add(ordered, values, taken_once(factor) if isinstance(factor, np.ndarray) else factor, parts[number], compiled)
    return found


def _add(ordered: Ordered, values: Numbers, factor: Factor | None, total: Numbers, compiled: bool) -> None:
    """The sum of each purchase's lines, each times its factor (None: 1), into `total`."""
    values, first = ordered.put(values), ordered.purchase_first
    codes = None if factor is None else ordered.put(factor.codes)
    if not compiled or len(values) < LARGE:
        product = values if factor is None else values * factor.table[codes]
        total[:] = product if first is None else np.add.reduceat(product, first[:-1])
        return
    weigh = (_NO_CODES, _NOTHING) if factor is None else (codes, factor.table)
    run_step(add_lines, len(values), values, *weigh, _NOTHING if first is None else first, total)


def add_lines(values: Ints, codes: Ints, factor: Ints, first: Ints, total: Ints) -> None:
    """The sum of each purchase's lines, each times factor[codes]; no `codes`: once. No `first`: every purchase has one line."""
    weighs = len(codes) > 0  # type: ignore[arg-type]
    if len(first) == 0:  # type: ignore[arg-type]
        for n in range(len(total)):  # type: ignore[arg-type]
            total[n] = values[n] * factor[codes[n]] if weighs else values[n]
        return
    for n in range(len(total)):  # type: ignore[arg-type]
        found = 0
        for e in range(first[n], first[n + 1]):
            found += values[e] * factor[codes[e]] if weighs else values[e]
        total[n] = found
