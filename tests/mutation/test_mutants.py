"""The property tests can fail: each deliberate fault makes the runners disagree on its case, on which they agree without it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import FAULTS
from generators import Case, load
from generators_agree import batch, difference, disagreement, outcome, reference
from mutants import Fault, plant, runner_of

PLANTED = [pytest.param(runner, fault, id=f"{runner}-{fault.id}") for runner, faults in FAULTS.items() for fault in faults]
OTHER = {"reference": batch, "batch": reference}


@pytest.fixture(autouse=True)
def _forget_copies() -> Iterator[None]:
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name in [name for name in sys.modules if name.startswith("faulty_")]:
        del sys.modules[name]


def _differs(case: Case, runner: str, fault: Fault, folder: Path) -> bool:
    faulty = runner_of(plant(runner, fault, folder), runner)
    return bool(difference(outcome(OTHER[runner], case), outcome(faulty, case)))


@pytest.mark.parametrize(("runner", "fault"), PLANTED)
def test_the_fault_is_found(runner: str, fault: Fault, tmp_path: Path) -> None:
    case = load(fault.case(runner))
    assert not (found := disagreement(case)), found
    assert _differs(case, runner, fault, tmp_path), "both runners agree in spite of the fault"


@pytest.mark.parametrize("runner", list(FAULTS))
def test_a_copy_without_a_fault_agrees(runner: str, tmp_path: Path) -> None:
    copied = runner_of(plant(runner, None, tmp_path), runner)
    for fault in FAULTS[runner]:
        case = load(fault.case(runner))
        assert not (found := disagreement(case, OTHER[runner], copied)), found


def test_each_runner_has_at_least_ten_faults_of_its_own() -> None:
    for faults in FAULTS.values():
        assert len({fault.id for fault in faults}) == len(faults) >= 10
