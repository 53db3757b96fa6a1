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
from patron.simulation.behaviour.cards import usual_bills
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
        profiles=(("customer_group", (("neighbour", 0.3), ("owner", 0.2), ("other", 0.5))),),
        cards=(CardBuyers("card-5000", 0.4, 0.9, 0.5, 0.7), CardBuyers("card-10000", 0.1)),
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
    profile = dict(history.members.select("member_id", "customer_group").iter_rows())
    assert {one.rule for one in small if profile[one.holder or ""] == "neighbour"} == {"neighbours-5000"}
    assert {one.rule for one in small if profile[one.holder or ""] == "other"} == {"everyone-5000"}
    assert {one.rule for one in small if profile[one.holder or ""] == "owner"} >= {"owners-yearly"}


def test_buyers_are_those_whose_bills_are_large_and_buy_at_a_visit() -> None:
    people = world()
    usual = usual_bills(people)
    history = made().history
    sold = history.movements.filter(pl.col("kind") == "card_sell")
    large = sold.filter(pl.col("ref").str.starts_with("HV5"))
    assert len(large) > 20
    who = large["member_id"].str.slice(1).cast(pl.Int64).to_numpy()
    assert usual[who].min() >= 2_500
    assert (usual >= 2_500).mean() < 0.9
    days = history.lines.select("member_id", "day")
    assert sold.select("member_id", "day").join(days, on=["member_id", "day"], how="anti").is_empty()


def test_an_owner_is_given_one_card_a_calendar_year_at_the_first_visit() -> None:
    history = made().history
    owners = history.members.filter(pl.col("customer_group") == "owner")
    given = history.movements.filter(pl.col("kind") == "card_give").with_columns(year=pl.from_epoch("day", "d").dt.year())
    joined = history.lines.group_by("member_id").agg(first=pl.col("day").min())
    visits = history.lines.join(owners, on="member_id", how="semi").join(joined, on="member_id")
    visits = visits.filter((pl.col("day") >= SPAN.launch) & (pl.col("day") > pl.col("first")))
    wanted = visits.group_by("member_id", year=pl.from_epoch("day", "d").dt.year()).agg(day=pl.col("day").min())
    assert len(given)
    assert (
        given.select("member_id", "year", "day")
        .sort("member_id", "year")
        .equals(wanted.select("member_id", "year", "day").sort("member_id", "year"))
    )


@pytest.mark.parametrize(("share", "of", "most"), [("0.9", None, 450_000), ("0.05", None, 25_000), ("0.1", "card-5000", 50_000)])
def test_a_card_pays_its_share_of_each_bill_until_so_much_is_used(share: str, of: str | None, most: int) -> None:
    history = made(entry(Effect.CARD_USED, share, of=of)).history
    bills = {
        purchase: (member, at, amount, category)
        for purchase, member, at, amount, category in history.lines.select(
            "purchase_id", "member_id", "at", "amount", "category"
        ).iter_rows()
    }
    payments = history.movements.filter(pl.col("kind") == "card_pay")
    by_several = set(payments.filter(pl.len().over("value") > 1)["value"])
    paid: dict[str, int] = {}
    for member, ref, at, amount, purchase in (
        payments.filter(pl.col("ref").str.starts_with("HV5")).select("member_id", "ref", "at", "amount", "value").iter_rows()
    ):
        whose, when, bill, category = bills[purchase]
        assert (whose, when, category) == (member, at, "treatment")  # the other goods are not paid for by cards
        paid[ref] = paid.get(ref, 0) + amount
        assert amount <= (bill * 7 + 5) // 10
        assert amount == (bill * 7 + 5) // 10 or paid[ref] == most or purchase in by_several
    assert paid
    assert max(paid.values()) <= most
    if share != "0.9":
        assert most in paid.values()
    run = cards.run(PLAN, history, SPAN.last)
    assert {one.number: one.used for one in run.cards if one.number in paid} == paid


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
