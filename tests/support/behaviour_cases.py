"""Small markets in which much happens in a few weeks, and schemes and assumptions for them."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from patron.engine.days import to_day
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range
from patron.simulation.population.model import Arrival, BgNbd, GammaGamma, Goods, ParetoNbd, Population, Season
from patron.simulation.population.world import Span
from patron.vocabulary import GENERAL

FIRST = to_day(__import__("datetime").date(2025, 3, 3))
SPAN = Span(FIRST - 60, FIRST, FIRST + 59)
TIERS = ("guest", "silver", "gold")


def scheme_of(**changes: Any) -> dict[str, Any]:
    """Three tiers that are won and lost within weeks."""
    tiers: list[dict[str, Any]] = [{"id": one, "title": {"zh": one, "en": one.title()}} for one in TIERS]
    tiers[1]["term"] = "20 days"
    tiers[2]["term"] = "30 days"
    return {
        "scheme": "quick",
        "title": {"zh": "快", "en": "Quick"},
        "currency": "CNY",
        "time_zone": "Asia/Shanghai",
        "tiers": tiers,
        "qualification": [
            {"id": "big", "grants": "gold", "when": {"purchase": {"at_least": 900}}},
            {"id": "total", "grants": "silver", "when": {"spend": {"within": "15 days", "at_least": 600}}},
            {
                "id": "brought",
                "grants": "silver",
                "when": {"referrer_tier": {"at_least": "silver"}, "purchase": {"at_least": 200}},
            },
        ],
        "maintenance": [
            {"id": "keep-silver", "keeps": "silver", "when": {"spend": {"within": "20 days", "at_least": 400}}},
            {"id": "keep-gold", "keeps": "gold", "when": {"purchase_count": {"within": "20 days", "at_least": 4}}},
        ],
        "discounts": [{"id": "tenth", "for": "gold", "rate": "0.9"}],
        "points": {"accrual": [{"id": "per-ten", "for": ["silver", "gold"], "one_point_per": 10}]},
        **changes,
    }


def compiled(raw: dict[str, Any]) -> tuple[Scheme, Plan]:
    """The scheme and its plan."""
    scheme = Scheme.model_validate(raw)
    return scheme, compile_plan(scheme, GENERAL)


def market(random: Random, customers: int) -> Population:
    """A few customers who buy every few days."""
    pareto = random.random() < 0.4
    return Population(
        id="small",
        currency="CNY",
        timing=ParetoNbd(2.0, 12.0, 1.5, 60.0) if pareto else BgNbd(2.0, 12.0, 1.2, 6.0),
        unit_days=1.0,
        amounts=GammaGamma(2.0, 4.0, 400.0),
        customers=customers,
        arrival=Arrival(2, 3.0),
        goods=(Goods("a", 0.7), Goods("b", 0.3, 2.0)),
        season=Season(weekdays=(0.5, 0.5, 1.0, 1.0, 1.0, 2.0, 1.0)),
        introduced=random.choice((0.0, 0.5)),
    )


def assumed(random: Random, tiers: tuple[str, ...] = ("silver", "gold")) -> Assumptions:
    """Some effects with some values, of each tier its own."""
    bounds = {
        Effect.PURCHASE_RATE: (-0.5, 1.5),
        Effect.BASKET: (-0.3, 0.6),
        Effect.RETENTION: (0.0, 1.0),
        Effect.GOAL_GRADIENT: (0.0, 1.0),
        Effect.DEMOTION: (0.0, 0.9),
        Effect.DEMOTION_DROP_OUT: (0.0, 0.6),
        Effect.INCREMENTAL: (0.0, 0.5),
    }
    entries = []
    for effect, (low, high) in bounds.items():
        for tier in tiers:
            if random.random() < 0.6:
                value = Fraction(round(random.uniform(low, high) * 1000), 1000)
                lasting = random.choice((None, 10, 25)) if effect is Effect.DEMOTION else None
                entries.append(
                    Assumption(f"{effect.value}-{tier}", effect, Range(value, value), "a test", tiers=(tier,), lasting_days=lasting)
                )
    return Assumptions("some", tuple(entries))
