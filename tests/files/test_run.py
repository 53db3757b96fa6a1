"""The one door to both runners: checks first, then the runner for the size."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from patron.engine import run as door
from patron.engine.plan import EVER, Comparison, Op, Plan, Rule, Tier
from patron.engine.plan import Test as Measured
from patron.engine.run import choose, evaluate
from patron.findings import FindingsError

WHEN = Measured("purchase", EVER, (Comparison(Op.AT_LEAST, 100_000),))
PLAN = Plan("s", "general", "CNY", 2, "UTC", (Tier("guest", "顾客", "Guest"), Tier("vip", "会员", "VIP")), (Rule("big", 1, WHEN),))
HEAD = "purchase_id,member_id,at,amount,returns\n"


@pytest.fixture
def history(write, read):
    return read(write(HEAD + "P1,M1,2025-01-05,1000,\nP2,M2,2025-01-05,999.99,\n"))


def test_a_valid_history_is_evaluated(history):
    members = evaluate(PLAN, history, 20453).members
    assert members.select("member_id", "tier", "reason").rows() == [("M1", "vip", "big"), ("M2", "guest", None)]


def test_faults_stop_it_before_any_runner(write, read, monkeypatch):
    monkeypatch.setattr(door, "run", lambda *_, **__: pytest.fail("ran"))
    with pytest.raises(FindingsError) as caught:
        evaluate(PLAN, read(write(HEAD + "R1,M1,2025-01-05,1,P9\n")), 20453)
    assert [finding.code for finding in caught.value.findings] == ["unknown-purchase"]


def test_the_size_decides_unless_a_runner_is_named(history, monkeypatch):
    assert choose(history) == "reference"
    assert choose(history, "batch") == "batch"
    monkeypatch.setattr(door, "BATCH_FROM", 2)
    assert choose(history) == "batch"
    assert choose(history, "reference") == "reference"
    monkeypatch.setattr(door, "BATCH_FROM", 3)
    assert choose(history) == "reference"
    returns = pl.concat([history.returns, pl.DataFrame({"row": [9]}, schema={"row": pl.Int64})], how="diagonal")
    assert choose(replace(history, returns=returns)) == "batch"
