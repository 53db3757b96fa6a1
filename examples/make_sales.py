"""Writes the example files: a jewelry house's sales over thirty months, and its members.

Invented, but shaped like such a house: most customers buy once, gold by the gram is half of the
business, a few families come again and again, companies order gifts, some pieces come back.
The same seed writes the same bytes.

    python examples/make_sales.py [FOLDER]
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import exp, sin
from pathlib import Path
from random import Random

SEED = 18
FIRST, LAST = date(2023, 1, 1), date(2025, 6, 30)
CUSTOMERS = 3600
WALK_INS = 900
GROUP_ORDERS = 9

# Months in which people marry and give: January and February, May, October, December.
SEASON = {1: 1.5, 2: 1.3, 3: 0.7, 4: 0.8, 5: 1.3, 6: 0.8, 7: 0.7, 8: 0.9, 9: 1.0, 10: 1.5, 11: 0.9, 12: 1.4}
STORES = ("S01", "S02", "S03")

# category: share of lines, median tag price, spread of its logarithm
GOODS = {
    "gold": (0.50, 0.0, 0.0),
    "diamond": (0.15, 6800.0, 0.65),
    "silver": (0.13, 520.0, 0.6),
    "jade": (0.09, 4200.0, 0.85),
    "coloured-stone": (0.06, 3600.0, 0.7),
    "pearl": (0.04, 1500.0, 0.6),
    "k-gold": (0.03, 2400.0, 0.5),
}
# kind of customer: share, further purchases at most, chance of one after another, how much dearer they buy
KINDS = {"once": (0.793, 0, 0.0, 1.0), "again": (0.187, 5, 0.55, 1.15), "family": (0.020, 16, 0.9, 2.3)}

SALES = ("purchase_id", "member_id", "at", "line", "category", "quantity", "amount", "tag_price", "grams", "gold_price", "making_charge")
SALES += ("priced_by", "store", "staff", "group_id", "returns")
CHINESE = {
    **{"purchase_id": "小票号", "member_id": "会员卡号", "at": "时间", "line": "序号", "category": "品类", "amount": "实收金额（元）"},
    **{"tag_price": "标签价", "grams": "克重", "gold_price": "当日金价", "making_charge": "工费", "priced_by": "计价方式", "staff": "导购"},
    **{"gold": "足金", "diamond": "钻饰", "silver": "银饰", "jade": "翡翠", "coloured-stone": "彩宝", "pearl": "珍珠", "k-gold": "18K金"},
    **{"weight": "按克", "piece": "一口价"},
}
MEMBERS = ("member_id", "joined_on", "birthday", "referred_by")


@dataclass
class House:
    """What has been written so far."""

    random: Random
    sales: list[dict[str, object]] = field(default_factory=list)
    members: list[dict[str, object]] = field(default_factory=list)
    families: list[dict[str, object]] = field(default_factory=list)  # those of the members who come again and again
    orders: int = 0

    def day(self, first: date = FIRST) -> date:
        """A day on which people buy, by the season."""
        while True:
            day = first + timedelta(days=int(self.random.random() * ((LAST - first).days + 1)))
            if self.random.random() * 1.5 < SEASON[day.month]:
                return day

    def pick(self, shares: dict[str, float]) -> str:
        """One of the keys, by its share."""
        left = self.random.random() * sum(shares.values())
        for key, share in shares.items():
            left -= share
            if left < 0:
                return key
        return key

    def spread(self, median: float, sigma: float) -> float:
        """A log-normal figure."""
        return median * exp(sigma * self.random.gauss(0, 1))


def gold_price(day: date) -> int:
    """The house price of a gram on a day: rising, with waves, in whole yuan."""
    passed = (day - FIRST).days
    return round(530 + 0.42 * passed + 12 * sin(passed / 23))


def line(house: House, day: date, dearer: float) -> dict[str, object]:
    """One piece."""
    category = house.pick({name: share for name, (share, _, _) in GOODS.items()})
    if category == "gold" and house.random.random() < 0.82:
        grams = round(min(house.spread(7.5, 0.7) * dearer, 200), 3)
        making = round(grams * (18 + int(house.random.random() * 5) * 6))
        amount = round(grams * gold_price(day) + making, 2)
        by_weight = {"grams": f"{grams:.3f}", "gold_price": gold_price(day), "making_charge": making, "priced_by": "weight"}
        return {"category": category, "amount": f"{amount:.2f}", "tag_price": "", **by_weight}
    if category == "gold":
        grams = round(house.spread(1.6, 0.5), 3)
        tag = round(grams * gold_price(day) * 1.5, -1)
        return {"category": category, "amount": f"{tag:.2f}", "tag_price": f"{tag:.2f}", "grams": f"{grams:.3f}", "priced_by": "piece"}
    _, median, sigma = GOODS[category]
    tag = max(round(house.spread(median, sigma) * dearer, -1), 80)
    offer = (1.0, 1.0, 1.0, 0.95, 0.9)[int(house.random.random() * 5)]
    return {"category": category, "amount": f"{tag * offer:.2f}", "tag_price": f"{tag:.2f}", "priced_by": "piece"}


def purchase(house: House, member: str, day: date, dearer: float, group: str = "") -> None:
    """One receipt of one to three pieces, or a group order of silver and gold gifts; some pieces come back."""
    house.orders += 1
    number = f"P{house.orders:05d}"
    store = STORES[int(house.random.random() * 3)]
    head = {"purchase_id": number, "member_id": member, "store": store, "staff": f"{store}-{1 + int(house.random.random() * 6)}"}
    at = datetime.combine(day, time(10)) + timedelta(minutes=int(house.random.random() * 660))
    pieces = int(house.pick({"1": 0.8, "2": 0.16, "3": 0.04}))
    for count in range(1, pieces + 1):
        piece = line(house, day, dearer)
        if group:
            tag = 1000 * round(60 + house.random.random() * 340)
            piece = {"category": "silver", "amount": f"{tag}.00", "tag_price": f"{tag}.00", "priced_by": "piece"}
        house.sales.append({**head, "at": at.isoformat(timespec="minutes"), "line": count, "quantity": 1, "group_id": group, **piece})
        back = day + timedelta(days=1 + int(house.random.random() * 25))
        if not group and member and house.random.random() < 0.015 and back <= LAST:
            house.orders += 1
            returned = {"purchase_id": f"R{house.orders:05d}", "at": f"{back}T15:30", "returns": number, "line": 1}
            house.sales.append({**head, **returned, "category": piece["category"], "amount": piece["amount"]})
            return


def customer(house: House, number: int) -> None:
    """One customer: who she is, who brought her, and everything she buys."""
    member = f"M{number:05d}"
    kind = house.pick({name: share for name, (share, *_) in KINDS.items()})
    _, further, again, dearer = KINDS[kind]
    joined = house.day()
    born = date(1955, 1, 1) + timedelta(days=int(house.random.random() * 18000))
    known = [one for one in (house.families if kind == "family" else house.members) if str(one["joined_on"]) < joined.isoformat()]
    introduced = known and house.random.random() < (0.5 if kind == "family" else 0.08)
    by = known[int(house.random.random() * len(known))]["member_id"] if introduced else ""
    house.members.append({"member_id": member, "joined_on": joined, "birthday": born, "referred_by": by})
    house.families += house.members[-1:] if kind == "family" else []
    day, left = joined, further
    purchase(house, member, day, dearer)
    while left and house.random.random() < again:
        day, left = day + timedelta(days=round(20 + house.random.random() * 240 / (3 if kind == "family" else 1))), left - 1
        if day > LAST:
            break
        purchase(house, member, day, dearer)


def make() -> House:
    """The whole house, by the seed."""
    house = House(Random(SEED))  # noqa: S311 - invented customers, no secret
    for number in range(1, CUSTOMERS + 1):
        customer(house, number)
    for _ in range(WALK_INS):
        purchase(house, "", house.day(), 0.7)
    for number in range(1, GROUP_ORDERS + 1):
        buyer = house.members[int(house.random.random() * CUSTOMERS)]
        purchase(house, str(buyer["member_id"]), house.day(date.fromisoformat(str(buyer["joined_on"]))), 1.0, group=f"G{number:02d}")
    house.sales.sort(key=lambda row: (str(row["at"]), str(row["purchase_id"]), int(str(row["line"]))))
    return house


def write(path: Path, columns: tuple[str, ...], rows: list[dict[str, object]], encoding: str = "utf-8") -> None:
    """One CSV file with the given columns."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def in_chinese(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The sales of one shop and month as a Chinese cash register exports them."""
    chosen = [row for row in rows if str(row["at"]).startswith("2025-05") and row["store"] == "S01" and not row.get("returns")]
    translated = [{CHINESE[key]: value for key, value in row.items() if key in CHINESE} for row in chosen]
    for row in translated:
        row["时间"] = str(row["时间"]).replace("T", " ")
        row["品类"] = CHINESE[str(row["品类"])]
        row["计价方式"] = CHINESE[str(row["计价方式"])]
    return translated


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    house = make()
    write(folder / "sales.csv", SALES, house.sales)
    write(folder / "members.csv", MEMBERS, house.members)
    write(folder / "sales_zh.csv", tuple(CHINESE.values())[:12], in_chinese(house.sales), "gbk")
