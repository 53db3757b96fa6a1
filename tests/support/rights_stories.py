"""Histories told to a store event by event, and what it holds of rights compared with the engine's whole run over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl
from patron.engine.cards import run as run_cards
from patron.engine.cards.frames import ledger_frame
from patron.engine.entitlements import run as run_entitlements
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.run import evaluate
from patron.engine.spans import Later
from patron.engine.vouchers import vouchers_of
from patron.store.answer import Decision
from patron.store.database import Database
from patron.store.deciding.again import redecide
from patron.store.deciding.desk import Desk
from patron.store.deciding.transaction import Txn
from patron.store.inputs import MovementIn, PurchaseIn, ReturnIn
from patron.store.migrations import upgrade
from patron.store.refused import RefusedError
from patron.store.rights import refresh_rights, rights_of
from patron.store.rights.card_source import card_postings, cards
from patron.store.rights.cards import card_differences, refresh_cards
from patron.store.schemes import EVER, Version, Versions
from patron.store.tables import MemberRow, PersonRow, ProfileRow
from patron.vocabulary import FieldKind, Industry, LineField, Title
from sqlalchemy import Connection, func, insert, select, update

Event = PurchaseIn | ReturnIn | MovementIn
_PERSON = {"row", "member_id", "birthday", "phone", "name", "referred_by"}
_OWN = {"joined_on", "opening_on", "opening_tier", "opening_since", "opening_points"}
_NAME = Title("", "")
INDUSTRY = Industry(
    "general",
    _NAME,
    "patron",
    fields=(LineField("craft", FieldKind.TEXT, _NAME), LineField("nights", FieldKind.DECIMAL, _NAME, places=1)),
)


@dataclass
class Story:
    """A store in the course of a history; its clock stands at the last event that was told, or at the day it was set to."""

    plan: Plan
    later: Later
    desk: Desk
    members: dict[str, int]
    now: list[datetime]
    told: dict[str, list[str]] = field(default_factory=lambda: {"lines": [], "returns": [], "movements": []})  # what was taken, by id
    refused: dict[str, str] = field(default_factory=dict)  # by id, the code
    decisions: dict[str, Decision] = field(default_factory=dict)

    def tell(self, event: Event, *, clock: bool = True) -> bool:
        """One event; whether it was taken. With `clock` the store's time is the event's."""
        assert event.id is not None
        assert event.at is not None
        if clock:
            self.now[0] = max(self.now[0], event.at)
        desk = self.desk
        try:
            if isinstance(event, PurchaseIn):
                decision = desk.purchase(event)
            else:
                decision = desk.return_goods(event) if isinstance(event, ReturnIn) else desk.move(event)
        except RefusedError as error:
            self.refused[event.id] = error.refusals[0].code
            return False
        self.refused.pop(event.id, None)
        self.told[_table(event)].append(event.id)
        self.decisions[event.id] = decision
        return True

    def tell_all(self, events: Sequence[Event], seed: int | None = None) -> None:
        """In order; or shuffled by a seed, and what is refused again and again, as long as something more is taken."""
        if seed is None:
            for event in events:
                self.tell(event)
            return
        self.now[0] = max(event.at for event in events if event.at is not None)
        waiting = list(events)
        Random(seed).shuffle(waiting)
        taken = True
        while waiting and taken:
            rest = [event for event in waiting if not self.tell(event, clock=False)]
            taken, waiting = len(rest) < len(waiting), rest

    def accepted(self, history: History) -> History:
        """The history without what was refused."""
        kept = {
            name: getattr(history, name).filter(pl.col(key).is_in(pl.Series(self.told[name], dtype=pl.String).implode()))
            for name, key in (("lines", "purchase_id"), ("returns", "purchase_id"), ("movements", "movement_id"))
        }
        return replace(history, **kept)

    def close(self, day: int) -> None:
        """Everything up to the start of a day, and what everyone holds then."""

        def work(txn: Txn) -> Decision:
            redecide(txn, self.members.values(), day)
            refresh_cards(txn, list(txn.connection.execute(select(cards.c.card)).scalars()), day)
            refresh_rights(txn, list(self.members.values()), day)
            return Decision("close_day", "all", "", 1)

        self.now[0] = max(self.now[0], datetime(1970, 1, 1, 4, tzinfo=UTC) + timedelta(days=day))
        self.desk.transact("close_day", {}, work)

    def faults(self, history: History, as_of: int) -> list[str]:
        """What the store holds otherwise than the engine's whole run over what was accepted."""
        known = self.accepted(history)
        with self.desk.database.read() as connection:
            return [*self._cards(connection, known, as_of), *self._rights(connection, known, as_of)]

    def _cards(self, connection: Connection, known: History, as_of: int) -> list[str]:
        decided = run_cards(self.plan, known, as_of, later=self.later)
        found = [f"the engine refuses row {one.row}: {one.message}" for one in decided.wrong]
        right = ledger_frame(decided.postings).filter(pl.lit(value=True)).group_by("on", "card", "what", "rule", "ref", "movement_id").sum()
        summed = [func.sum(card_postings.c[name]) for name in ("value", "money", "commission")]
        columns = [card_postings.c[name] for name in ("on", "card", "kind", "rule", "ref", "movement", "undone")]
        stood: dict[tuple[Any, ...], list[int]] = {}
        for *key, undone, value, earned, commission in connection.execute(select(*columns, *summed).group_by(*columns)):
            sums = stood.setdefault(tuple(key), [0, 0, 0, 0])
            for place, one in enumerate((-1 if undone else 1, int(value), int(earned), int(commission))):
                sums[place] += one
        stored = {key: sums[1:] for key, sums in stood.items() if any(sums)}
        wanted = {tuple(row[:6]): list(row[6:]) for row in right.iter_rows()}
        found += [f"card posting {key}: stored {stored.get(key)}, right {wanted.get(key)}" for key in stored.keys() ^ wanted.keys()]
        found += [
            f"card posting {key}: {stored[key]} and not {wanted[key]}"
            for key in stored.keys() & wanted.keys()
            if stored[key] != wanted[key]
        ]
        names = {number: name for name, number in self.members.items()}
        rows = {row.card: (row.state, names.get(row.holder), row.valid_until, row.balance) for row in connection.execute(select(cards))}
        whole = {card.number: (card.state.value, card.holder, card.valid_until, card.balance) for card in decided.cards}
        found += [
            f"card {card}: stored {rows.get(card)}, right {whole.get(card)}"
            for card in rows.keys() | whole.keys()
            if rows.get(card) != whole.get(card)
        ]
        found += [f"{card} differs" for card in card_differences(connection, self.desk.versions(connection), sorted(rows), as_of)]
        return found

    def _rights(self, connection: Connection, known: History, as_of: int) -> list[str]:
        if self.later:
            return []
        evaluation = evaluate(self.plan, known, as_of, detail=True, runner="reference")
        issues = run_entitlements(self.plan, known, evaluation, as_of).issues
        ledger = vouchers_of(self.plan, known, evaluation, as_of).ledger
        members = set(evaluation.members["member_id"])  # not whom only a gift names that the giver's opening contains
        asked = [number for name, number in self.members.items() if name in members]
        held = rights_of(connection, self.desk.versions(connection), asked, as_of)
        names = {number: name for name, number in self.members.items()}
        columns = ["member_id", "benefit", "from", "until", "granted", "carried", "used", "lapsed", "left"]
        wanted = sorted(map(str, issues.select(columns).iter_rows()))
        columns = ["benefit", "first", "last", "granted", "carried", "used", "lapsed", "left"]
        stored = sorted(str((names[row["member"]], *(row[name] for name in columns))) for row in held.entitlements)
        found = [] if stored == wanted else [f"issues: stored {stored}, right {wanted}"]
        vouchers = sorted(map(str, ledger.iter_rows()))
        own = sorted(str((names[row["member"]], *(row[name] for name in ledger.columns[1:]))) for row in held.vouchers)
        return found if own == vouchers else [*found, f"vouchers: stored {own}, right {vouchers}"]


def story_over(plan: Plan, history: History, *, url: str = "sqlite://", later: Later = ()) -> Story:
    """A store over a plan with a history's members, and no event yet."""
    database = Database(url)
    upgrade(database)
    plans = [(EVER, plan), *later]
    versions = Versions(tuple(Version.of_plan(number, first, one, INDUSTRY) for number, (first, one) in enumerate(plans, 1)))
    now = [datetime(2000, 1, 1, tzinfo=UTC)]
    desk = Desk(database, lambda: now[0], versions)
    story = Story(plan, later, desk, database.write(lambda connection: members_of(connection, history)), now)
    listed = [story.members[name] for name in history.members["member_id"]]
    if listed:
        desk.transact("enroll", {}, lambda txn: _enrolled(txn, listed))
    return story


def _enrolled(txn: Txn, listed: list[int]) -> Decision:
    redecide(txn, listed)
    return Decision("enroll", "all", "", 1)


def members_of(connection: Connection, history: History) -> dict[str, int]:
    """Write the members of a history and all whom it names; their numbers by id."""
    rows = {row["member_id"]: row for row in history.members.to_dicts()}
    frames = [frame["member_id"] for frame in (history.lines, history.returns, history.movements, history.members)]
    named = history.movements.filter((pl.col("kind") == "profile") & (pl.col("ref") == "referred_by"))["value"]
    names = pl.concat([*frames, history.movements["to_member"], named, history.members["referred_by"]]).drop_nulls().unique().sort()
    numbers: dict[str, int] = {}
    for name in names.filter(names != ""):
        row = rows.get(name, {})
        told: dict[str, Any] = {key: row.get(key) for key in _OWN}
        made = insert(MemberRow).values(member_id=name, listed=name in rows, known=name in rows, **told)
        numbers[name] = int(connection.execute(made).inserted_primary_key[0])
        person = {key: row.get(key) for key in ("birthday", "phone", "name")}
        if any(value is not None for value in person.values()):
            connection.execute(insert(PersonRow).values(member=numbers[name], **person))
        for key, value in row.items():
            if key not in _PERSON | _OWN and value is not None:
                connection.execute(insert(ProfileRow).values(member=numbers[name], field=key, value=value))
    for name, row in rows.items():
        if row.get("referred_by"):
            connection.execute(update(MemberRow).where(MemberRow.member_id == name).values(referred_by=numbers[row["referred_by"]]))
    return numbers


def events_of(history: History) -> list[Event]:
    """Every event as a till would tell it, by instant, then id, sales first, movements last."""
    found: list[tuple[tuple[int, str, int], Event]] = []
    for (name,), rows in history.lines.group_by(["purchase_id"], maintain_order=True):
        first = rows.row(0, named=True)
        told = [_line(row) for row in rows.iter_rows(named=True)]
        sale = PurchaseIn(member=first["member_id"], id=str(name), at=_time(first["at"]), lines=told, group_id=first["group_id"])
        found.append(((first["at"], str(name), 0), sale))
    for (name,), rows in history.returns.group_by(["purchase_id"], maintain_order=True):
        first = rows.row(0, named=True)
        told = [{"amount": money(row["amount"]), "category": row["category"]} for row in rows.iter_rows(named=True)]
        found.append(((first["at"], str(name), 1), ReturnIn(purchase=first["returns"], id=str(name), at=_time(first["at"]), rows=told)))
    for row in history.movements.iter_rows(named=True):
        cells = {key: _blank(row[key]) for key in ("kind", "points", "to_member", "ref", "value", "by")}
        move = MovementIn(member=row["member_id"], id=row["movement_id"], at=_time(row["at"]), amount=money(row["amount"]), **cells)
        found.append(((row["at"], row["movement_id"], 2), move))
    return [event for _, event in sorted(found, key=lambda one: one[0])]


def _table(event: Event) -> str:
    """Where an event stands in a history: a purchase and a movement may have one id."""
    return "lines" if isinstance(event, PurchaseIn) else "returns" if isinstance(event, ReturnIn) else "movements"


def _blank(cell: Any) -> Any:
    return None if isinstance(cell, str) and not cell.strip() else cell


def _line(row: dict[str, Any]) -> dict[str, Any]:
    told = {key: row[key] for key in ("line", "category", "store", "channel", "staff", "tender")}
    quantity, nights = row["quantity"], row.get("nights")
    fields = {"craft": row.get("craft"), "nights": None if nights is None else Decimal(nights).scaleb(-1)}
    told |= {"list_amount": money(row["list_amount"]), "quantity": None if quantity is None else Decimal(quantity).scaleb(-3)}
    return {**told, "amount": money(row["amount"]), "fields": {key: value for key, value in fields.items() if value is not None}}


def money(amount: int | None) -> Decimal | None:
    """Yuan."""
    return None if amount is None else Decimal(amount).scaleb(-2)


def _time(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def ids(events: Iterable[Event]) -> list[str]:
    """The ids of events."""
    return [str(one.id) for one in events]
