"""Random times at the tills, every operation of a store among them: the ledger, a replay and `evaluate` say the same after each step."""

from __future__ import annotations

import os
from time import time_ns

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import Tills

BASE = int(os.environ.get("PATRON_SEED", time_ns() // 10**6 % 10**8))
RUNS = 25  # of each part of the thousand
TOLD = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],  # shrinking takes long; what is printed says how to come there again
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


def run(number: int, runs: int, steps: int) -> None:
    """So many runs of a seed, which is printed; the first of each is a short one."""
    print(f"PATRON_SEED={number} runs={runs} steps={steps}")
    run_state_machine_as_test(seed(number)(Tills), settings=settings(TOLD, max_examples=runs, stateful_step_count=steps))  # type: ignore[arg-type]


@pytest.mark.parametrize("part", range(2))
def test_a_few_times_at_the_tills(part: int) -> None:
    run(BASE + part, 4, 30)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(40))
def test_a_thousand_times_at_the_tills(part: int) -> None:
    run(BASE + part, RUNS, 50)
