"""Feeds random histories to a store over a plan, event by event, and compares what it holds with an evaluation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from generators_agree import outcome, reference, without_overspending
from generators_case import Case, Row
from patron.engine.history import MEMBERS
from patron.engine.plan import Plan
from patron.engine.reference.runner import Run
from patron.engine.validate.movements import check_movements
from patron.store.answer import Decision
from patron.store.database import Database
from patron.store.deciding.again import advance, differences, redecide
from patron.store.deciding.desk import Desk
from patron.store.deciding.replaying import lots_of
from patron.store.deciding.stored import stored_of
from patron.store.deciding.transaction import Txn
from patron.store.inputs import MovementIn, PurchaseIn, ReturnIn
from patron.store.migrations import upgrade
from patron.store.refused import RefusedError
from patron.store.schemes import EVER, Version, Versions
from patron.store.tables import MemberRow, PersonRow, ProfileRow, metadata
from patron.vocabulary import FieldKind, Industry, LineField, Title
from sqlalchemy import insert, text, update

STATE = ("tier", "since", "review_on", "reason", "points", "points_pending", "points_earned", "points_expired", "points_taken_back")
COLUMNS = (*STATE, "points_spent")
NOW = datetime(2300, 1, 1, tzinfo=UTC)
KINDS = {"redeem", "give", "adjust", "grant_tier", "profile", "exchange", "quiz", "win"}
_REFUSED = {"unknown-exchange", "exchange-limit", "exchange-not-open", "exchange-disagrees", "win-without-draw"}
_NAME = Title("", "")
INDUSTRY = Industry(
    "general",
    _NAME,
    "patron",
    fields=(LineField("craft", FieldKind.TEXT, _NAME), LineField("nights", FieldKind.DECIMAL, _NAME, places=1)),
)


def fit_for_a_store(case: Case) -> Case:
    """The case at the prices of its file, each return of one purchase, all events up to the as-of date, without what rules refuse.

    What is brought back of several purchases at once is told as a return of each.
    """
    first: dict[str, str] = {}
    returns = [
        row if first.setdefault(row["purchase_id"], row["returns"]) == row["returns"] else row | {"purchase_id": _one_of(row)}
        for row in case.returns
    ]
    told = {"referred_by", "birthday", *({"residence", "新字段"} & set(case.plan.profile_fields))}
    movements = [row for row in case.movements if row["kind"] in KINDS and (row["kind"] != "profile" or row["ref"] in told)]
    movements = [row for row in movements if row.get("ref") != "birthday" or _is_date(row["value"])]  # no till may tell another one
    movements = [{**row, "value": _blank(row["value"])} if "value" in row else row for row in movements]
    rows = (*case.lines, *returns, *movements)
    as_of = max([case.as_of, *(row["day"] for row in rows), *(row.get("opening_on") or 0 for row in case.members)])
    made = _without_refused(replace(case, returns=returns, movements=movements, prices=None, as_of=as_of))
    while found := outcome(reference, made).findings:
        made = _without_refused(without_overspending(made, found))
    return made


def _is_date(value: str | None) -> bool:
    try:
        return not (value or "").strip() or date.fromisoformat(value or "") is not None
    except ValueError:
        return False


def _one_of(row: Row) -> str:
    return f"{row['purchase_id']} of {row['returns']}"


def _without_refused(case: Case) -> Case:
    """Without uses of points that the scheme does not have, prizes without a draw, and exchanges beyond their limit."""
    while True:
        wrong = {row for one in check_movements(case.history(), case.plan) for row in one.rows["row"] if one.code in _REFUSED}
        if not wrong:
            return case
        kept = [row for number, row in enumerate(case.movements, 2) if row.get("row", number) not in wrong]
        case = replace(case, movements=kept)


def _blank(text: str | None) -> str | None:
    return text if text and text.strip() else None


@dataclass
class Fed:
    """A store in the course of a case. `numbers`: of members by id."""

    case: Case
    desk: Desk
    numbers: dict[str, int] = field(default_factory=dict)
    refusals: int = 0
    decisions: list[Decision] = field(default_factory=list)


def store_over(case: Case, url: str = "sqlite://", *, later: Iterable[tuple[int, Plan]] = ()) -> Fed:
    """A store with the members of a case, and nothing decided but their openings. `later`: further versions, (from day, plan)."""
    database = Database(url)
    _make(database)
    plans = [(EVER, case.plan), *later]
    versions = Versions(tuple(Version.of_plan(number, first, plan, INDUSTRY) for number, (first, plan) in enumerate(plans, 1)))
    fed = Fed(case, Desk(database, lambda: NOW, versions))
    fed.numbers = database.write(lambda connection: _members(connection, case))
    listed = [fed.numbers[row["member_id"]] for row in case.members]
    fed.desk.transact("enroll", {}, lambda txn: _enrolled(txn, listed))
    return fed


def _make(database: Database) -> None:
    """In memory the tables alone, which is quicker; else by migrations, with their triggers."""
    if database.url.database in {None, "", ":memory:"}:
        database.write(metadata.create_all)
    else:
        upgrade(database)


def _enrolled(txn: Txn, listed: list[int]) -> Decision:
    redecide(txn, listed)
    return Decision("enroll", "all", "", 1)


def _members(connection: Any, case: Case) -> dict[str, int]:
    names = {row["member_id"] for row in (*case.lines, *case.returns, *case.movements, *case.members)}
    names |= {row.get("to_member") for row in case.movements} | {row.get("referred_by") for row in case.members}
    names |= {row.get("value") for row in case.movements if row["kind"] == "profile" and row["ref"] == "referred_by"}
    numbers = {}
    listed = {row["member_id"]: row for row in case.members}
    for name in sorted(names - {None}):
        row = listed.get(name, {})
        told = {key: row.get(key) for key in ("joined_on", "opening_on", "opening_tier", "opening_since", "opening_points")}
        known = {"listed": name in listed, "known": name in listed}
        numbers[name] = connection.execute(insert(MemberRow).values(member_id=name, **known, **told)).inserted_primary_key[0]
        if row.get("birthday") is not None or row.get("phone"):
            connection.execute(insert(PersonRow).values(member=numbers[name], birthday=row.get("birthday"), phone=row.get("phone")))
        for key, value in row.items():
            if key not in MEMBERS and value is not None:
                connection.execute(insert(ProfileRow).values(member=numbers[name], field=key, value=value))
    for name, row in listed.items():
        if row.get("referred_by") is not None:
            connection.execute(update(MemberRow).where(MemberRow.member_id == name).values(referred_by=numbers[row["referred_by"]]))
    return numbers


Event = PurchaseIn | ReturnIn | MovementIn


def events_of(case: Case) -> list[Event]:
    """Every event as a till would tell it, in order of the case."""
    sales: dict[str, list[Row]] = defaultdict(list)
    backs: dict[str, list[Row]] = defaultdict(list)
    for row in case.lines:
        sales[row["purchase_id"]].append(row)
    for row in case.returns:
        backs[row["purchase_id"]].append(row)
    return [*(_sale(rows) for rows in sales.values()), *(_back(rows) for rows in backs.values()), *(_move(row) for row in case.movements)]


def _time(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def money(amount: int | None) -> Decimal | None:
    """Yuan."""
    return None if amount is None else Decimal(amount).scaleb(-2)


def _sale(rows: list[Row]) -> PurchaseIn:
    return PurchaseIn(
        member=rows[0]["member_id"],
        id=rows[0]["purchase_id"],
        at=_time(rows[0]["at"]),
        group_id=rows[0]["group_id"],
        lines=[_line(row) for row in rows],
    )


def _line(row: Row) -> dict[str, Any]:
    told = {key: row.get(key) for key in ("line", "category", "store", "tender")}
    told |= {"amount": money(row["amount"]), "list_amount": money(row.get("list_amount"))}
    quantity, nights = row.get("quantity"), row.get("nights")
    fields = {"craft": row.get("craft"), "nights": None if nights is None else Decimal(nights).scaleb(-1)}
    told["quantity"] = None if quantity is None else Decimal(quantity).scaleb(-3)
    return {**told, "fields": {key: value for key, value in fields.items() if value is not None}}


def _back(rows: list[Row]) -> ReturnIn:
    told = [{"amount": money(row["amount"]), "category": row["category"]} for row in rows]
    return ReturnIn(purchase=rows[0]["returns"], id=rows[0]["purchase_id"], at=_time(rows[0]["at"]), rows=told)


def _move(row: Row) -> MovementIn:
    told = {key: row.get(key) for key in ("kind", "points", "to_member", "ref", "value")}
    return MovementIn(member=row["member_id"], id=row["movement_id"], at=_time(row["at"]), **told)


def in_order(events: Iterable[Event]) -> list[Event]:
    """By instant, then id, then sale, return, movement."""
    kinds = (PurchaseIn, ReturnIn, MovementIn)
    return sorted(events, key=lambda one: (one.at, one.id, kinds.index(type(one))))


def feed(fed: Fed, events: list[Event], seed: int | None = None, *, others: Sequence[Desk] = ()) -> bool:
    """Tell the events, shuffled by a seed; what is refused is told again later. False if some cannot be told in this order.

    With `others` each event is told to one of the desks, and some are told as dry runs before.
    """
    waiting, turns = list(events), Random(seed)
    if seed is not None:
        Random(seed).shuffle(waiting)
    while waiting:
        refused = []
        for event in waiting:
            try:
                if others and turns.random() < 0.3:
                    tell(turns.choice(others), event, dry_run=True)
                fed.decisions.append(tell(turns.choice([fed.desk, *others]), event))
            except RefusedError:
                fed.refusals += 1
                refused.append(event)
        if len(refused) == len(waiting):
            return False
        waiting = refused
    return True


def tell(desk: Desk, event: Event, *, dry_run: bool = False) -> Decision:
    """One event."""
    if isinstance(event, PurchaseIn):
        return desk.purchase(event, dry_run=dry_run)
    return desk.return_goods(event, dry_run=dry_run) if isinstance(event, ReturnIn) else desk.move(event, dry_run=dry_run)


def close(fed: Fed) -> None:
    """Advance everyone to the as-of date."""

    def work(txn: Txn) -> Decision:
        advance(txn, fed.numbers.values(), fed.case.as_of)
        return Decision("close_day", "all", "", 1)

    fed.desk.transact("close_day", {}, work)


def held(fed: Fed) -> dict[str, Any]:
    """What stands of every member: state, changes, sums of postings, lots."""
    with fed.desk.database.read() as connection:
        stored = stored_of(connection, fed.numbers.values())
    found: dict[str, Any] = {}
    for name, number in fed.numbers.items():
        one = stored[number]
        state = None if one.state is None else {column: one.state[column] for column in COLUMNS}
        found[name] = (state, [change for _, change in one.changes], one.postings, one.lots)
    return found


def faults(fed: Fed) -> list[str]:
    """What differs from the evaluation of the same events, in words; empty if nothing does."""
    case, history = fed.case, fed.case.history()
    run = Run(case.plan, history, case.as_of, detail=True)
    run.go()
    evaluated = reference(case)
    assert evaluated.postings is not None
    rows = {row["member_id"]: row for row in evaluated.members.to_dicts()}
    changes = defaultdict(list)
    for name, *change in evaluated.changes.rows():
        changes[name].append(tuple(change))
    posted: dict[str, Counter[Any]] = defaultdict(Counter)
    for name, on, kind, rule, points in evaluated.postings.rows():
        posted[name][on, kind, rule] += points
    found = []
    with fed.desk.database.read() as connection:
        stored = stored_of(connection, fed.numbers.values())
        for name, number in fed.numbers.items():
            own = stored[number]
            if name not in rows:
                found += [f"{name} should have nothing"] if own.state is not None else []
                continue
            if own.state is None:
                found.append(f"{name} has no state")
                continue
            lots = lots_of(case.plan, run.members[name])
            pairs = [(column, own.state[column], rows[name][column]) for column in COLUMNS]
            pairs += [("changes", [change for _, change in own.changes], changes[name]), ("postings", own.postings, dict(posted[name]))]
            pairs += [("lots", own.lots, lots)]
            found += [f"{name} {what}: stored {have}, right {right}" for what, have, right in pairs if have != right]
        found += [str(one) for one in differences(connection, fed.desk.versions(connection), list(fed.numbers.values()))]
        open_sums = text("SELECT entry, member, sum(points) FROM postings GROUP BY entry, member HAVING sum(points) <> 0")
        found += [f"postings do not sum to zero: {row}" for row in connection.execute(open_sums)]
    return found
