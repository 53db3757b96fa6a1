"""What happened to the example hospital's cards: made, drawn, approved, sold or given, put into force, used, renewed, and left to end.

Owners of the estate are given a card every year, neighbours and heads of companies buy one at 80 %, patients who come often buy one
at face value, and who spends 100,000 within a year on treatment, elderly care or rehabilitation is given one. Some use all of it,
some renew it, some leave much unused. All of it follows the rules of `hospital-cards.yaml`, to the fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]
COLUMNS = ("movement_id", "member_id", "at", "kind", "amount", "ref", "value", "by")
LAST = date(2025, 12, 31)
YEAR = timedelta(days=365)
BY = {
    **dict.fromkeys(("make",), "finance"),
    **dict.fromkeys(("draw", "sell", "give"), "sales"),
    **dict.fromkeys(("activate", "suspend", "resume", "renew", "use"), "service-centre"),
    **dict.fromkeys(("top_up", "pay"), "cashier"),
    "approve": "finance-manager",
}
CARE = {"treatment", "elderly-care", "rehabilitation"}


@dataclass(frozen=True)
class Kind:
    """A kind of card: its name and numbers, how many are made, its face value, and its services with their worth."""

    id: str
    prefix: str
    made: int
    face: int
    services: tuple[tuple[str, int, float], ...]  # id, worth, how likely a holder uses it


SMALL = Kind(
    "card-5000",
    "HV5",
    100,
    5000,
    (("record-5000", 0, 0.6), ("check-up-5000", 3000, 0.7), ("course-5000", 2000, 0.25), ("university-5000", 0, 0.3)),
)
LARGE = Kind(
    "card-10000",
    "HVX",
    30,
    10000,
    (("record-10000", 0, 0.6), ("stay-10000", 5000, 0.8), ("course-10000", 5000, 0.3), ("doctor-10000", 0, 0.5)),
)


@dataclass(frozen=True)
class Bill:
    """What a card pays of a purchase, in fen, at the prices of card holders."""

    day: date
    purchase: str
    price: int
    care: int  # yuan of treatment, elderly care and rehabilitation


@dataclass(frozen=True, order=True)
class Issue:
    """Who comes to a card when, and what she pays, in yuan; None: it is given."""

    day: date
    member: str
    prefix: str
    paid: int | None

    @property
    def kind(self) -> Kind:
        """The kind of the card."""
        return SMALL if self.prefix == SMALL.prefix else LARGE


def card_movements(members: list[Row], sales: list[Row]) -> list[Row]:
    """Every card's movements in the order of time."""
    random = Random(34)  # noqa: S311 - invented customers, no secret
    bills = _bills(sales)
    rows = [_row(date(2024, 1, 1), "08:00", "make", f"{kind.prefix}{1:06d}", value=f"{kind.id}:{kind.made}") for kind in (SMALL, LARGE)]
    numbers = {SMALL.prefix: 0, LARGE.prefix: 0}
    for issue in sorted(_issues(members, bills), key=lambda one: (one.day, one.member)):
        numbers[issue.prefix] += 1
        rows += _card(random, issue, f"{issue.prefix}{numbers[issue.prefix]:06d}", bills.get(issue.member, []))
    rows.sort(key=lambda row: str(row["at"]))
    return [{"movement_id": f"K{number:05d}", **row} for number, row in enumerate(rows, 1)]


def _bills(sales: list[Row]) -> dict[str, list[Bill]]:
    """Each member's bills; those of which something was brought back are paid otherwise, and count for what is left."""
    back = {str(row["returns"]): _care(row) for row in sales if row.get("returns")}
    found: dict[str, dict[str, Bill]] = {}
    for row in sales:
        member, purchase = str(row["member_id"]), str(row["purchase_id"])
        if not member or row.get("returns") or row["category"] == "government-priced":
            continue
        amount = int(str(row["amount"]).split(".")[0])
        own = found.setdefault(member, {})
        before = own.get(purchase, Bill(date.fromisoformat(str(row["at"])[:10]), purchase, 0, -back.get(purchase, 0)))
        price = 0 if purchase in back else before.price + _holders_price(row, amount)
        own[purchase] = Bill(before.day, purchase, price, before.care + _care(row))
    return {member: sorted(own.values(), key=lambda bill: (bill.day, bill.purchase)) for member, own in found.items()}


def _care(row: Row) -> int:
    """Yuan of treatment, elderly care and rehabilitation."""
    return int(str(row["amount"]).split(".")[0]) if row["category"] in CARE else 0


def _holders_price(row: Row, amount: int) -> int:
    """Fen: the VIP ward at 80 %, examinations of outpatients at 90 %, specialists' registration for nothing."""
    if row.get("ward_kind") == "vip":
        return amount * 80
    if row["category"] == "examination" and row.get("visit") == "outpatient":
        return amount * 90
    return 0 if row.get("registration_kind") == "specialist" else amount * 100


def _issues(members: list[Row], bills: dict[str, list[Bill]]) -> list[Issue]:
    """Every card that somebody comes to."""
    found: list[Issue] = []
    for row in members:
        member, joined = str(row["member_id"]), date.fromisoformat(str(row["joined_on"]))
        own = bills.get(member, [])
        group = row["customer_group"]
        if group == "owner":
            found += [Issue(day, member, SMALL.prefix, None) for day in (joined, joined + YEAR) if day <= LAST]
        elif group == "neighbour":
            found.append(Issue(joined, member, SMALL.prefix, 4000))
        elif group == "company-head":
            found.append(Issue(joined, member, LARGE.prefix, 8000))
        elif len(own) >= 10:
            kind = LARGE if len(own) >= 20 else SMALL
            found.append(Issue(own[2].day, member, kind.prefix, kind.face))
        found += [Issue(day + timedelta(days=1), member, SMALL.prefix, None) for day in _reached(own) if day < LAST]
    return found


def _reached(bills: list[Bill]) -> list[date]:
    """The first day on which care within a year comes to 100,000; at most one."""
    for place, bill in enumerate(bills):
        if sum(one.care for one in bills[: place + 1] if one.day > bill.day - timedelta(days=364)) >= 100_000:
            return [bill.day]
    return []


def _card(random: Random, issue: Issue, card: str, bills: list[Bill]) -> list[Row]:
    """From the drawer into the holder's hand, and what she does with it in its time."""
    kind, day, whose = issue.kind, issue.day, {"member_id": issue.member}
    how: Row = {"step": "give"} if issue.paid is None else {"step": "sell", "amount": f"{issue.paid}.00"}
    rows = [
        _row(day, "08:00", "draw", card),
        _row(day, "08:10", "approve", card),
        _row(day, "08:20", card=card, **how, **whose),
        _row(day, "08:30", "activate", card, **whose),
    ]
    balance, last = kind.face * 100, day + timedelta(days=364)
    paused = day + timedelta(days=40) if random.random() < 0.04 else None  # lost, and found again
    if paused is not None:
        rows += [_row(paused, "09:00", "suspend", card), _row(paused + timedelta(days=9), "09:00", "resume", card)]
    renewed = issue.paid is not None and random.random() < 0.3
    if renewed:
        rows.append(_row(last - timedelta(days=10), "09:00", "renew", card, **whose, amount="1000.00"))
        last += YEAR
    uses: list[tuple[date, str, int, str]] = []
    for place, (service, worth, likely) in enumerate(kind.services, 1):
        if random.random() < likely:
            uses.append((day + timedelta(days=60 * place), "use", worth * 100, service))
    uses += [(bill.day, "pay", bill.price, bill.purchase) for bill in bills if bill.price]
    for on, step, price, what in sorted(uses):
        taken = min(price, balance) if step == "pay" else price
        idle = not day < on <= min(last, LAST) or (paused is not None and paused <= on <= paused + timedelta(days=9))
        if idle or taken > balance or (step == "pay" and not taken):
            continue
        balance -= taken
        amount = {"amount": f"{taken // 100}.{taken % 100:02d}"} if step == "pay" else {}
        rows.append(_row(on, "22:00", step, card, **whose, **amount, value=what))
    return [row for row in rows if str(row["at"])[:10] <= LAST.isoformat()]


def _row(on: date, time: str, step: str, card: str, **cells: Any) -> Row:
    return {"at": f"{on}T{time}", "kind": f"card_{step}", "ref": card, "by": BY[step], **cells}
