"""Random histories for a plan: valid, dense in collisions, amounts a fen around the plan's figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generators_case import Case, Row
from generators_conditions import Draw, chance, pick, tests_in
from generators_dates import dates
from generators_plan import plans
from generators_points import CATEGORIES, CRAFTS, STORES, TENDERS
from generators_profiles import cells, change
from generators_streams import unit_cells
from generators_uses import has_uses, use
from hypothesis import strategies as st
from patron.engine.plan.model import GoodsFilter, Plan
from patron.engine.plan.streams import unit_columns
from patron.scheme.measures import MEASURES, ValueKind

MEMBERS = ["10", "9", "9a", "客1", "B", "b"]
IDS = [
    "10",
    "9",
    "100",
    "2",
    "11",
    "1",
    "20",
    "3",
    "a",
    "B",
    "21",
    "4",
    "k-1",
    "30",
    "客",
    "5",
    "12",
    "6",
    "110",
    "7",
    "13",
    "8",
    "14",
    "c",
    "15",
    "D",
    "16",
    "e",
    "17",
    "F",
]
SECONDS = [0, 0, 43_200, 86_399]
MICROSECONDS = 1_000_000


@dataclass
class Sale:
    """A purchase made so far, and what may still be taken back of each category."""

    id: str
    member: str | None
    at: int
    day: int
    group: str | None
    left: dict[str | None, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, str, int]:
        return (self.at, self.id, 0)


@dataclass
class Making:
    """What the parts of one history share."""

    draw: Draw
    plan: Plan
    days: list[int]
    members: list[str]
    amounts: list[int]
    extra: tuple[str, ...]
    units: tuple[str, ...]
    numbered: bool  # lines carry numbers, so that no two of a purchase are alike
    sales: list[Sale] = field(default_factory=list)
    used: int = 0

    def next_id(self) -> str:
        self.used += 1
        return IDS[self.used - 1] if self.used <= len(IDS) else f"x{self.used}"

    def moment(self, since: int = 0) -> tuple[int, int]:
        """(at, day), on one of the days, not before `since`."""
        day = pick(self.draw, [day for day in self.days if day >= since] or [since])
        return (day * 86_400 - 8 * 3600 + pick(self.draw, SECONDS)) * MICROSECONDS, day


def figures_of(plan: Plan) -> list[int]:
    """Amounts around every threshold in money and every price of a point."""
    rules = (*plan.qualification, *plan.maintenance, *plan.group_purchase)
    money = {
        one.value
        for rule in rules
        for test in tests_in(rule.when)
        if MEASURES[test.measure].value is ValueKind.MONEY
        for one in test.comparisons
    }
    near = [figure + change for figure in sorted(money) for change in (0, -1, 1)] + [figure // 2 for figure in sorted(money)]
    near += [accrual.one_point_per * times - less for accrual in plan.points.accrual for times in (1, 7) for less in (0, 1)]
    return list(dict.fromkeys(amount for amount in [*near, 1000, 1, 0] if amount >= 0))


def filters_of(plan: Plan) -> list[GoodsFilter]:
    """Every goods filter that the plan holds."""
    points = plan.points
    found = [rule.goods for rule in (*points.accrual, *points.multipliers)]
    found += [stream.goods for stream in plan.streams if stream.goods is not None]
    return [*found, plan.leave_out.goods] if plan.leave_out.goods else found


def _line(make: Making, number: int) -> Row:
    draw = make.draw
    amount = pick(draw, make.amounts)
    row: Row = {"amount": amount, "line": str(number) if make.numbered else pick(draw, [None, None, "2", "10"])}
    row["category"] = pick(draw, [None, *CATEGORIES])
    row["tender"] = pick(draw, [None, None, *TENDERS])
    row["list_amount"] = pick(draw, [amount, amount * 2, amount + 1, amount * 5 // 4]) if chance(draw, 25) else None
    texts = {name: pick(draw, [None, *(STORES if name == "store" else CRAFTS)]) for name in make.extra}
    return {**row, **texts, **unit_cells(draw, make.units)}


def _purchase(make: Making) -> list[Row]:
    draw = make.draw
    at, day = make.moment()
    walk_in = chance(draw, 6)
    group = pick(draw, ["g1", "g2"]) if chance(draw, 25 if make.plan.group_purchase else 6) else None
    sale = Sale(make.next_id(), None if walk_in else pick(draw, make.members), at, day, group)
    rows = [_line(make, number + 1) for number in range(pick(draw, [1, 1, 2, 3]))]
    for row in rows:
        row.update(purchase_id=sale.id, member_id=sale.member, at=at, day=day, group_id=group)
        sale.left[row["category"]] = sale.left.get(row["category"], 0) + row["amount"]
    make.sales.append(sale)
    return rows


def _take(make: Making, sale: Sale) -> Row:
    """What one return row takes: all, a fen, half, or to a fen around a figure."""
    draw = make.draw
    categories = [category for category, left in sale.left.items() if left > 0]
    category = pick(draw, categories)
    left = sale.left[category]
    around = [left - figure + change for figure in make.amounts[:4] for change in (0, 1)]
    amount = pick(draw, [left, left, left, *(some for some in [1, left // 2, left - 1, *around] if 0 < some <= left)])
    sale.left[category] -= amount
    unnamed = None not in sale.left and len(sale.left) == 1 and chance(draw, 40)
    return {"returns": sale.id, "amount": amount, "category": None if unnamed else category}


def _return(make: Making) -> list[Row]:
    """One return of one to three rows, possibly under the id of a sale."""
    draw = make.draw
    open_sales = [sale for sale in make.sales if any(left > 0 for left in sale.left.values())]
    if not open_sales:
        return []
    first = pick(draw, [*reversed(open_sales)])
    own = make.next_id()
    at, day = make.moment(first.day)
    group: str | None = None
    hosts = [sale for sale in make.sales if sale.member == first.member and sale.key >= first.key]
    if chance(draw, 12):
        host = pick(draw, hosts)
        own, at, day, group = host.id, host.at, host.day, host.group
    elif (at, own, 0) < first.key:
        at, day = (first.day * 86_400 - 8 * 3600 + 86_399) * MICROSECONDS, first.day
        own = own if (at, own, 0) > first.key else f"龥{make.used}"
    rows = [_take(make, first)]
    for _ in range(pick(draw, [0, 0, 1, 2])):
        more = [sale for sale in open_sales if sale.member == first.member and sale.key <= (at, own, 0) and any(sale.left.values())]
        if more:
            rows.append(_take(make, pick(draw, more)))
    for row in rows:
        row.update(purchase_id=own, member_id=first.member, at=at, day=day, group_id=group)
    return rows


def _movement(make: Making) -> list[Row]:
    draw, plan = make.draw, make.plan
    at, day = make.moment()
    kinds = ["redeem", "give", "adjust", "profile", "grant_tier", "redeem"]
    if plan.profile_fields or plan.withdrawal:
        kinds += ["profile"] * 8
    row: Row = {"movement_id": make.next_id(), "member_id": pick(draw, make.members), "at": at, "day": day, "kind": pick(draw, kinds)}
    if make.sales and chance(draw, 10):
        near = pick(draw, make.sales)
        row.update(movement_id=near.id, at=near.at, day=near.day)
    if has_uses(plan) and chance(draw, 60):
        return [{**row, **use(draw, plan)}]
    others = [member for member in MEMBERS[: len(make.members) + 1] if member != row["member_id"]]
    match row["kind"]:
        case "redeem":
            row["points"] = pick(draw, [1, 2, 5, 10, 3])
        case "give":
            row.update(points=pick(draw, [1, 2, 5, 10]), to_member=pick(draw, others))
        case "adjust":
            row["points"] = pick(draw, [10, 1, 50, -1, -5])
        case "profile":
            row.update(change(draw, plan, [*make.members, None, "nobody", MEMBERS[-1]]))
        case _:
            row["value"] = pick(draw, [tier.id for tier in plan.tiers])
    return [row]


def _member(make: Making, member: str, as_of: int) -> Row:
    draw = make.draw
    row: Row = {"member_id": member, "referred_by": pick(draw, [None, *make.members, "nobody"])}
    row["joined_on"] = pick(draw, make.days) + pick(draw, [0, -1, 1]) if chance(draw, 40) else None
    row |= cells(draw, make.plan)
    past = [day for day in make.days if day <= as_of]
    if past and chance(draw, 25):
        row["opening_on"] = pick(draw, past)
        if chance(draw, 75):
            row["opening_tier"] = pick(draw, [tier.id for tier in reversed(make.plan.tiers)])
            row["opening_since"] = pick(draw, [day for day in past if day <= row["opening_on"]]) - pick(draw, [0, 0, 1, 31])
        row["opening_points"] = pick(draw, [None, 0, 5, 100])
    return row


@st.composite
def cases(draw: Draw, plan_strategy: st.SearchStrategy[Plan] | None = None, most_events: int = 24) -> Case:
    """A plan with a history for it."""
    plan = draw(plans() if plan_strategy is None else plan_strategy)
    days = dates(draw, plan)
    extra = tuple(sorted({name for goods in filters_of(plan) for name, _, _ in goods.fields}))
    units = unit_columns(plan)
    priced = chance(draw, 20)
    members = MEMBERS[: pick(draw, [1, 2, 1, 2, 3, 4, 6])]
    make = Making(draw, plan, days, members, figures_of(plan), extra, units, numbered=priced)
    late = [*days[-1:], *reversed(days), days[-1] + 1, days[-1] + 366, days[-1] + 31]
    as_of = pick(draw, late)
    rows: dict[str, list[Row]] = {"lines": [], "returns": [], "movements": []}
    for _ in range(draw(st.integers(1, most_events))):
        kind = draw(st.integers(0, 9))
        if kind < 4 or not make.sales:
            rows["lines"] += _purchase(make)
        elif kind < 7:
            rows["returns"] += _return(make)
        else:
            rows["movements"] += _movement(make)
    known = [_member(make, member, as_of) for member in members if chance(draw, 60)]
    prices = [[_price(draw, line["amount"]) for line in rows["lines"]] for _ in plan.tiers] if priced else None
    return Case(plan, as_of, members=known, prices=prices, extra=extra, units=units, **_unique(rows))


@st.composite
def families(draw: Draw, size: int = 4, plan_strategy: st.SearchStrategy[Plan] | None = None) -> list[Case]:
    """One plan with several histories: what a runner prepares for a plan is made once."""
    plan = draw(plans() if plan_strategy is None else plan_strategy)
    return [draw(cases(st.just(plan))) for _ in range(size)]


def _price(draw: Draw, amount: int) -> int:
    return int(pick(draw, [amount, amount * 9 // 10, amount // 2, max(0, amount - 1), 0 if amount < 2 else 1]))


def _unique(rows: dict[str, list[Row]]) -> dict[str, list[Any]]:
    """Movement ids are unique; a movement that took a purchase's id twice gets another."""
    seen: set[str] = set()
    for row in rows["movements"]:
        while row["movement_id"] in seen:
            row["movement_id"] += "m"
        seen.add(row["movement_id"])
    return rows
