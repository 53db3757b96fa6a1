"""Benefits, coupons and vouchers in the store are those of the engine's whole run, by whatever way they came to be there."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import polars as pl
import pytest
from dense_benefits import AS_OF, dense
from generators import Case, cases
from generators_benefits import with_benefits
from histories import buy, day, history, member, move
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from patron.engine.entitlements import run
from patron.engine.history import History
from patron.engine.plan import Benefits, Coupon, CouponKind, GoodsFilter, Grant, GrantKind, ProfileFact
from patron.engine.vouchers import has_vouchers
from patron.store.database import Database
from patron.store.reading.histories import lines as purchase_lines
from patron.store.reading.histories import movements, purchases, returns
from patron.store.rights.benefits import held_of, source_of
from patron.store.schemes import EVER, Version, Versions
from patron.store.tables import TierChangeRow, metadata
from plans import plan as made_plan
from plans import rule, tier
from rights_stories import events_of, members_of, story_over
from sqlalchemy import Connection, Table, insert, select

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
changes: Table = TierChangeRow.__table__  # type: ignore[attr-defined]


def write_events(connection: Connection, history: History, numbers: dict[str, int]) -> None:
    """The events of a history as rows, undecided."""
    rows: dict[str, Any] = {}
    for line in history.lines.to_dicts():
        name = line["purchase_id"]
        if name not in rows:
            told = {"purchase_id": name, "member": numbers[line["member_id"]], "at": line["at"], "day": line["day"], "entry": 1}
            rows[name] = [connection.execute(insert(purchases), told).inserted_primary_key[0], 0]
        kept = {key: line[key] for key in ("amount", "category", "store", "tender")}
        connection.execute(insert(purchase_lines), {**kept, "purchase": rows[name][0], "place": rows[name][1]})
        rows[name][1] += 1
    for row in history.returns.to_dicts():
        told = {"return_id": row["purchase_id"], "member": numbers[row["member_id"]], "purchase_id": row["returns"], "entry": 1}
        connection.execute(insert(returns), {**told, **{key: row[key] for key in ("at", "day", "category", "amount")}})
    for row in history.movements.to_dicts():
        told = {"member": numbers[row["member_id"]], "entry": 1}
        kept = {key: row[key] for key in ("movement_id", "at", "day", "kind", "ref", "value")}
        connection.execute(insert(movements), {**told, **kept})


@pytest.mark.parametrize("seed", range(30))
def test_from_stored_tiers_of_any_kind(seed: int) -> None:
    plan, history, evaluation = dense(seed)
    plan = replace(plan, profile_fields=("grade",))
    history = replace(
        history, **{name: getattr(history, name).filter(pl.col("day") <= AS_OF) for name in ("lines", "returns", "movements")}
    )
    database = Database("sqlite://")
    versions = Versions((Version.of_plan(1, EVER, plan),))

    def told(connection: Connection) -> tuple[list[str], set[tuple[str, str]]]:
        metadata.create_all(connection)
        numbers = members_of(connection, history)
        write_events(connection, history, numbers)
        for place, (name, on, before, after, reason) in enumerate(evaluation.changes.rows()):
            row = {"member": numbers[name], "on": on, "place": place, "before": before, "after": after, "reason": reason}
            connection.execute(insert(changes), {**row, "scheme_version": 1, "entry": 1})
        issues, lacks = [], set()
        for number in numbers.values():  # one by one: whatever else decides must be found
            held = held_of(source_of(connection, versions, [number], AS_OF), versions, connection, check=True)
            issues += [str(row) for row in held.issues.rows()]
            ids = {row.number: row.movement_id for row in connection.execute(select(movements))}
            lacks |= {(ids[one.row], one.code) for one in held.faults if one.code in {"benefit-not-available", "coupon-not-issued"}}
        return sorted(issues), lacks

    issues, lacks = database.write(told)
    right = run(plan, history, evaluation, AS_OF)
    assert issues == sorted(str(row) for row in right.issues.rows())
    names = dict(history.movements.select("row", "movement_id").iter_rows())
    assert lacks == {(names[one.place.row], one.code) for one in right.findings}  # type: ignore[union-attr]


def with_single_returns(case: Case) -> Case:
    """Each return of one purchase, and everything up to the as-of date."""
    first: dict[str, str] = {}
    returned = [row for row in case.returns if first.setdefault(row["purchase_id"], row["returns"]) == row["returns"]]
    days = [row["day"] for row in (*case.lines, *case.returns, *case.movements)]
    issued = [grant for grant in case.plan.benefits.grants if grant.used_by == "use_coupon"]
    coupons = tuple(Coupon(one.id, one.id, CouponKind.GIFT, 100, GoodsFilter(), None, 0) for one in issued)
    plan = replace(case.plan, coupons=coupons)
    return replace(case, plan=plan, returns=returned, prices=None, as_of=max([case.as_of, *days]))


def with_vouchers_used(case: Case, seed: int) -> Case:
    """With payments by vouchers, where the plan hands out any."""
    choose, events = Random(seed), [*case.lines, *case.movements]
    rows = [*case.movements]
    for number in range(6 if has_vouchers(case.plan) and events else 0):
        near = choose.choice(events)
        day = near["day"] + choose.choice([0, 1, 40])
        row = {"movement_id": f"paid{number}", "member_id": near["member_id"] or "a", "at": day * 86_400_000_000 + 1, "day": day}
        rows.append({**row, "kind": "use_voucher", "amount": choose.choice([1, 2500, 5000, 10_000])})
    return replace(case, movements=rows, as_of=max([case.as_of, *(row["day"] for row in rows)]))


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(cases(most_events=10), st.integers(0, 10**6), st.sampled_from(["in order", "in any order"]))
def test_told_event_by_event(case: Case, seed: int, how: str) -> None:
    made = with_benefits(replace(case, prices=None), seed)
    assume(made is not None)
    assert made is not None
    case = with_vouchers_used(with_single_returns(made[0]), seed)
    history = case.history()
    told = story_over(case.plan, history)
    told.tell_all(events_of(history), None if how == "in order" else seed)
    told.close(case.as_of)
    assert told.faults(history, case.as_of) == []


def test_benefits_of_a_tier_that_a_phone_opens() -> None:
    """Who has given a phone rises at her first purchase, and what guests get by the year ends with it."""
    grant = Grant("tea", GrantKind.YEAR, (0,), 2)
    plan = made_plan(
        [tier("guest"), tier("silver")],
        qualification=[rule("known", 1, ProfileFact("phone"))],
        profile_fields=("phone",),
        benefits=Benefits((grant,), ("tea",)),
    )
    events = history(
        [buy("1", "ann", "2025-03-01", 10), buy("2", "bob", "2025-03-01", 10)],
        movements=[move("3", "ann", "2025-03-02", "use_benefit", ref="tea"), move("4", "bob", "2025-03-02", "use_benefit", ref="tea")],
        members=[member("ann", phone="13812345678"), member("bob", phone=" ")],
    )
    told = story_over(plan, events)
    told.tell_all(events_of(events))
    told.close(day("2025-04-01"))
    assert told.refused == {"3": "benefit-not-available"}
    assert told.faults(events, day("2025-04-01")) == []


def test_one_id_of_a_purchase_and_of_a_movement_that_is_refused() -> None:
    plan = made_plan([tier("guest")], benefits=Benefits((Grant("tea", GrantKind.YEAR, (0,), 1),), ("tea",)))
    events = history(
        [buy("1", "ann", "2025-03-01", 10)],
        movements=[
            move("1", "ann", "2025-03-02", "use_benefit", ref="tea", value="2"),
            move("2", "ann", "2025-03-03", "use_benefit", ref="tea"),
        ],
    )
    told = story_over(plan, events)
    told.tell_all(events_of(events))
    assert told.told == {"lines": ["1"], "returns": [], "movements": ["2"]}
    assert told.faults(events, day("2025-03-04")) == []
