"""The generators themselves: what they make is valid, readable again, and reaches the corners that they are for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from generators import Case, cases, dump, load
from generators_case import decode, encode
from generators_plan import fewest_days, most_days
from hypothesis import HealthCheck, Phase, given, seed, settings
from patron.engine.plan.model import Accrual, Bonus, GoodsFilter, LeaveOut, Multiplier, Plan, Points, Tier

SAMPLE = 300


@pytest.fixture(scope="module")
def sample() -> list[Case]:
    made: list[Case] = []

    @settings(max_examples=SAMPLE, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @seed(7)
    @given(cases())
    def collect(case: Case) -> None:
        made.append(case)

    collect()
    return made


def _parts(value: object) -> Iterator[object]:
    yield value
    for part in value if isinstance(value, tuple) else [getattr(value, name) for name in getattr(value, "__slots__", ())]:
        yield from _parts(part)


def test_every_field_of_the_plan_takes_more_than_one_value(sample: list[Case]) -> None:
    seen: Counter[tuple[str, str, str]] = Counter()
    for case in sample:
        for part in _parts(case.plan):
            for spec in fields(part) if type(part) in {Accrual, Bonus, GoodsFilter, LeaveOut, Multiplier, Plan, Points, Tier} else ():
                seen[(type(part).__name__, spec.name, repr(getattr(part, spec.name)))] += 1
    values = Counter((kind, name) for kind, name, _ in seen)
    fixed = {(kind, name) for (kind, name), number in values.items() if number < 2}
    same_for_all = {"scheme", "industry", "currency", "places", "time_zone"}
    same_for_all |= {"discounts", "price_floors", "coupons", "restricted", "benefits", "cards"}  # which the runners of tiers do not read
    assert fixed == {("Plan", name) for name in same_for_all} | {("Points", "redemption")}


def test_grace_is_shorter_than_the_term(sample: list[Case]) -> None:
    graces = [(tier.term, tier.grace) for case in sample for tier in case.plan.tiers if tier.grace]
    assert len(graces) > 30
    assert all(term and most_days(grace) < fewest_days(term) for term, grace in graces)


def test_returns_take_no_more_than_was_paid_and_come_after_the_sale(sample: list[Case]) -> None:
    exact = 0
    for case in sample:
        sold: Counter[str] = Counter()
        moments = {line["purchase_id"]: (line["at"], line["purchase_id"], line["member_id"]) for line in case.lines}
        for line in case.lines:
            sold[line["purchase_id"]] += line["amount"]
        for row in case.returns:
            sold[row["returns"]] -= row["amount"]
            at, own, member = moments[row["returns"]]
            assert (row["at"], row["purchase_id"]) >= (at, own)
            assert row["member_id"] == member
            exact += sold[row["returns"]] == 0
        assert min(sold.values(), default=0) >= 0
    assert exact > 20


def test_ids_are_unique_and_days_are_local(sample: list[Case]) -> None:
    for case in sample:
        movements = [row["movement_id"] for row in case.movements]
        assert len(movements) == len(set(movements))
        for row in (*case.lines, *case.returns, *case.movements):
            assert (row["at"] // 1_000_000 + 8 * 3600) // 86_400 == row["day"]
        for member in case.members:
            assert member.get("opening_on", case.as_of) <= case.as_of
            assert member.get("opening_since", 0) <= member.get("opening_on", 0)


def test_a_case_survives_its_file(sample: list[Case], tmp_path: Path) -> None:
    for case in sample[:40]:
        assert decode(encode(case.plan)) == case.plan
        dump(case, tmp_path / "case.json", "kept")
        again = load(tmp_path / "case.json")
        assert again.plan == case.plan
        assert again.history().lines.equals(case.history().lines)
        assert again.history().members.equals(case.history().members)
