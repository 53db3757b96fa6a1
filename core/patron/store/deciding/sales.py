"""Purchases and returns."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from patron.engine.amounts_text import decimal_text
from patron.engine.reference.events import RETURN, SALE
from patron.store.answer import Decision
from patron.store.deciding.again import advance
from patron.store.deciding.answering import decision
from patron.store.deciding.checking import check_purchase, check_return
from patron.store.deciding.outcome import Outcome
from patron.store.deciding.pricing import Buyer, priced
from patron.store.deciding.recording import Happened, event_id, record_purchase, record_return
from patron.store.deciding.stored import changes_of, states_of
from patron.store.deciding.telling import purchase_event, return_event
from patron.store.deciding.transaction import Txn
from patron.store.deciding.turns import begin, finish
from patron.store.inputs import PurchaseIn, ReturnedIn, ReturnIn
from patron.store.reading.histories import lines, purchases, returns
from patron.store.reading.naming import survivor
from patron.store.refused import Refusal, RefusedError
from patron.store.rights.rechecking import recheck_payments
from patron.store.take_in import line_cells, minor


def take_purchase(txn: Txn, told: PurchaseIn) -> Decision:
    """A sale: priced where it was not, written down, decided."""
    member = None if told.member is None else txn.find(told.member)
    at, day = txn.when(told.at)
    version = txn.version(day)
    rows = [line_cells(line, place, txn.versions.industry, txn.versions.places) for place, line in enumerate(told.lines)]
    detail: dict[str, Any] = {}
    due: list[Outcome] = []
    if any(row["amount"] is None for row in rows):
        tier, due = tier_held(txn, member, day)
        detail["priced"] = priced(txn, version, rows, Buyer(member, tier, at, day))
    check_purchase(version, rows)
    detail["total"] = decimal_text(sum(row["amount"] for row in rows), txn.versions.places)
    event = Happened(event_id(txn, told.id, "p"), member, at, day, txn.entry)
    turn = None if member is None else begin(txn, event, SALE, due=due)
    number = record_purchase(txn, event, rows, told.group_id)
    if txn.versions.cards:
        recheck_payments(txn, event.id)
    if turn is None or member is None:
        return decision(txn, "purchase", event, (), **detail)
    name = txn.name([member])[member]
    if turn.quick is None:
        return finish(txn, "purchase", turn, number, None, **detail)
    sale = purchase_event(event, name, rows, turn.quick.memory.live.columns, group=told.group_id is not None)
    return finish(txn, "purchase", turn, number, sale, **detail)


def tier_held(txn: Txn, member: int | None, day: int) -> tuple[int, list[Outcome]]:
    """The rank of the tier that a member holds before an event of that day, the first for nobody; and what fell due until then."""
    if member is None:
        return 0, []
    due = advance(txn, [member], day)
    state = states_of(txn.connection, [member]).get(member)
    ranks = txn.version(day).ranks
    if state is None:
        return 0, due
    if state["decided_to"] is None or state["decided_to"] <= day:
        return ranks.get(state["tier"], 0), due
    changes = [change for _, change in changes_of(txn.connection, [member]).get(member, [])]
    held = [change for change in changes if change[0] <= day]
    later = [change for change in changes if change[0] > day]
    return ranks.get(held[-1][2] if held else later[0][1] if later else state["tier"], 0), due


def take_return(txn: Txn, told: ReturnIn) -> Decision:
    """Goods brought back: written down, decided."""
    connection = txn.connection
    found = connection.execute(select(purchases).where(purchases.c.purchase_id == told.purchase)).one_or_none()
    if found is None:
        raise RefusedError(Refusal("unknown-purchase", "there is no purchase of this id", "name the purchase's id", "purchase"))
    member = None if found.member is None else survivor(connection, found.member)
    at, day = txn.when(told.at)
    event = Happened(event_id(txn, told.id, "r"), member, at, day, txn.entry)
    same = connection.execute(select(purchases).where(purchases.c.purchase_id == event.id)).one_or_none()
    if same is not None and (same.at, same.member) != (at, member):
        raise RefusedError(Refusal("duplicate-id", f"{event.id!r} is the id of a purchase", "give the return an id of its own", "id"))
    rows = _rows(txn, told)
    total = decimal_text(sum(amount for _, amount in rows), txn.versions.places)
    turn = None if member is None else begin(txn, event, RETURN)
    record_return(txn, event, told.purchase, rows, None if same is None else same.group_id)
    if turn is None or member is None:
        check_return(connection, told.purchase)
        return decision(txn, "return", event, (), total=total)
    if turn.quick is None:
        check_return(connection, told.purchase)
        return finish(txn, "return", turn, 0, None, total=total)
    back = return_event(event, txn.name([member])[member], told.purchase, rows)
    return finish(txn, "return", turn, 0, back, total=total)


def _rows(txn: Txn, told: ReturnIn) -> list[tuple[str | None, int]]:
    """(category, amount): as told, or all that is left."""
    if told.rows:
        return [(row.category, _amount(txn, row, place)) for place, row in enumerate(told.rows)]
    sold = select(lines.c.category, lines.c.amount).join_from(purchases, lines, lines.c.purchase == purchases.c.number)
    left: Counter[str | None] = Counter()
    for category, amount in txn.connection.execute(sold.where(purchases.c.purchase_id == told.purchase)):
        left[category] += amount
    taken = select(returns.c.category, returns.c.amount).where(returns.c.purchase_id == told.purchase)
    only = next(iter(left)) if len(left) == 1 else None
    for category, amount in txn.connection.execute(taken):
        left[category if category in left else only] -= amount
    rows = [(category, amount) for category, amount in left.items() if amount > 0]
    if not rows:
        raise RefusedError(Refusal("returns-too-much", "nothing is left of the purchase", "it was wholly taken back already", "purchase"))
    return rows


def _amount(txn: Txn, row: ReturnedIn, place: int) -> int:
    amount = minor(row.amount, txn.versions.places, f"rows.{place}.amount")
    if amount <= 0:
        raise RefusedError(
            Refusal("not-above-zero", "takes nothing back", "write what was taken back as a positive amount", f"rows.{place}.amount")
        )
    return amount
