"""Random times at the tills, every operation of a store among them: the ledger, a replay and `evaluate` say the same after each step."""

from __future__ import annotations

import os
from time import time_ns

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import Tills
from postgres import server_or_skip

FEW = int(os.environ.get("PATRON_SEED", "78328579"))  # the same each time, so that a change is to blame where they fail
BASE = int(os.environ.get("PATRON_SEED", time_ns() // 10**6 % 10**8))  # others each time
RUNS = 25  # of each part of the thousand
TOLD = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],  # shrinking takes long; what is printed says how to come there again
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


class TillsOnPostgresql(Tills):
    """The same; a database there is not copied, so `evaluate` is asked only of days that are closed."""

    on_postgresql = True


def run(number: int, runs: int, steps: int, machine: type[Tills] = Tills) -> None:
    """So many runs of a seed, which is printed."""
    print(f"PATRON_SEED={number} runs={runs} steps={steps}")
    run_state_machine_as_test(seed(number)(machine), settings=settings(TOLD, max_examples=runs, stateful_step_count=steps))  # type: ignore[arg-type]


@pytest.mark.parametrize("part", range(2))
def test_a_few_times_at_the_tills(part: int) -> None:
    run(FEW + part, 4, 30)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(40))
def test_a_thousand_times_at_the_tills(part: int) -> None:
    run(BASE + part, RUNS, 50)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_at_tills_of_postgresql(part: int) -> None:
    server_or_skip()
    run(BASE + part, 10, 50, TillsOnPostgresql)
