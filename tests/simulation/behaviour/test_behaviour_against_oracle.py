"""Rounds of engine and purchases come to what a slow walk through time comes to, purchase by purchase."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from behaviour_cases import SPAN, assumed, compiled, market, scheme_of
from behaviour_oracle import Oracle
from patron.engine import reference
from patron.simulation.assumptions.model import middles
from patron.simulation.behaviour.respond import Made, baseline, respond
from patron.simulation.population.world import draw_world


def changed_scheme(random: Random) -> dict[str, object]:
    changes: dict[str, object] = {}
    if random.random() < 0.3:
        changes["points"] = {"accrual": [{"id": "per-ten", "for": ["guest", "silver"], "one_point_per": 10}]}
    if random.random() < 0.3:
        changes["discounts"] = []
    return changes


def cells(made: Made) -> list[tuple[object, ...]]:
    lines = made.history.lines.with_columns(pl.col("member_id").str.slice(1).cast(pl.Int64).alias("customer"))
    rows = lines.select("customer", "day", "at", "amount").iter_rows()
    return [(*row, bool(pulled)) for row, pulled in zip(rows, made.pulled, strict=True)]


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 17, 18, 19, 21, 22, 23])
def test_the_same_as_moment_by_moment(seed: int) -> None:
    random = Random(seed)
    scheme, plan = compiled(scheme_of(**changed_scheme(random)))
    population = market(random, 4)
    assumptions = assumed(random, ("guest", "silver", "gold") if random.random() < 0.3 else ("silver", "gold"))
    world = draw_world(population, SPAN, seed=seed, world=seed % 3)
    values = middles(assumptions)
    made = respond(world, scheme, plan, assumptions, values, launch=SPAN.launch, last=SPAN.last, evaluate=reference.run)
    oracle = Oracle(world, scheme, plan, assumptions, values)
    wanted = oracle.run()
    ahead = 8 * 3600  # Shanghai
    expected = [(one.customer, one.day, (one.day * 86_400 + one.second - ahead) * 1_000_000, one.amount, one.pulled) for one in wanted]
    assert cells(made) == expected
    before = {(customer, number): amount for customer, number, amount in numbered(baseline(world, plan))}
    assert made.amounts_before.tolist() == [0 if one.further else before.get((one.customer, one.number), 0) for one in wanted]
    assert made.extra.tolist() == [one.further or (one.customer, one.number) not in before for one in wanted]


def numbered(made: Made) -> list[tuple[int, int, int]]:
    lines = made.history.lines.with_columns(pl.col("member_id").str.slice(1).cast(pl.Int64).alias("customer"))
    return list(lines.select("customer", pl.int_range(pl.len()).over("customer").alias("number"), "amount").iter_rows())
