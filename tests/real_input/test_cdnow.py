"""CDNOW, whole: counts as published, results held fast, both runners alike."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from patron.engine import batch, reference
from polars.testing import assert_frame_equal

AS_OF = (date(1998, 6, 30) - date(1970, 1, 1)).days


@pytest.fixture(scope="module")
def case(case_of):
    return case_of("cdnow", AS_OF)


@pytest.fixture(scope="module")
def result(case):
    return reference.run(*case, AS_OF)


def test_counts_are_as_published(case):
    _, history = case
    assert history.lines.height == 69_659
    assert history.lines["purchase_id"].n_unique() == 69_659
    assert history.lines["member_id"].n_unique() == 23_570
    assert history.lines["amount"].sum() == 250_031_563  # $2,500,315.63
    first, last = (date(1970, 1, 1).toordinal() + history.lines["day"].min(), date(1970, 1, 1).toordinal() + history.lines["day"].max())
    assert (date.fromordinal(first), date.fromordinal(last)) == (date(1997, 1, 1), date(1998, 6, 30))


def test_members_by_tier_and_reason(result):
    counts = result.members.group_by("tier", "reason").len()
    assert {(tier, reason): count for tier, reason, count in counts.iter_rows()} == {
        ("visitor", None): 19_459,
        ("visitor", "lapse"): 1_905,
        ("listener", "lapse"): 173,
        ("listener", "stays-listener"): 1_173,
        ("listener", "third-visit"): 563,
        ("collector", "big-basket"): 12,
        ("collector", "half-year-total"): 85,
        ("collector", "stays-collector"): 200,
    }
    assert result.changes.height == 9_860


def test_spend_of_the_last_year_is_what_a_plain_sum_says(case, result):
    _, history = case
    since = (date(1997, 6, 30) - date(1970, 1, 1)).days
    plain = history.lines.filter(pl.col("day") > since).group_by("member_id").agg(pl.col("amount").sum().alias("plain"))
    joined = result.members.join(plain, on="member_id", how="left").with_columns(pl.col("plain").fill_null(0))
    assert joined.filter(pl.col("plain") != pl.col("spend_12m")).height == 0
    assert joined["plain"].sum() > 0


def test_who_came_by_a_big_basket_bought_one_that_day(case, result):
    _, history = case
    baskets = history.lines.filter(pl.col("amount") >= 30_000).select("member_id", pl.col("day").alias("on"))
    gained = result.changes.filter(pl.col("reason") == "big-basket")
    assert gained.height > 0
    assert gained.join(baskets, on=["member_id", "on"], how="anti").height == 0
    assert baskets.join(result.changes.filter(pl.col("to") == "collector"), on="member_id", how="anti").height == 0


def test_points_balance(result):
    balance = pl.col("points_earned") - pl.col("points_expired") - pl.col("points_taken_back") - pl.col("points_spent")
    assert result.members.filter(pl.col("points") != balance).height == 0


def test_batch_gives_every_cell_that_the_reference_gives(case, result):
    other = batch.run(*case, AS_OF)
    assert_frame_equal(other.members, result.members)
    assert_frame_equal(other.changes, result.changes)
