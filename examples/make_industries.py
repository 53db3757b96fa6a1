"""Writes the example files of an apparel shop, a hospital and a hotel: two years of sales, and the members.

Invented, and small: enough that each industry's ready scheme has something to say. Nobody in them has a name; where a scheme asks
for one, it is `顾客` and a number. The same seed writes the same bytes.

    python examples/make_industries.py [FOLDER]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import exp
from pathlib import Path
from random import Random

from make_cards import COLUMNS, card_movements

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
HEAD = ("purchase_id", "member_id", "at", "line", "category", "quantity", "amount", "list_amount")
TAIL = ("store", "staff", "returns")
Row = dict[str, object]

# category: share of lines, median price on the tag, spread of its logarithm
CLOTHES = {
    "tops": (0.24, 460.0, 0.4),
    "bottoms": (0.18, 520.0, 0.4),
    "dress": (0.16, 880.0, 0.4),
    "outerwear": (0.14, 1680.0, 0.5),
    "knitwear": (0.12, 690.0, 0.4),
    "shoes": (0.06, 780.0, 0.4),
    "bags": (0.04, 1250.0, 0.5),
    "underwear": (0.03, 180.0, 0.3),
    "accessories": (0.03, 240.0, 0.5),
}
# what a line of a bill is: share, median, spread, and the cells that say its kind
CARE: dict[str, tuple[float, float, float, Row]] = {
    "registration": (0.26, 50.0, 0.3, {"visit": "outpatient", "registration_kind": "ordinary"}),
    "specialist": (0.12, 300.0, 0.2, {"category": "registration", "visit": "outpatient", "registration_kind": "specialist"}),
    "examination": (0.20, 420.0, 0.8, {"visit": "outpatient"}),
    "medicine": (0.16, 260.0, 0.8, {"visit": "outpatient"}),
    "treatment": (0.10, 1900.0, 1.1, {"visit": "outpatient"}),
    "ward": (0.06, 5200.0, 0.7, {"visit": "inpatient"}),
    "rehabilitation": (0.06, 2600.0, 0.9, {"visit": "outpatient"}),
    "elderly-care": (0.04, 8800.0, 0.5, {"visit": "inpatient"}),
}
# kind of customer: share, visits at most in the two years, how much dearer she buys
SHOPPERS = {"passing": (0.45, 2, 0.8), "regular": (0.42, 9, 1.0), "keen": (0.13, 26, 1.35)}
PATIENTS = {"once": (0.55, 2, 0.8), "again": (0.36, 7, 1.0), "often": (0.09, 24, 2.1)}
GUESTS = {"passing": (0.60, 2, 0.9), "business": (0.30, 12, 1.0), "house": (0.10, 34, 1.3)}


@dataclass
class Books:
    """What one company has written down."""

    random: Random
    prefix: str
    sales: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    bills: int = 0

    def pick(self, shares: dict[str, float]) -> str:
        """One of the keys, by its share."""
        left = self.random.random() * sum(shares.values())
        for key, share in shares.items():
            left -= share
            if left < 0:
                return key
        return key

    def one_of(self, *values: object) -> object:
        """One of the values, each as likely."""
        return values[int(self.random.random() * len(values))]

    def money(self, median: float, sigma: float) -> int:
        """A log-normal figure in whole yuan, never below 5."""
        return max(round(median * exp(sigma * self.random.gauss(0, 1))), 5)

    def day(self, first: date) -> date:
        """A day from `first` on."""
        return first + timedelta(days=int(self.random.random() * ((LAST - first).days + 1)))

    def bill(self, member: str, day: date, lines: list[Row]) -> None:
        """One receipt or bill; now and then a line of it is brought back."""
        self.bills += 1
        number, store = f"{self.prefix}{self.bills:05d}", self.one_of("S1", "S2")
        at = datetime.combine(day, time(9)) + timedelta(minutes=int(self.random.random() * 690))
        head = {"member_id": member, "store": store, "staff": f"{store}-{self.one_of(1, 2, 3, 4)}"}
        for count, line in enumerate(lines, 1):
            self.sales.append({"purchase_id": number, **head, "at": at.isoformat(timespec="minutes"), "line": count, **line})
        back = day + timedelta(days=1 + int(self.random.random() * 12))
        if member and self.random.random() < 0.012 and back <= LAST:
            taken = {key: lines[0][key] for key in ("category", "amount")}
            self.sales.append({**head, **taken, "purchase_id": f"R{number}", "at": f"{back}T16:00", "line": 1, "returns": number})


def apparel() -> Books:
    """Two shops for women's clothes: seasons, promotions of the shop and of the mall, friends who buy on the card."""
    books = Books(Random(31), "A")  # noqa: S311 - invented customers, no secret

    def line(day: date, dearer: float) -> Row:
        category = books.pick({name: share for name, (share, _, _) in CLOTHES.items()})
        _, median, sigma = CLOTHES[category]
        tag = round(books.money(median * dearer, sigma), -1) + 9
        promotion = books.pick({"none": 0.68, "shop": 0.2, "mall": 0.12})
        pieces = 2 if books.random.random() < 0.08 else 1
        share = {"none": 1.0, "shop": 0.8, "mall": 0.7}[promotion]
        return {
            **{"category": category, "quantity": pieces, "amount": f"{tag * pieces * share:.2f}", "list_amount": f"{tag * pieces}.00"},
            **{"item": f"{category[0].upper()}{day.year % 100}{int(books.random.random() * 90) + 10}", "promotion": promotion},
            **{"season": ("winter", "spring", "summer", "autumn")[day.month % 12 // 3], "size": books.one_of("S", "M", "L", "XL")},
            **{"bought_by": "friend" if books.random.random() < 0.06 else "holder", "cost": f"{tag * pieces * 0.38:.2f}"},
        }

    def member(number: int) -> Row:
        known = books.random.random() < 0.9  # without name, phone or birthday an application is void
        return {
            "name": f"顾客{number:04d}" if known else "",
            "phone": f"000-{number:05d}" if known else "",
            "residence": books.pick({"local": 0.88, "away": 0.1, "abroad": 0.02}),
            "brand_fit": books.pick({"good": 0.5, "fair": 0.35, "poor": 0.15}),
        }

    return _company(books, customers=260, kinds=SHOPPERS, line=line, member=member, pieces={"1": 0.55, "2": 0.3, "3": 0.15}, walk_ins=160)


def hospital() -> Books:
    """A hospital with an elderly-care home and rehabilitation; owners of the estate, neighbours, heads of companies."""
    books = Books(Random(32), "H")  # noqa: S311 - invented customers, no secret

    def line(_: date, dearer: float) -> Row:
        kind = books.pick({name: share for name, (share, *_) in CARE.items()})
        _, median, sigma, cells = CARE[kind]
        made: Row = {"category": kind, "quantity": 1, **cells}
        if kind == "ward":
            vip = books.random.random() < 0.35
            made |= {"ward_kind": "vip" if vip else "ordinary", "days": f"{1 + int(books.random.random() * 8)}.0"}
        if kind == "examination":
            made |= {"examination_kind": books.one_of("laboratory", "ultrasound", "ct", "mr", "ecg")}
        amount = books.money(median * (dearer if kind not in {"registration", "specialist", "medicine"} else 1), sigma)
        return {**made, "amount": f"{amount}.00", "list_amount": f"{amount}.00"}

    def member(_: int) -> Row:
        return {"customer_group": books.pick({"other": 0.7, "owner": 0.14, "neighbour": 0.1, "company-head": 0.06})}

    return _company(books, customers=240, kinds=PATIENTS, line=line, member=member, pieces={"1": 0.4, "2": 0.35, "3": 0.25}, walk_ins=120)


def hotel() -> Books:
    """A hotel with a restaurant, banquets and meeting halls; agreement customers, graded by importance.

    Everyone has paid the rack rate so far, but for groups and packages; agreement customers on account sign for their bills.
    """
    books = Books(Random(33), "T")  # noqa: S311 - invented customers, no secret

    def line(_: date, dearer: float) -> Row:
        kind = books.pick({"room": 0.46, "dining": 0.36, "banquet": 0.04, "meeting": 0.06, "spa": 0.08})
        made: Row = {"category": kind, "quantity": 1}
        if kind == "room":
            nights = 1 + int(books.random.random() * 4 * books.random.random())
            room = books.pick({"standard": 0.6, "superior": 0.3, "suite": 0.1})
            rack = {"standard": 420, "superior": 580, "suite": 1180}[room] + int(books.random.random() * 6) * 10
            rate_kind = books.pick({"rack": 0.8, "group": 0.1, "package": 0.1})
            rate = rack * {"rack": 10, "group": 8, "package": 7}[rate_kind] // 10
            made |= {"nights": f"{nights}.0", "room_rate": f"{rate}.00", "room_kind": room, "rate_kind": rate_kind}
            amount, listed = rate * nights, rack * nights
        elif kind in {"dining", "banquet"}:
            meal = books.pick({"breakfast": 0.2, "lunch": 0.35, "dinner": 0.45} if kind == "dining" else {"lunch": 0.3, "dinner": 0.7})
            covers = (1 if kind == "dining" else 30) + int(books.random.random() * (6 if kind == "dining" else 90))
            made |= {"covers": covers, "meal": meal}
            amount = listed = covers * books.money({"breakfast": 58, "lunch": 130, "dinner": 190}[meal] * dearer, 0.3)
        else:
            amount = listed = books.money((5200 if kind == "meeting" else 380) * dearer, 0.5)
            made |= {"halls": books.one_of(1, 1, 2)} if kind == "meeting" else {}
        return {**made, "amount": f"{amount}.00", "list_amount": f"{listed}.00", "cost": f"{listed * 0.42:.2f}"}

    def member(_: int) -> Row:
        agreement = books.pick({"none": 0.7, "account": 0.18, "cash": 0.12})
        grades = {"regular": 1.0} if agreement == "none" else {"regular": 0.5, "important": 0.35, "key": 0.15}
        return {"agreement": agreement, "grade": books.pick(grades), "account_manager": books.one_of("AM1", "AM2", "AM3")}

    _company(books, customers=260, kinds=GUESTS, line=line, member=member, pieces={"1": 0.6, "2": 0.3, "3": 0.1}, walk_ins=180)
    on_account = {row["member_id"] for row in books.members if row["agreement"] == "account"}
    for row in books.sales:
        row["tender"] = "account" if row["member_id"] in on_account else "card"
    return books


def _company(
    books: Books,
    *,
    customers: int,
    kinds: dict[str, tuple[float, int, float]],
    line: Callable[[date, float], Row],
    member: Callable[[int], Row],
    pieces: dict[str, float],
    walk_ins: int,
) -> Books:
    """Everyone's visits, and those of people nobody knows, in the order of time."""
    for number in range(1, customers + 1):
        one = f"{books.prefix}M{number:04d}"
        joined = FIRST + timedelta(days=int(600 * books.random.random() ** 1.5))
        born = date(1955, 1, 1) + timedelta(days=int(books.random.random() * 17500))
        known = [str(row["member_id"]) for row in books.members if str(row["joined_on"]) < joined.isoformat()]
        by = books.one_of(*known) if known and books.random.random() < 0.12 else ""
        books.members.append({"member_id": one, "joined_on": joined, "birthday": born, "referred_by": by, **member(number)})
        kind = books.pick({name: share for name, (share, *_) in kinds.items()})
        _, visits, dearer = kinds[kind]
        days = sorted([joined, *(books.day(joined) for _ in range(int(books.random.random() * visits)))])
        for day in days:
            books.bill(one, day, [line(day, dearer) for _ in range(int(books.pick(pieces)))])
    for _ in range(walk_ins):
        day = books.day(FIRST)
        books.bill("", day, [line(day, 0.8)])
    books.sales.sort(key=lambda row: (str(row["at"]), str(row["purchase_id"]), int(str(row["line"]))))
    return books


COMPANIES: dict[str, tuple[Callable[[], Books], tuple[str, ...], tuple[str, ...]]] = {
    "apparel": (apparel, ("item", "season", "size", "promotion", "bought_by", "cost"), ("name", "phone", "residence", "brand_fit")),
    "hospital": (hospital, ("visit", "ward_kind", "examination_kind", "registration_kind", "days"), ("customer_group",)),
    "hotel": (
        hotel,
        ("nights", "room_rate", "room_kind", "rate_kind", "covers", "meal", "halls", "cost", "tender"),
        ("agreement", "grade", "account_manager"),
    ),
}


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, (make, fields, known) in COMPANIES.items():
        (target / name).mkdir(parents=True, exist_ok=True)
        books = make()
        _write(target / name / "sales.csv", (*HEAD, *fields, *TAIL), books.sales)
        _write(target / name / "members.csv", ("member_id", "joined_on", "birthday", "referred_by", *known), books.members)
        if name == "hospital":
            _write(target / name / "movements.csv", COLUMNS, card_movements(books.members, books.sales))
