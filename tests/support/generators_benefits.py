"""Random benefits over a random case: grants of every kind, birthdays, shops, and movements that use them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from generators_agree import reference, without_overspending
from generators_case import Case, Row
from patron.engine.plan import EVER, Benefits, Duration, GoodsFilter, Grant, GrantKind, Plan, Prorate, Unit, Window, WindowKind
from patron.engine.results import Evaluation
from patron.findings import FindingsError

STARTS = (((1, 1),), ((1, 1), (4, 1), (7, 1), (10, 1)), tuple((month, 1) for month in range(1, 13)), ((2, 29), (9, 1)), ((6, 30),))
DAYS = (((2, 29),), ((1, 1), (12, 31)), ((3, 31), (8, 30)), ((2, 28), (2, 29)), ((1, 15), (7, 1)))
LENGTHS = [Duration(Unit.DAYS, 1), Duration(Unit.DAYS, 30), Duration(Unit.MONTHS, 1), Duration(Unit.MONTHS, 12)]
GOODS = (GoodsFilter(), GoodsFilter(category=("gold",)), GoodsFilter(category_not=("gold", "jade")), GoodsFilter(tender=("cash",)))
WINDOWS = (EVER, Window(WindowKind.YEAR), Window(WindowKind.QUARTER), Window(WindowKind.ROLLING, Duration(Unit.MONTHS, 12)))


GRADES = ["key", "plain", None]


def grant(choose: random.Random, ranks: int, number: int) -> Grant:
    """One grant of any kind, some for members of a profile only, some of a coupon."""
    found = _grant(choose, ranks, number)
    found = replace(found, used_by=choose.choice(["use_benefit", "use_coupon"]))
    return replace(found, profile=(("grade", choose.choice([("key",), ("plain",), ("key", "plain")])),)) if choose.random() < 0.5 else found


def graded(choose: random.Random, names: list[str], days: list[int]) -> list[Row]:
    """Movements that change the field which grants ask for."""
    rows: list[Row] = []
    for number in range(choose.randint(0, 8)):
        at = (day := choose.choice(days)) * 86_400_000_000
        row = {"movement_id": f"grade{number}", "at": at, "day": day, "kind": "profile", "ref": "grade", "value": choose.choice(GRADES)}
        rows.append({**row, "member_id": choose.choice(names)})
    return rows


def _grant(choose: random.Random, ranks: int, number: int) -> Grant:
    kind = choose.choice(list(GrantKind))
    tiers = tuple(sorted(choose.sample(range(ranks), choose.randint(1, ranks))))
    found = Grant(f"b{number}", kind, tiers, choose.choice([1, 2, 3, 5]), keep=choose.random() < 0.4)
    if kind in {GrantKind.YEAR, GrantKind.CALENDAR}:
        found = replace(found, carry_over=choose.choice([0, 1, 2, 9]))
    elif choose.random() < 0.6:
        found = replace(found, valid_for=choose.choice(LENGTHS))
    if kind is GrantKind.CALENDAR:
        return replace(found, days=choose.choice(STARTS), prorate=choose.choice(list(Prorate)))
    if kind is GrantKind.PURCHASE:
        return replace(found, goods=choose.choice(GOODS), at_least=choose.choice([0, 500, 1000]), every=choose.choice([1, 1, 2, 3]))
    if kind in {GrantKind.DAYS, GrantKind.TOP}:
        found = replace(found, days=choose.choice(DAYS))
    return replace(found, members=choose.choice([1, 2]), window=choose.choice(WINDOWS)) if kind is GrantKind.TOP else found


def _uses(choose: random.Random, plan: Plan, case: Case, members: list[str]) -> list[Row]:
    days = sorted({row["day"] for row in (*case.lines, *case.returns, *case.movements)})
    rows: list[Row] = []
    for number in range(choose.randint(0, 14)):
        day = choose.choice(days) + choose.choice([0, 0, 1, -1, 30, 200, 366])
        at = (day * 86_400 + choose.choice([0, 0, 40_000])) * 1_000_000
        value = choose.choice([None, None, "1", "2", "4"])
        used, member = choose.choice(plan.benefits.grants), choose.choice(members)
        if used.used_by == "use_coupon":
            value = choose.choice([None, *(row["purchase_id"] for row in case.lines if row["member_id"] == member)])
        rows.append({"movement_id": f"use{number}", "at": at, "day": day, "kind": used.used_by, "ref": used.id, "value": value})
        rows[-1]["member_id"] = member
    return rows


def with_benefits(case: Case, seed: int) -> tuple[Case, Evaluation] | None:
    """The case with benefits and uses, and its evaluation; None if the reference refuses it again and again."""
    choose = random.Random(seed)
    for _ in range(4):
        try:
            evaluation = reference(case)
            break
        except FindingsError as error:
            case = without_overspending(case, error.findings)
    else:
        return None
    grants = tuple(grant(choose, len(case.plan.tiers), number) for number in range(choose.randint(2, 6)))
    fields = tuple(sorted({*case.plan.profile_fields, "grade"}))
    plan = replace(case.plan, benefits=Benefits(grants, tuple(one.id for one in grants)), profile_fields=fields)
    first = date(1970, 1, 1).toordinal()
    known = {row["member_id"] for row in case.members}
    extra = [{"member_id": name} for name in evaluation.members["member_id"] if name not in known and choose.random() < 0.5]
    born = [date(1990, 2, 28), date(1992, 2, 29), date(1985, 12, 31), date(1970, 7, 15)]
    people = [
        {**row, "birthday": choose.choice([None, *(day.toordinal() - first for day in born)]), "grade": choose.choice(GRADES)}
        for row in (*case.members, *extra)
    ]
    lines = [{**row, "store": choose.choice([None, "east", "west"])} for row in case.lines]
    case = replace(case, plan=plan, members=people, lines=lines)
    names = evaluation.members["member_id"].to_list() or ["x"]
    days = sorted({row["day"] for row in (*case.lines, *case.returns, *case.movements)})
    case = replace(case, movements=[*case.movements, *_uses(choose, plan, case, names), *graded(choose, names, days)])
    try:
        return case, reference(case)
    except FindingsError:
        return None
