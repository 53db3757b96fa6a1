"""Prepaid cards of a population: bought by its shares, used by what is assumed, and a tier as long as they last."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from patron.engine import cards, reference
from patron.engine.days import to_day
from patron.engine.plan.compile import compile_plan
from patron.engine.validate import validate_history
from patron.plugins import industry
from patron.scheme.load import load_scheme
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range, middles
from patron.simulation.behaviour.respond import Made, baseline, respond
from patron.simulation.population.model import Arrival, BgNbd, CardBuyers, GammaGamma, Goods, Population
from patron.simulation.population.world import Span, World, draw_world

SCHEME = Path(__file__).parents[3] / "plugins" / "hospital" / "patron_hospital" / "schemes" / "hospital-cards.yaml"
SPAN = Span(to_day(date(2024, 1, 1)), to_day(date(2025, 1, 1)), to_day(date(2026, 6, 30)))
LOADED = load_scheme(SCHEME).require()
PLAN = compile_plan(LOADED, industry("hospital"))


def world() -> World:
    population = Population(
        "patients",
        "CNY",
        BgNbd(2.0, 20.0, 0.3, 3.0),
        7.0,
        GammaGamma(3.0, 4.0, 500.0),
        customers=150,
        industry="hospital",
        arrival=Arrival(12, 0.2),
        goods=(Goods("government-priced", 0.6), Goods("treatment", 0.4)),
        profiles=(("customer_group", (("neighbour", 0.3), ("other", 0.7))),),
        cards=(CardBuyers("card-5000", 0.2, 0.9), CardBuyers("card-10000", 0.05)),
    )
    return draw_world(population, SPAN, seed=1, world=0)


def made(*entries: Assumption) -> Made:
    some = Assumptions("cards", entries)
    return respond(world(), LOADED, PLAN, some, middles(some), launch=SPAN.launch, last=SPAN.last, evaluate=reference.run)


def entry(effect: Effect, value: str, **more: object) -> Assumption:
    return Assumption(effect.value, effect, Range(Fraction(value), Fraction(value)), "a test", **more)  # type: ignore[arg-type]


def test_a_desk_would_have_taken_every_step() -> None:
    history = made().history
    assert validate_history(history, PLAN, SPAN.last) == []
    run = cards.run(PLAN, history, SPAN.last)  # raises for a movement that must not be
    small = [one for one in run.cards if one.kind.id == "card-5000"]
    assert 0.1 < len(small) / (1.5 * 150) < 0.3
    profile = dict(history.members.select("member_id", "customer_group").iter_rows())
    assert {one.rule for one in small if profile[one.holder or ""] == "neighbour"} == {"neighbours-5000"}
    assert {one.rule for one in small if profile[one.holder or ""] == "other"} == {"everyone-5000"}
    over = [one for one in small if one.valid_until is not None and one.valid_until <= SPAN.last]
    assert over
    assert {one.used for one in over} == {450_000}


@pytest.mark.parametrize(("share", "of", "used"), [("0.5", None, 250_000), ("0.25", "card-5000", 125_000), ("1", "card-10000", 450_000)])
def test_what_is_assumed_of_use_holds(share: str, of: str | None, used: int) -> None:
    history = made(entry(Effect.CARD_USED, share, of=of)).history
    run = cards.run(PLAN, history, SPAN.last)
    over = [one for one in run.cards if one.kind.id == "card-5000" and one.valid_until is not None and one.valid_until <= SPAN.last]
    assert {one.used for one in over} == {used}


def test_holders_answer_as_long_as_they_hold_a_card() -> None:
    before = baseline(world(), PLAN)
    assert before.history.movements.is_empty()
    answered = made(entry(Effect.BASKET, "0.5", tiers=("vip",)))
    tiers = reference.run(PLAN, answered.history, SPAN.last, detail=True)
    assert tiers.purchases is not None
    lines = answered.history.lines.with_columns(before=pl.Series(answered.amounts_before)).join(
        tiers.purchases.select("purchase_id", "tier"), on="purchase_id"
    )
    larger = np.floor(lines["before"].to_numpy() * 1.5 + 0.5)
    held = (lines["tier"] > 0).to_numpy()
    assert held.any()
    assert (lines["amount"].to_numpy() == np.where(held, larger, lines["before"].to_numpy())).all()
