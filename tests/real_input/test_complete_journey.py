"""The Complete Journey, whole: counts as published, results held fast, both runners alike on a sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from patron.engine import batch, reference
from polars.testing import assert_frame_equal

AS_OF = (date(2017, 12, 31) - date(1970, 1, 1)).days


@pytest.fixture(scope="module")
def case(case_of):
    return case_of("complete_journey", AS_OF)


@pytest.fixture(scope="module")
def result(case):
    return batch.run(*case, AS_OF)


def test_counts_are_as_published(case):
    _, history = case
    assert history.lines.height == 1_469_307
    assert history.lines["member_id"].n_unique() == 2_469
    assert history.lines["purchase_id"].n_unique() == 155_848
    assert (history.lines["day"].min(), history.lines["day"].max()) == (AS_OF - 364, AS_OF)


def test_members_by_tier_and_reason(result):
    counts = result.members.group_by("tier", "reason").len()
    assert {(tier, reason): count for tier, reason, count in counts.iter_rows()} == {
        ("household", None): 621,
        ("household", "lapse"): 420,
        ("silver", "lapse"): 74,
        ("silver", "month-total"): 298,
        ("silver", "stays-silver"): 518,
        ("silver", "ten-visits"): 12,
        ("gold", "quarter-total"): 122,
        ("gold", "stays-gold"): 404,
    }
    assert result.changes.height == 7_039


def test_spend_is_what_a_plain_sum_says(case, result):
    _, history = case
    counted = pl.col("category").ne_missing("fuel")
    plain = history.lines.filter(counted).group_by("member_id").agg(pl.col("amount").sum().alias("plain"))
    joined = result.members.join(plain, on="member_id", how="left").with_columns(pl.col("plain").fill_null(0))
    assert joined.filter(pl.col("plain") != pl.col("spend_12m")).height == 0


def test_the_reference_gives_the_same_for_every_tenth_household(case, result):
    plan, history = case
    chosen = pl.col("member_id").str.ends_with("7")
    sample = replace(history, lines=history.lines.filter(chosen))
    other = reference.run(plan, sample, AS_OF)
    assert other.members.height > 200
    assert_frame_equal(other.members, result.members.filter(chosen))
    assert_frame_equal(other.changes, result.changes.filter(chosen))
