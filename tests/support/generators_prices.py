"""Random discounts of every key, floors, and lines with the buyers that they may ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from generators_conditions import Draw, chance, pick
from hypothesis import strategies as st
from patron.engine.history import LINES, MEMBERS, MOVEMENTS, History
from patron.engine.plan import ALWAYS, Birthday, Discount, DiscountKind, GoodsFilter, Plan, PriceFloor, PriceWhen, Tier
from patron.engine.prices import Customer

TIERS = 3
SCHEMA = {**LINES, "grams": pl.Int64(), "making": pl.Int64(), "cost": pl.Int64(), "pricing": pl.String()}
WHO = ["a", "b", "c"]
DAYS = [
    date(2023, 2, 28),
    date(2024, 2, 26),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 3),
    date(2024, 12, 30),
    date(2025, 1, 1),
    date(2025, 3, 1),
]
BIRTHDAYS = [date(1992, 2, 29), date(1990, 3, 1), date(1985, 12, 31), date(1999, 1, 2), date(2001, 2, 25), None]
TOWNS = ["near", "far", " far ", None]
RATES = [850_000, 920_000, 999_999, 333_333, 0, 1_000_000]
_DAY = 86_400_000_000


def number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def when(draw: Draw) -> PriceWhen:
    """Often one part; else several, or none."""
    only = draw(st.integers(0, 8))
    if only > 6:
        return ALWAYS
    window = sorted(number(pick(draw, DAYS)) for _ in range(2))
    asked = [chance(draw, 35) for _ in range(6)] if only == 6 else [part == only for part in range(6)]
    return PriceWhen(
        birthday=pick(draw, list(Birthday)) if asked[0] else None,
        profile=(("town", tuple(draw(st.lists(st.sampled_from(["near", "far"]), min_size=1, unique=True)))),) if asked[1] else (),
        weekdays=tuple(draw(st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True))) if asked[2] else (),
        month_days=tuple(draw(st.lists(st.sampled_from([(2, 29), (2, 28), (12, 30), (3, 1)]), min_size=1, unique=True)))
        if asked[3]
        else (),
        first_day=window[0] if asked[4] else None,
        last_day=window[1] if asked[5] else None,
    )


def goods(draw: Draw) -> GoodsFilter:
    """Often none."""
    if not chance(draw, 35):
        return GoodsFilter()
    shares = [None, None, 500_000, 800_000, 1_000_000]
    return GoodsFilter(
        category=pick(draw, [(), ("gold",), ("gold", "silver")]),
        category_not=pick(draw, [(), ("silver",)]),
        tender=pick(draw, [(), (), ("cash",)]),
        fields=pick(draw, [(), (("pricing", ("piece",), False),), (("pricing", ("piece",), True),), (("store", ("west",), False),)]),
        sold_below=pick(draw, shares),
        sold_from=pick(draw, shares),
    )


def discount(draw: Draw, index: int) -> Discount:
    """One of any kind."""
    kind = pick(draw, list(DiscountKind))
    rated, per = kind is DiscountKind.RATE, kind is DiscountKind.OFF_PER
    part = rated and chance(draw, 30)
    return Discount(
        f"d{index}",
        pick(draw, [(1,), (0, 1), (1, 2), (0, 1, 2)]),
        goods(draw),
        kind,
        pick(draw, RATES) if rated else draw(st.integers(0, 700)),
        draw(st.integers(0, 1)),
        of_list=rated and not part and chance(draw, 40),
        unit_field="grams" if per else "",
        unit_scale=1000 if per else 1,
        unit_only_where=(("pricing", ("weight",)),) if per and chance(draw, 50) else (),
        when=when(draw),
        part_field="making" if part else "",
    )


def floor(draw: Draw, index: int) -> PriceFloor:
    """Of the list amount or of a field."""
    if chance(draw, 50):
        return PriceFloor(f"f{index}", goods(draw), of_list=pick(draw, [600_000, 333_333, 1_000_000, 0]))
    return PriceFloor(f"f{index}", goods(draw), field="cost")


def price_plan(draw: Draw) -> Plan:
    """One to six discounts of three tiers, and up to two floors."""
    tiers = tuple(Tier(f"t{rank}", f"等级{rank}", f"T{rank}") for rank in range(TIERS))
    return Plan(
        "s",
        "general",
        "CNY",
        2,
        "Asia/Shanghai",
        tiers,
        discounts=tuple(discount(draw, index) for index in range(draw(st.integers(1, 6)))),
        price_floors=tuple(floor(draw, index) for index in range(pick(draw, [1, 0, 2]))),
    )


@dataclass
class Buyers:
    """Lines, members and changes of profiles as plain rows; `customer` says what is known at a line, apart from the engine."""

    lines: list[dict[str, Any]]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def history(self) -> History:
        """The rows as frames."""
        members = [{"row": 2, "member_id": name, **cells} for name, cells in self.members.items()]
        return History(
            lines=_frame(self.lines, SCHEMA),
            movements=_frame(self.changes, MOVEMENTS),
            members=_frame(members, {**MEMBERS, "town": pl.String()}),
        )

    def customer(self, line: dict[str, Any]) -> Customer:
        """The buyer's birthday and town when the line was bought."""
        known = self.members.get(line["member_id"], {})
        facts: dict[str, str | None] = {"town": known.get("town"), "birthday": None}
        birthday = known.get("birthday")
        past = [one for one in self.changes if one["member_id"] == line["member_id"] and one["at"] <= line["at"]]
        for one in sorted(past, key=lambda change: (change["at"], change["movement_id"])):
            facts[one["ref"]] = one["value"]
            if one["ref"] == "birthday":
                birthday = number(date.fromisoformat(one["value"])) if one["value"] else None
        town = (facts["town"] or "").strip()
        return Customer(line["member_id"], birthday, {"town": town} if town else {})


def buyers(draw: Draw) -> Buyers:
    """Two to four lines, of members known or not."""
    found = Buyers([_line(draw, index) for index in range(draw(st.integers(2, 4)))])
    for name in WHO[:2]:
        born = pick(draw, BIRTHDAYS)
        found.members[name] = {"birthday": None if born is None else number(born), "town": pick(draw, TOWNS)}
    for index in range(pick(draw, [1, 0, 2, 4])):
        found.changes.append(_change(draw, index))
    return found


def _line(draw: Draw, index: int) -> dict[str, Any]:
    day = number(pick(draw, DAYS))
    return {
        "row": index + 2,
        "purchase_id": f"p{index}",
        "member_id": pick(draw, [*WHO, None]),
        "day": day,
        "at": day * _DAY + index,
        "amount": draw(st.integers(0, 3000) | st.integers(0, 10**12)),
        "list_amount": draw(st.none() | st.integers(0, 4000) | st.integers(0, 10**12)),
        "category": pick(draw, [None, "gold", "silver"]),
        "tender": pick(draw, [None, "cash", "card"]),
        "store": pick(draw, [None, "west"]),
        "grams": draw(st.none() | st.integers(0, 5000)),
        "making": draw(st.none() | st.integers(0, 4000)),
        "cost": draw(st.none() | st.integers(0, 3000)),
        "pricing": pick(draw, [None, "weight", "piece"]),
    }


def _change(draw: Draw, index: int) -> dict[str, Any]:
    day = number(pick(draw, DAYS))
    ref = pick(draw, ["birthday", "town"])
    value = pick(draw, TOWNS) if ref == "town" else str(pick(draw, BIRTHDAYS) or "")
    return {
        "row": index + 2,
        "movement_id": f"m{index}",
        "member_id": pick(draw, WHO),
        "day": day,
        "at": day * _DAY + draw(st.integers(0, 2)),
        "kind": "profile",
        "ref": ref,
        "value": value,
    }


def _frame(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
