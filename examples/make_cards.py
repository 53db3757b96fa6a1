"""What happened to the example hospital's cards: made, drawn, approved, sold or given, activated, used, and left to expire."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
COLUMNS = ("movement_id", "member_id", "at", "kind", "amount", "ref", "value", "by")
# The group of a customer: the kind of her card, its prefix, and what she pays; None: it is given.
CARDS: dict[str, tuple[str, str, int | None]] = {
    "owner": ("card-5000", "HV5", None),
    "neighbour": ("card-5000", "HV5", 4000),
    "company-head": ("card-10000", "HVX", 8000),
}
MADE = {"card-5000": ("HV5000001", 60, 5000), "card-10000": ("HVX000001", 20, 10000)}
SERVICE = {"card-5000": ("check-up-5000", 3000), "card-10000": ("stay-10000", 5000)}


def card_movements(members: list[Row], sales: list[Row]) -> list[Row]:
    """Every holder has one card for a year, uses one service of its package, and pays her bills with the rest."""
    bills: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for row in sales:
        if row.get("category") != "government-priced" and not row.get("returns"):
            bills[str(row["member_id"])][str(row["at"])[:10], str(row["purchase_id"])] += int(str(row["amount"]).split(".")[0])
    rows = [_row("2024-01-01", "09:00", "make", first, value=f"{kind}:{count}", by="finance") for kind, (first, count, _) in MADE.items()]
    numbers = dict.fromkeys(MADE, 0)
    for member in sorted(members, key=lambda row: (str(row["joined_on"]), str(row["member_id"]))):
        held = CARDS.get(str(member["customer_group"]))
        if held is not None:
            kind, prefix, price = held
            numbers[kind] += 1
            card = f"{prefix}{numbers[kind]:06d}"
            rows += _issue(member, card, price)
            rows += _use(member, kind, card, bills[str(member["member_id"])])
    rows.sort(key=lambda row: str(row["at"]))
    return [{"movement_id": f"K{number:05d}", **row} for number, row in enumerate(rows, 1)]


def _issue(member: Row, card: str, price: int | None) -> list[Row]:
    """From the drawer into the holder's hand on the day on which she joins."""
    joined, whose = str(member["joined_on"]), {"member_id": member["member_id"]}
    issue = {"step": "give"} if price is None else {"step": "sell", "amount": price}
    return [
        _row(joined, "08:00", "draw", card, by="sales"),
        _row(joined, "08:10", "approve", card, by="finance-manager"),
        _row(joined, "08:20", card=card, **issue, **whose, by="sales"),
        _row(joined, "08:30", "activate", card, **whose, by="service-centre"),
    ]


def _use(member: Row, kind: str, card: str, bills: dict[tuple[str, str], int]) -> list[Row]:
    """One service, and her bills of the year as far as the rest goes."""
    rows: list[Row] = []
    joined, whose = str(member["joined_on"]), {"member_id": member["member_id"]}
    service, worth = SERVICE[kind]
    balance = MADE[kind][2] - worth
    start = date.fromisoformat(joined)
    served = (start + timedelta(days=30)).isoformat()
    last = (start + timedelta(days=364)).isoformat()
    if served <= "2025-12-31":
        rows.append(_row(served, "22:00", "use", card, **whose, value=service, by="service-centre"))
    for (day, purchase), amount in sorted(bills.items()):
        paid = min(amount * 4 // 5, balance)  # the bill less a holder's fifth
        if joined <= day <= last and paid > 0:
            rows.append(_row(day, "23:00", "pay", card, **whose, amount=paid, value=purchase, by="cashier"))
            balance -= paid
    return rows


def _row(day: str, time: str, step: str, card: str, **cells: Any) -> Row:
    return {"at": f"{day}T{time}", "kind": f"card_{step}", "ref": card, **cells}
