"""The section on economics of made worlds: every part adds up to the world's own figures, and a placebo gains nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from patron.engine.days import to_day
from patron.engine.plan.compile import compile_plan
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range, middles
from patron.simulation.economics.lived import Lived
from patron.simulation.population.model import BgNbd, GammaGamma, GroupOrders, ParetoNbd, Population
from patron.simulation.population.world import Span
from patron.simulation.replay.request import Margins
from patron.simulation.report.economics_document import economics_section
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.run import full_world, run_world
from patron.vocabulary import GENERAL

SCHEME: dict[str, Any] = {
    "scheme": "worlds",
    "title": {"zh": "世界", "en": "Worlds"},
    "currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "tiers": [
        {"id": "guest", "title": {"zh": "顾客", "en": "Guest"}},
        {"id": "silver", "title": {"zh": "银", "en": "Silver"}, "term": "3 months"},
        {"id": "gold", "title": {"zh": "金", "en": "Gold"}, "term": "6 months"},
    ],
    "qualification": [
        {"id": "some", "grants": "silver", "when": {"spend": {"within": "3 months", "at_least": 300}}},
        {"id": "more", "grants": "gold", "when": {"spend": {"within": "6 months", "at_least": 900}}},
    ],
    "group_purchase": [{"id": "group", "priced_as": "gold", "when": {"group_order": {"at_least": 2000}}}],
    "discounts": [{"id": "off", "for": ["silver", "gold"], "rate": "0.95"}, {"id": "gold-off", "for": "gold", "off": 3, "stack": "extra"}],
    "points": {
        "accrual": [{"id": "each", "for": ["guest", "silver", "gold"], "one_point_per": 7}],
        "redemption": {"points": 3, "worth": "0.1"},
        "expiry": {"after": "6 months"},
    },
    "benefits": [{"id": "gift", "for": "gold", "each_year": 5, "unit_cost": 11}],
    "costs": {"one_off": [{"id": "start", "amount": 1000, "spread_over": "3 years"}], "yearly": [{"id": "run", "amount": 777}]},
}
PLACEBO: dict[str, Any] = {**SCHEME, "group_purchase": [], "discounts": [], "points": None, "benefits": [], "costs": None}
TIERS = ("silver", "gold")


def _entry(name: str, effect: Effect, value: str, **more: Any) -> Assumption:
    return Assumption(name, effect, Range(Fraction(value), Fraction(value)), "told", tiers=TIERS, **more)


ALL = Assumptions(
    "all",
    (
        _entry("often", Effect.PURCHASE_RATE, "0.3"),
        _entry("bill", Effect.BASKET, "0.07"),
        _entry("stay", Effect.RETENTION, "0.5"),
        _entry("near", Effect.GOAL_GRADIENT, "0.4"),
        _entry("fallen", Effect.DEMOTION, "0.5", lasting_days=90),
        _entry("gone", Effect.DEMOTION_DROP_OUT, "0.3"),
        _entry("only", Effect.INCREMENTAL, "0.1"),
    ),
)
TIMINGS = {"bg-nbd": BgNbd(0.8, 6.0, 0.8, 2.5), "pareto-nbd": ParetoNbd(0.8, 6.0, 0.7, 20.0)}


def _job(timing: str, told: dict[str, Any], assumptions: Assumptions) -> Job:
    scheme = Scheme.model_validate(told, context={"places": 2})
    first, launch, last = (to_day(date(*on)) for on in ((2024, 1, 1), (2025, 1, 1), (2025, 9, 30)))
    groups = GroupOrders(each_year=6, median=2500, sigma=0.3)
    people = Population("people", "CNY", TIMINGS[timing], 7.0, GammaGamma(6.25, 3.74, 150.0), groups=groups, introduced=0.1, walk_ins=0.2)
    margins = Margins(Fraction(1, 3))
    return Job(scheme, compile_plan(scheme, GENERAL), people, assumptions, Span(first, launch, last), 5, margins, 300, runner="reference")


@cache
def _world(timing: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The section, the world's figures, and its figures by month."""
    job = _job(timing, SCHEME, ALL)
    values = middles(ALL)
    laid, base, made = full_world(job, 3, values=values)
    outcome = run_world(job, 3, values=values)
    return economics_section(laid, Lived(job.population, ALL, values, base, made)), dict(outcome.figures), dict(outcome.months)


@pytest.mark.parametrize("timing", list(TIMINGS))
def test_every_part_adds_up_to_the_worlds_figures_to_the_fen(timing: str) -> None:
    section, figures, months = _world(timing)
    assert section["extra"]["sales"] == figures["extra_sales"]
    assert section["extra"]["gross"] == figures["extra_gross"]
    assert section["extra"]["sales"] != 0
    for part in ("by_tier", "by_month"):
        assert sum(one["extra_sales"] for one in section[part]) == figures["extra_sales"]
        assert sum(one["extra_gross"] for one in section[part]) == figures["extra_gross"]
        assert sum(one["cost"] for one in section[part]) == figures["cost"]
        assert sum(one["net"] for one in section[part]) == figures["net"]
    assert [one["net"] for one in section["by_month"]] == list(months["net"])
    assert [one["extra_gross"] for one in section["by_month"]] == list(months["extra_gross"])
    assert sum(one["amount"] for one in section["by_rule"]) == figures["cost"]
    assert section["anyway"]["discounts"] == figures["anyway_discount"]
    assert section["payback"]["months"] == figures["payback"]
    assert sum(one["amount"] for one in section["liability"]["by_age"][-1]["ages"]) == figures["liability"]
    revenue = section["revenue"]
    assert revenue["paid"] == revenue["goods"] + revenue["earned"] + revenue["deferred"]


@pytest.mark.parametrize("timing", list(TIMINGS))
def test_points_of_made_customers_are_followed_exactly_and_none_is_older_than_they_live(timing: str) -> None:
    ages = _world(timing)[0]["liability"]["by_age"]
    assert all(one["unsure_points"] == 0 for one in ages)
    assert all(age["points"] == 0 for one in ages for age in one["ages"] if age["months"] in {"12+", "below-zero"})
    assert any(age["points"] for one in ages for age in one["ages"] if age["months"] == "3-6")


@pytest.mark.parametrize("timing", list(TIMINGS))
def test_every_tier_has_years_within_the_horizon(timing: str) -> None:
    section = _world(timing)[0]
    for one in section["lifetime"]:
        assert 0 < one["years"] <= section["horizon_years"]
        assert one["yearly_profit"] == pytest.approx(one["yearly_gross"] - one["yearly_cost"], abs=1)


def test_a_scheme_that_promises_nothing_gains_costs_and_owes_nothing() -> None:
    job = _job("bg-nbd", PLACEBO, ALL)
    values = middles(ALL)
    laid, base, made = full_world(job, 1, values=values)
    section = economics_section(laid, Lived(job.population, ALL, values, base, made))
    assert section["extra"] == {"sales": 0, "gross": 0, "purchases": 0}
    assert section["anyway"] == {"sales": 0, "discounts": 0}
    assert section["pulled_forward"] == {"sales": 0, "purchases": 0, "from_after": 0}
    assert section["by_rule"] == section["cells"] == []
    assert {one[name] for part in ("by_tier", "by_month") for one in section[part] for name in ("extra_gross", "cost", "net")} == {0}
    assert {sum(age["amount"] for age in one["ages"]) for one in section["liability"]["by_age"]} == {0}
    assert set(section["payback"]["running"]) == {0}
