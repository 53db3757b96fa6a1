"""What is issued to members of a profile only: judged at the end of the day of issue, by both runners."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from histories import buy, day, history, iso, member, move
from patron.engine.entitlements import run
from patron.engine.plan import Benefits, GoodsFilter, Grant, GrantKind
from patron.engine.results import CHANGE_COLUMNS, Evaluation
from plans import plan, tier

KEY = (("grade", ("key",)),)
GRADES = [("2024-03-01", "key"), ("2024-12-31T23:00", "plain"), ("2025-08-01", "key")]


def issued(grant: Grant, runner: Any, *, since: str = "2023-05-05", as_of: str = "2026-06-30") -> list[Any]:
    """First days and carried numbers of what ann gets; she is `plain`, `key` from March 2024, not in the first half of 2025."""
    made = replace(plan([tier("guest"), tier("gold")]), benefits=Benefits((grant,), (grant.id,)), profile_fields=("grade",))
    moves = [move(f"g{number}", "ann", on, "profile", ref="grade", value=grade) for number, (on, grade) in enumerate(GRADES)]
    bought = [buy(f"p{number}", "ann", on, 10) for number, on in enumerate(["2024-02-29", "2024-03-01", "2024-12-31", "2025-09-01"])]
    known = history(purchases=bought, movements=moves, members=[member("ann", birthday="1990-03-01")])
    known = replace(known, members=known.members.with_columns(grade=pl.lit("plain")))
    changes = pl.DataFrame([("ann", day(since), "guest", "gold", "rule")], schema=CHANGE_COLUMNS, orient="row")
    found = run(made, known, Evaluation(pl.DataFrame({"member_id": ["ann"]}), changes), day(as_of), runner=runner)
    return [(iso(first), carried) for first, carried in found.issues.select("from", "carried").iter_rows()]


@pytest.mark.parametrize("runner", ["reference", "columnar"])
def test_the_profile_at_the_end_of_the_day_of_issue(runner: str) -> None:
    birthday = Grant("gift", GrantKind.BIRTHDAY, (1,), 1, profile=KEY)
    assert issued(birthday, runner) == [("2024-03-01", 0), ("2026-03-01", 0)]
    assert issued(replace(birthday, kind=GrantKind.DAYS, days=((12, 31),)), runner) == [("2025-12-31", 0)]


@pytest.mark.parametrize("runner", ["reference", "columnar"])
def test_of_a_period_the_day_on_which_its_issue_begins(runner: str) -> None:
    quarter = Grant("pack", GrantKind.CALENDAR, (1,), 1, days=((1, 1), (4, 1), (7, 1), (10, 1)), profile=KEY, carry_over=1)
    found = issued(quarter, runner)
    assert found == [("2024-04-01", 0), ("2024-07-01", 1), ("2024-10-01", 1), ("2025-10-01", 0), ("2026-01-01", 1), ("2026-04-01", 1)]
    assert issued(quarter, runner, since="2024-03-01", as_of="2024-03-31") == [("2024-03-01", 0)]


@pytest.mark.parametrize("runner", ["reference", "columnar"])
def test_years_apart_hand_nothing_over(runner: str) -> None:
    yearly = Grant("gift", GrantKind.YEAR, (1,), 1, profile=KEY, carry_over=1)
    assert issued(yearly, runner) == [("2024-05-05", 0), ("2026-05-05", 0)]
    assert issued(replace(yearly, profile=()), runner) == [("2023-05-05", 0), ("2024-05-05", 1), ("2025-05-05", 1), ("2026-05-05", 1)]


@pytest.mark.parametrize("runner", ["reference", "columnar"])
def test_only_purchases_that_fit_are_counted(runner: str) -> None:
    bought = Grant("coupon", GrantKind.PURCHASE, (1,), 1, goods=GoodsFilter(), every=2, profile=KEY)
    assert issued(bought, runner) == [("2025-09-01", 0)]


@pytest.mark.parametrize("runner", ["reference", "columnar"])
def test_the_biggest_spenders_are_those_of_the_profile(runner: Any) -> None:
    grant = Grant("party", GrantKind.TOP, (0,), 1, days=((12, 1),), members=1, profile=KEY)
    made = replace(plan([tier("guest"), tier("gold")]), benefits=Benefits((grant,), (grant.id,)), profile_fields=("grade",))
    bought = [buy(f"p{name}", name, "2025-03-01", amount, store="east") for name, amount in (("ann", 900), ("bo", 50), ("cy", 40))]
    known = history(purchases=bought, members=[member(name) for name in ("ann", "bo", "cy")])
    known = replace(known, members=known.members.with_columns(grade=pl.Series(["plain", "key", "key"])))
    members = pl.DataFrame({"member_id": ["ann", "bo", "cy"]})
    found = run(made, known, Evaluation(members, pl.DataFrame(schema=CHANGE_COLUMNS)), day("2025-12-31"), runner=runner)
    assert found.issues["member_id"].to_list() == ["bo"]
