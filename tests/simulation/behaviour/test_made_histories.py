"""Made histories: whole, the same again, and touched by nothing that they should not be touched by."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from behaviour_cases import SPAN, assumed, compiled, market, scheme_of
from patron.engine import reference
from patron.engine.days import to_day
from patron.engine.plan.compile import compile_plan
from patron.engine.validate import validate_history
from patron.plugins import industries
from patron.scheme.load import load_scheme
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range, middles
from patron.simulation.behaviour import respond as respond_module
from patron.simulation.behaviour.respond import Made, baseline, respond
from patron.simulation.population.defaults import default_population
from patron.simulation.population.model import Arrival, BgNbd, GammaGamma, Goods, GroupOrders, LineCell, Population
from patron.simulation.population.world import Span, World, draw_world
from polars.testing import assert_frame_equal

YEAR = Span(to_day(date(2023, 1, 1)), to_day(date(2025, 1, 1)), to_day(date(2025, 12, 31)))
JEWELLER = Population(
    "jeweller",
    "CNY",
    BgNbd(0.24, 20.0, 0.8, 2.4),
    7.0,
    GammaGamma(6.25, 3.74, 4000.0),
    customers=3000,
    industry="jewelry",
    arrival=Arrival(24, 0.3),
    goods=(
        Goods(
            "gold",
            0.6,
            cells=(LineCell("priced_by", text="weight"), LineCell("grams", amount_per=600), LineCell("gold_price", number=600)),
        ),
        Goods("diamond", 0.4, 2.0, 1.1, (LineCell("quantity", number=1),)),
    ),
    introduced=0.3,
    walk_ins=0.2,
    stores=(("main", 0.6), ("mall", 0.4)),
    groups=GroupOrders(12, 350_000, 0.3, "platinum"),
    profiles=(("residence", (("local", 0.9), ("away", 0.1))),),
)


def one(effect: Effect, value: str, *tiers: str, **more: Any) -> Assumptions:
    share = Fraction(value)
    return Assumptions("one", (Assumption("one", effect, Range(share, share), "a test", tiers=tiers, **more),))


def lively(seed: int, customers: int = 60) -> World:
    return draw_world(market(Random(seed), customers), SPAN, seed=seed, world=0)


def answered(world: World, assumptions: Assumptions, **changes: Any) -> Made:
    scheme, plan = compiled(scheme_of(**changes))
    span = world.span
    return respond(world, scheme, plan, assumptions, middles(assumptions), launch=span.launch, last=span.last, evaluate=reference.run)


def test_a_history_is_one_that_a_file_could_bring() -> None:
    _, plan = compiled(scheme_of())
    world = draw_world(JEWELLER, YEAR, seed=1, world=0)
    history = baseline(world, plan).history
    assert validate_history(history, plan, YEAR.last) == []
    lines, members = history.lines, history.members
    assert members["member_id"].is_sorted()
    assert lines["purchase_id"].is_unique().all()
    sold = lines.sort("purchase_id")
    assert sold["at"].is_sorted()
    own = lines.drop_nulls("member_id")
    first = own.group_by("member_id").agg(pl.col("day").min()).sort("member_id")
    assert first["day"].to_list() == members["joined_on"].to_list()
    local = own.select(pl.from_epoch("at", time_unit="us").dt.offset_by("8h").alias("t")).to_series()
    assert (local.dt.hour().min(), local.dt.hour().max()) == (10, 21)
    assert local.dt.date().to_physical().to_list() == own["day"].to_list()


def test_tiers_that_ask_for_the_form_are_reached() -> None:
    made = industries()["apparel"]
    loaded = load_scheme(Path(str(files(made.package))) / "schemes" / "apparel-card.yaml")
    assert any(tier.requires for tier in loaded.require().tiers)
    plan = compile_plan(loaded.require(), made)
    world = draw_world(default_population(made), YEAR, seed=1, world=0, customers=800)
    tiers = reference.run(plan, baseline(world, plan).history, YEAR.last).members["tier"].to_list()
    assert {"ordinary", "silver", "gold"} <= set(tiers)


def test_what_goods_fill_in() -> None:
    _, plan = compiled(scheme_of())
    lines = baseline(draw_world(JEWELLER, YEAR, seed=1, world=0), plan).history.lines
    gold = lines.filter(pl.col("category") == "gold")
    assert set(gold["priced_by"]) == {"weight"}
    assert set(gold["gold_price"]) == {60_000}
    grams = (gold["amount"] / 60_000 * 1000).round()
    assert (gold["grams"] - grams).abs().max() <= 1
    assert gold["list_amount"].equals(gold["amount"], check_names=False)
    diamond = lines.filter(pl.col("category") == "diamond")
    assert diamond["grams"].null_count() == diamond.height
    assert set(diamond["quantity"]) == {1000}
    assert ((diamond["list_amount"] - diamond["amount"] * 11 / 10).abs() <= 1).all()
    assert (lines["store"] == "main").mean() == pytest.approx(0.6, abs=0.02)


def test_sales_that_no_member_makes() -> None:
    _, plan = compiled(scheme_of())
    world = draw_world(JEWELLER, YEAR, seed=1, world=0)
    lines = baseline(world, plan).history.lines.filter(pl.col("day") >= YEAR.launch)
    groups = lines.filter(pl.col("group_id").is_not_null())
    nobody = lines.filter(pl.col("member_id").is_null() & pl.col("group_id").is_null())
    assert nobody.height / (lines.height - groups.height) == pytest.approx(0.2, abs=0.001)
    assert 3 <= groups.height <= 27
    assert set(groups["category"]) == {"platinum"}
    assert groups["member_id"].null_count() == groups.height


def test_introducers_came_before() -> None:
    _, plan = compiled(scheme_of())
    world = draw_world(JEWELLER, YEAR, seed=1, world=0)
    introducer, came = world.customers.introducer, world.customers.came
    brought = np.flatnonzero(introducer >= 0)
    assert len(brought) / len(introducer) == pytest.approx(0.3, abs=0.03)
    assert (came[introducer[brought]] < came[brought]).all()
    members = baseline(world, plan).history.members
    ids = members["member_id"].to_list()
    assert members["referred_by"].to_list() == [None if n < 0 else ids[n] for n in introducer.tolist()]
    late = brought[came[brought] > np.median(came)]  # each of those before is as likely: half of them came before the middle
    place = np.argsort(np.argsort(came))
    assert (place[introducer[late]] / place[late]).mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_promised_or_assumed_changes_nothing(seed: int) -> None:
    world = lively(seed)
    some = assumed(Random(seed))
    nothing_promised: dict[str, Any] = {"discounts": [], "points": None}
    for made in (answered(world, Assumptions()), answered(world, some, **nothing_promised)):
        _, plan = compiled(scheme_of())
        before = baseline(world, plan)
        assert_frame_equal(made.history.lines, before.history.lines)
        assert_frame_equal(made.history.members, before.history.members)
        assert not made.extra.any()
        assert made.rounds == 0


@pytest.mark.parametrize("seed", range(3))
def test_two_schemes_with_the_same_tiers_give_the_same(seed: int) -> None:
    some = assumed(Random(seed))
    other = {"scheme": "other", "points": {"accrual": [{"id": "per-five", "for": ["silver", "gold"], "one_point_per": 5}]}}
    made, again = answered(lively(seed), some), answered(lively(seed), some, **other)
    assert_frame_equal(made.history.lines, again.history.lines)


def test_another_seed_or_world_is_another_history() -> None:
    _, plan = compiled(scheme_of())
    population = market(Random(1), 20)
    worlds = [draw_world(population, SPAN, seed=seed, world=number) for seed, number in ((1, 0), (2, 0), (1, 1), (1, 0))]
    lines = [baseline(one, plan).history.lines for one in worlds]
    assert lines[0].equals(lines[3])
    assert not lines[0].equals(lines[1])
    assert not lines[0].equals(lines[2])


def test_more_customers_leave_the_first_as_they_are() -> None:
    population = market(Random(1), 20)
    few, many = (draw_world(population, SPAN, seed=1, world=0, customers=count) for count in (20, 50))
    known = many.paths.customer < 20
    assert few.paths.when[few.paths.customer < 20].tolist() == many.paths.when[known].tolist()
    new = (few.paths.customer >= 20, (many.paths.customer >= 50) & (many.paths.customer < 50 + len(few.customers) - 20))
    assert few.paths.when[new[0]].tolist() == many.paths.when[new[1]].tolist()


def total(made: Made) -> int:
    return int(made.history.lines["amount"].sum())


@pytest.mark.parametrize(
    ("effect", "value", "sign"),
    [
        (Effect.PURCHASE_RATE, "0.5", 1),
        (Effect.PURCHASE_RATE, "-0.5", -1),
        (Effect.INCREMENTAL, "0.3", 1),
        (Effect.RETENTION, "0.9", 1),
        (Effect.BASKET, "0.2", 1),
        (Effect.DEMOTION, "0.8", -1),
        (Effect.DEMOTION_DROP_OUT, "0.8", -1),
    ],
)
def test_each_effect_goes_its_way(effect: Effect, value: str, sign: int) -> None:
    _, plan = compiled(scheme_of())
    world = lively(4, 150)
    made = answered(world, one(effect, value, "silver", "gold"))
    assert np.sign(total(made) - total(baseline(world, plan))) == sign


def test_nobody_answers_before_the_launch() -> None:
    _, plan = compiled(scheme_of())
    world = lively(5, 100)
    made, before = answered(world, assumed(Random(2))), baseline(world, plan)
    early = [one.history.lines.filter(pl.col("day") < SPAN.launch).select("member_id", "at", "amount") for one in (made, before)]
    assert_frame_equal(*early)
    assert not made.history.lines.equals(before.history.lines)


def test_pulled_purchases_are_earlier_and_the_others_where_they_were() -> None:
    _, plan = compiled(scheme_of())
    world = lively(4, 150)
    made, before = answered(world, one(Effect.GOAL_GRADIENT, "0.5", "silver", "gold")), baseline(world, plan)
    assert made.pulled.sum() > 5
    now, then = (one.history.lines.select("member_id", "at", "amount") for one in (made, before))
    assert now.height == then.height
    moved = now["at"].to_numpy() - then["at"].to_numpy()
    assert (moved[made.pulled] < 0).all()
    assert (moved[~made.pulled] == 0).all()
    assert now["amount"].to_list() == then["amount"].to_list()


@pytest.mark.parametrize("seed", range(3))
def test_whoever_is_not_asked_holds_no_tier(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving out those who cannot come to a tier changes nothing."""
    some, world = assumed(Random(seed)), lively(seed)
    _, plan = compiled(scheme_of())
    left_out = ~respond_module.candidates(plan, world)
    assert 0 < left_out.sum() < len(left_out)
    made = answered(world, some)
    monkeypatch.setattr(respond_module, "candidates", lambda *_: np.ones(len(left_out), dtype=np.bool_))
    assert_frame_equal(made.history.lines, answered(lively(seed), some).history.lines)
    held = reference.run(plan, baseline(world, plan).history, SPAN.last).changes["member_id"].str.slice(1).cast(pl.Int64)
    assert not left_out[held.to_numpy()].any()
