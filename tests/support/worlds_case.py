"""A small market of made customers and a scheme for it, for tests of worlds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from dateutil.relativedelta import relativedelta
from patron.engine.days import to_day
from patron.engine.plan.compile import compile_plan
from patron.engine.run import Runner
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range
from patron.simulation.population.model import Arrival, BgNbd, GammaGamma, Population
from patron.simulation.population.world import Span
from patron.simulation.replay.request import Margins
from patron.simulation.worlds.job import Job
from patron.vocabulary import GENERAL

CLUB: dict[str, Any] = {
    "scheme": "club",
    "title": {"zh": "会员", "en": "Club"},
    "currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "tiers": [
        {"id": "guest", "title": {"zh": "顾客", "en": "Guest"}},
        {"id": "vip", "title": {"zh": "会员", "en": "VIP"}, "term": "6 months"},
    ],
    "qualification": [{"id": "spend", "grants": "vip", "when": {"spend": {"within": "12 months", "at_least": 60}}}],
    "maintenance": [{"id": "keep", "keeps": "vip", "when": {"spend": {"within": "6 months", "at_least": 60}}}],
    "discounts": [{"id": "off", "for": "vip", "rate": "0.95"}],
    "points": {"accrual": [{"id": "per-ten", "for": "vip", "one_point_per": 10}], "redemption": {"points": 20, "worth": 1}},
    "benefits": [{"id": "gift", "for": "vip", "each_year": 1, "unit_cost": 3, "title": {"zh": "礼品", "en": "A gift"}}],
    "costs": {"one_off": [{"id": "set-up", "amount": 500, "spread_over": "2 years"}]},
}
NO_PROMISE = {**CLUB, "discounts": [], "points": None, "benefits": [], "costs": None}
PEOPLE = Population(
    id="town",
    currency="CNY",
    timing=BgNbd(r=1.2, alpha=8.0, a=0.5, b=4.0),
    unit_days=7.0,
    amounts=GammaGamma(p=6.25, q=3.74, gamma=15.44),
    customers=2_000,
    arrival=Arrival(before_months=6, new_each_year=0.3),
)


def entry(name: str, effect: Effect, low: str, high: str, **more: Any) -> Assumption:
    """An entry that lies evenly between two ends; behaviour is of the tier `vip`."""
    tiers = () if effect in (Effect.TAKE_UP, Effect.REDEEMED, Effect.MARGIN, Effect.CARD_USED) else ("vip",)
    return Assumption(name, effect, Range(Fraction(low), Fraction(high)), "made for the test", tiers=tiers, **more)


ASSUMED = Assumptions(
    "club",
    (
        entry("more-often", Effect.PURCHASE_RATE, "0", "0.3"),
        entry("bigger-bills", Effect.BASKET, "0", "0.1"),
        entry("stay", Effect.RETENTION, "0", "0.5"),
        entry("near", Effect.GOAL_GRADIENT, "0", "0.4"),
        entry("fallen", Effect.DEMOTION, "0", "0.5", lasting_days=180),
        entry("gone", Effect.DEMOTION_DROP_OUT, "0", "0.2"),
        entry("for-the-discount", Effect.INCREMENTAL, "0", "0.2"),
        entry("gifts-taken", Effect.TAKE_UP, "0.3", "0.9", of="gift"),
        entry("points-spent", Effect.REDEEMED, "0.5", "0.9"),
    ),
)


def job(
    scheme: dict[str, Any] | None = None,
    *,
    assumptions: Assumptions = ASSUMED,
    population: Population = PEOPLE,
    seed: int = 1,
    margins: Margins | None = Margins(Fraction(35, 100)),  # noqa: B008 - frozen
    customers: int | None = None,
    months: int = 12,
    runner: Runner = "reference",
) -> Job:
    """The club over a year (or fewer months) from 1 January 2025; customers come from half a year before."""
    read = Scheme.model_validate(scheme or CLUB, context={"places": 2})

    launch = date(2025, 1, 1)
    span = Span(to_day(date(2024, 7, 1)), to_day(launch), to_day(launch + relativedelta(months=months)) - 1)
    return Job(read, compile_plan(read, GENERAL), population, assumptions, span, seed, margins, customers, runner)
