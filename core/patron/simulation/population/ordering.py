"""Purchases in the order of time, by counting: two passes over what a sort would go over many times."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from patron.simulation.population.compiled import entry

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
_SECONDS = 86_400


@entry
def rank_by_time(day: Days, second: Days, first: int, rows: Days, places: Ints) -> None:
    """Writes into `places` how many rows come before each by day, second and row; `first` is the first day, `rows` scratch of as many."""
    counts = np.zeros(_SECONDS + 1, dtype=np.int64)
    for n in range(len(day)):
        counts[second[n] + 1] += 1
    for value in range(_SECONDS):
        counts[value + 1] += counts[value]
    last = first
    for n in range(len(day)):
        rows[counts[second[n]]] = n
        counts[second[n]] += 1
        last = max(last, day[n])
    by_day = np.zeros(last - first + 2, dtype=np.int64)
    for n in range(len(day)):
        by_day[day[n] - first + 1] += 1
    for value in range(last - first + 1):
        by_day[value + 1] += by_day[value]
    for n in range(len(day)):
        row = rows[n]
        places[row] = by_day[day[row] - first]
        by_day[day[row] - first] += 1
