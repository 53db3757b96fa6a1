"""Cases on which the runners once disagreed, cut down to what matters, and those that show planted faults: they agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators import load
from generators_agree import batch, disagreement, reference, shuffled

HERE = Path(__file__).parent
KEPT = sorted([*(HERE / "corpus").glob("*.json"), *(HERE.parent / "mutation" / "cases").glob("*.json")])


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_both_runners_agree(path: Path) -> None:
    case = load(path)
    assert not (found := disagreement(case)), found


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_the_order_of_the_rows_changes_nothing(path: Path) -> None:
    case = load(path)
    mixed = shuffled(case, 1)
    for runner in (reference, batch):
        assert not (found := disagreement(case, runner, lambda _, runner=runner: runner(mixed))), found
