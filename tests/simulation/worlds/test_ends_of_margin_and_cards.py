"""The two ends of the assumptions that `test_worlds` has none of: of the margin, and of the use of prepaid cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from patron.engine.days import to_day
from patron.engine.plan.compile import compile_plan
from patron.plugins import industry
from patron.scheme.load import load_scheme
from patron.simulation.assumptions.model import Assumptions, Effect
from patron.simulation.population.model import Arrival, BgNbd, CardBuyers, GammaGamma, Goods, Population
from patron.simulation.population.world import Span
from patron.simulation.replay.request import Margins
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome
from patron.simulation.worlds.run import run_world
from worlds_case import ASSUMED, entry, job

HOSPITAL = Path(__file__).parents[3] / "plugins" / "hospital" / "patron_hospital" / "schemes" / "hospital-cards.yaml"
PATIENTS = Population(
    "patients",
    "CNY",
    BgNbd(2.0, 20.0, 0.3, 3.0),
    7.0,
    GammaGamma(3.0, 4.0, 500.0),
    customers=60,
    industry="hospital",
    arrival=Arrival(12, 0.2),
    goods=(Goods("government-priced", 0.6), Goods("treatment", 0.4)),
    profiles=(("customer_group", (("neighbour", 0.3), ("other", 0.7))),),
    cards=(CardBuyers("card-5000", 0.5),),
)


def at_ends(case: Job, name: str) -> tuple[Outcome, Outcome]:
    found = next(one for one in case.assumptions.entries if one.id == name)
    others = {one.id: one.range.middle for one in case.assumptions.entries}
    low, high = (run_world(case, 0, values={**others, name: end}) for end in (found.range.low, found.range.high))
    return low, high


def test_the_margin_changes_the_net_and_no_cost() -> None:
    margin = entry("margin", Effect.MARGIN, "0.2", "0.5")
    low, high = at_ends(job(margins=None, customers=120, assumptions=Assumptions("club", (*ASSUMED.entries, margin))), "margin")
    assert low.figures["cost"] == high.figures["cost"]
    assert low.figures["extra_sales"] == high.figures["extra_sales"] != 0
    extra = [Fraction(int(one.figures["extra_gross"] or 0)) for one in (low, high)]
    assert abs(extra[1] - extra[0] * Fraction(5, 2)) <= 2  # both were rounded once
    assert int(high.figures["net"] or 0) - int(low.figures["net"] or 0) == extra[1] - extra[0]


def test_the_use_of_cards_changes_what_they_cost() -> None:
    scheme = load_scheme(HOSPITAL).require()
    used = replace(entry("used", Effect.CARD_USED, "0.02", "1"), of="card-5000")
    span = Span(to_day(date(2024, 1, 1)), to_day(date(2025, 1, 1)), to_day(date(2025, 12, 31)))
    case = Job(
        scheme,
        compile_plan(scheme, industry("hospital")),
        PATIENTS,
        Assumptions("cards", (used,)),
        span,
        1,
        Margins(Fraction(1, 2)),
        runner="reference",
    )
    low, high = at_ends(case, "used")
    assert low.figures["net"] != high.figures["net"]
    assert int(low.figures["cost"] or 0) < int(high.figures["cost"] or 0)
