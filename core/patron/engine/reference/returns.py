"""What a return takes: goods from the lines, points from the lots, and what the purchase counts for from then on."""

from __future__ import annotations

from patron.engine.reference.amounts import Amounts
from patron.engine.reference.earning import Earning
from patron.engine.reference.events import Purchase, Return, ReturnRow
from patron.engine.reference.member import Member


def take_goods(purchase: Purchase, row: ReturnRow) -> None:
    """Take the amount from the lines of the row's category, in order, from each up to what is left of it.

    A row without category takes from the lines without one; if there are none, from the purchase's only category.
    """
    lines = [line for line in purchase.lines if line.kind[0] == row.category]
    if row.category is None and not lines:
        lines = purchase.lines
    rest = row.amount
    for line in lines:
        part = min(rest, line.amount - line.returned)
        line.returned += part
        rest -= part


def returned_purchases(event: Return, purchases: dict[str, Purchase]) -> list[Purchase]:
    """Take the goods of every row; the purchases taken from, by instant and id."""
    touched: dict[str, Purchase] = {}
    for row in event.rows:
        purchase = purchases[row.purchase]
        take_goods(purchase, row)
        touched[purchase.id] = purchase
    return sorted(touched.values(), key=lambda purchase: (purchase.at, purchase.id))


def recount(member: Member, purchase: Purchase, amounts: Amounts) -> None:
    """From now on the purchase counts for less, on its original date."""
    member.book.change(purchase.place, amounts.added(purchase, purchase.level))


def take_points(member: Member, purchase: Purchase, earning: Earning, day: int) -> None:
    """Each lot keeps what is left of the purchase pays for; what it made beyond that is taken back, once."""
    for lot in purchase.lots:
        excess = lot.made - earning.may_keep(purchase, lot) - lot.taken
        if excess > 0:
            member.ledger.take_back(lot, excess, day)
