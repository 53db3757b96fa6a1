"""What a book remembers between questions gives what counting afresh gives, whatever was asked and changed before."""

from __future__ import annotations

from random import Random

import pytest
from patron.engine.reference.book import Column


@pytest.mark.parametrize("seed", range(40))
def test_measures_of_any_stretch(seed: int) -> None:
    random = Random(seed)
    column, days = Column(), [100]
    column.add(random.choice([0, 1, 5]))
    for _ in range(300):
        step = random.random()
        if step < 0.4:
            days.append(days[-1] + random.choice([0, 0, 1, 3]))
            column.add(random.choice([0, 1, 5, 5, 9]))
        elif step < 0.5:
            column.change(random.randrange(len(days)), random.choice([0, 2, 7]))
        else:
            end = random.choice([len(days), random.randint(0, len(days))])
            first = random.randint(0, len(days))
            stretch = list(zip(days, column.values, strict=True))[first:end]
            values = [value for _, value in stretch]
            assert column.total(first, end) == sum(values)
            assert column.count(first, end) == sum(value > 0 for value in values)
            assert column.largest(first, end) == max(values, default=0)
            assert column.dates(first, end, days) == len({day for day, value in stretch if value > 0})
