"""Prepaid cards in the store: what the engine decides of a card is posted, and its row says how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from patron.engine.amounts_text import decimal_text
from patron.engine.cards import Card, CardRun, Posting, State
from patron.engine.days import iso_of
from patron.store.reading.chunks import chunks, rows_of
from patron.store.reading.naming import numbers_of
from patron.store.rights.card_source import CardSource, card_postings, card_source, cards
from patron.store.rights.telling import refuse_late

if TYPE_CHECKING:
    from patron.store.deciding.transaction import Txn
    from patron.store.schemes import Versions

Row = dict[str, Any]
Key = tuple[str, int, str, str | None, str | None, str | None]  # card, on, kind, rule, ref, movement
Sums = tuple[int, int, int, int]  # postings, value, money, commission
_KEY = ("card", "on", "kind", "rule", "ref", "movement")
_NONE: Sums = (0, 0, 0, 0)


def stored_postings(connection: Connection, numbers: Collection[str]) -> dict[Key, Sums]:
    """What stands in the ledger of these cards; what was undone is left out."""
    columns = [card_postings.c[name] for name in _KEY]
    undone = func.sum(case((card_postings.c.undone, 1), else_=0))
    sums = [func.sum(card_postings.c[name]) for name in ("value", "money", "commission")]
    query = select(*columns, func.count() - 2 * undone, *sums).group_by(*columns)
    found = rows_of(connection, query, card_postings.c.card, numbers)
    stands = {tuple(row[:6]): tuple(int(one) for one in row[6:]) for row in found}
    return {key: sums for key, sums in stands.items() if sums != _NONE}  # type: ignore[misc]


def right_postings(every: Iterable[Card]) -> dict[Key, Sums]:
    """What should stand by the engine's ledger."""
    count: Counter[Key] = Counter()
    sums: dict[Key, tuple[int, int, int]] = {}
    for card in every:
        for one in card.postings:
            key = _key(one)
            count[key] += 1
            value, money, commission = sums.get(key, (0, 0, 0))
            sums[key] = (value + one.value, money + one.money, commission + one.commission)
    return {key: (count[key], *sums[key]) for key in count}


def _key(one: Posting) -> Key:
    return (one.card, one.on, one.kind.value, one.rule, one.ref, one.movement)


def rows_to_post(stored: Mapping[Key, Sums], right: Mapping[Key, Sums], entry: int) -> list[Row]:
    """Rows of `card_postings`: what stands wrongly is undone, what is missing is posted, in the order of the engine's ledger."""
    rows = []
    for key, sums in stored.items():
        if right.get(key) != sums:
            rows += _rows(key, sums, entry, undone=True)
    for key, sums in right.items():
        if stored.get(key) != sums:
            rows += _rows(key, sums, entry, undone=False)
    return rows


def _rows(key: Key, sums: Sums, entry: int, *, undone: bool) -> list[Row]:
    """As many rows as there are postings of a key, the figures on the first."""
    sign = -1 if undone else 1
    count, *figures = sums
    shared = {**dict(zip(_KEY, key, strict=True)), "entry": entry, "undone": undone}
    rows = []
    for place in range(abs(count)):
        value, money, commission = (0, 0, 0) if place else figures
        rows.append({**shared, "value": sign * value, "money": sign * money, "commission": sign * commission})
    return rows


def post_cards(txn: Txn, source: CardSource, decided: CardRun) -> list[Card]:
    """Post what happened to the cards of a source and write how they stand; the cards."""
    every = [card for card in decided.cards if card.number in source.numbers]
    names = [card.number for card in every]
    rows = rows_to_post(stored_postings(txn.connection, names), right_postings(every), txn.entry)
    known = {row.card: row._mapping for row in rows_of(txn.connection, select(cards), cards.c.card, names)}
    holders = numbers_of(txn.connection, {card.holder for card in every if card.holder is not None})
    changed = [card for card in every if not _stands(known.get(card.number), card_row(card, holders))]
    write_cards(txn.connection, [card for card in changed if card.number not in known], holders, new=True)
    if rows:
        txn.add(card_postings, rows)
        txn.late = txn.late or any(row["undone"] for row in rows)
    write_cards(txn.connection, [card for card in changed if card.number in known], holders, new=False)
    return every


def _stands(stored: Mapping[str, Any] | None, right: Row) -> bool:
    return stored is not None and all(stored[name] == value for name, value in right.items())


def write_cards(connection: Connection, every: Collection[Card], holders: Mapping[str, int], *, new: bool) -> None:
    """The rows of cards; the version of one that is known grows by one."""
    if not every:
        return
    rows = [card_row(card, holders) for card in every]
    if new:
        connection.execute(insert(cards), [{**row, "version": 1} for row in rows])
        return
    changed: Row = {name: bindparam(f"new_{name}") for name in rows[0] if name != "card"}
    query = update(cards).where(cards.c.card == bindparam("new_card")).values(**changed, version=cards.c.version + 1)
    connection.execute(query, [{f"new_{name}": value for name, value in row.items()} for row in rows])


def card_row(card: Card, holders: Mapping[str, int]) -> Row:
    """The columns of `cards` beside the version."""
    return {
        "card": card.number,
        "kind": card.kind.id,
        "state": card.state.value,
        "holder": None if card.holder is None else holders[card.holder],
        "approved": card.approved,
        "issued_on": card.issued_on,
        "valid_until": card.valid_until,
        "balance": card.balance,
    }


def card_detail(card: Card, places: int) -> Row:
    """What a card still holds, as JSON values."""
    detail: Row = {
        "card": card.number,
        "kind": card.kind.id,
        "state": card.state.value,
        "balance": decimal_text(card.balance, places),
        "valid_until": iso_of(card.valid_until),
    }
    left = card.services_left()
    return {**detail, "services": left} if left else detail


def cards_on(connection: Connection, versions: Versions, numbers: Collection[str], day: int) -> list[Card]:
    """Some cards as they stand at the end of a day, by number; without those that nobody held then."""
    then = card_source(connection, versions, numbers, day).up_to(day).run()
    return sorted((one for one in then.cards if one.number in set(numbers) and one.holder is not None), key=lambda one: one.number)


def refresh_cards(txn: Txn, numbers: Collection[str], day: int) -> list[Card]:
    """Decide some cards again up to a day and post the differences. Raises RefusedError where a movement of theirs became impossible."""
    every: list[Card] = []
    for part in chunks(numbers, 500):
        source = card_source(txn.connection, txn.versions, part, day)
        decided = source.run()
        refuse_late(source.faults(decided))
        every += post_cards(txn, source, decided)
    return every


def card_differences(connection: Connection, versions: Versions, numbers: Collection[str], day: int) -> list[str]:
    """The cards of which ledger or row is not what their movements say; writes nothing. An end that nobody has posted yet is none."""
    wrong: set[str] = set()
    for part in chunks(numbers, 500):
        source = card_source(connection, versions, part, day)
        every = source.run().cards
        standing = {row.card: row for row in rows_of(connection, select(cards), cards.c.card, [card.number for card in every])}
        stored = stored_postings(connection, [card.number for card in every])
        right = right_postings(every)
        open_ends = {
            key for key in right.keys() - stored.keys() if key[2] == State.EXPIRED.value and key[5] is None and _open(standing, key[0])
        }
        pending = {key[0] for key in open_ends}
        wrong |= {key[0] for key in right.keys() | stored.keys() if key not in open_ends and right.get(key) != stored.get(key)}
        holders = numbers_of(connection, {card.holder for card in every if card.holder is not None})
        for card in every:
            row = standing.get(card.number)
            own = card_row(card, holders)
            told = {} if row is None else {name: row._mapping[name] for name in own}
            if card.number in pending:
                own |= {"state": told.get("state"), "balance": told.get("balance")}
            if own != told:
                wrong.add(card.number)
    return sorted(wrong & set(numbers))


def _open(standing: Mapping[str, Any], number: str) -> bool:
    row = standing.get(number)
    return row is not None and row.state != State.EXPIRED.value
