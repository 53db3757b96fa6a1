"""A made-up company's files, as large as asked, and what `evaluate` says of them; and a store's rows in the same shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
from patron.engine.plan.compile import compile_plan
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS, POSTING_COLUMNS, Evaluation
from patron.engine.run import run
from patron.files.prepare import prepare, run_on
from patron.scheme.load import load_scheme
from patron.store.deciding.stored import stored_of
from patron.store.importing.files import ImportRequest
from patron.store.opening import create
from patron.store.reading.naming import ids_of, members
from patron.store.store import Store
from sqlalchemy import select
from store_schemes import CLUB

FIRST = date(2023, 1, 1)
AS_OF = date(2025, 6, 30)
NOW = datetime(2025, 6, 30, 15, tzinfo=UTC)
INTRODUCED = CLUB.replace(
    "maintenance:", "  - {id: by-gold, grants: silver, when: {referrer_tier: {at_least: gold}, purchase: {at_least: 100}}}\nmaintenance:"
)
STATE = [name for name in MEMBER_COLUMNS if name != "spend_12m"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """The rows of its three files."""

    purchases: list[Row]
    members: list[Row]
    movements: list[Row]

    def until(self, day: date) -> Company:
        """What had happened by the end of a day."""
        last = day.isoformat() + "T99"
        kept = {name: [row for row in getattr(self, name) if row["at"] <= last] for name in ("purchases", "movements")}
        return replace(self, **kept)

    def after(self, day: date) -> Company:
        """What happened after a day, without the members file."""
        last = day.isoformat() + "T99"
        kept = {name: [row for row in getattr(self, name) if row["at"] > last] for name in ("purchases", "movements")}
        return replace(self, members=[], **kept)

    def write(self, folder: Path, *, ending: str = "csv", as_of: date = AS_OF, on_error: str = "skip") -> ImportRequest:
        """The files in a folder, and the request that names them."""
        folder.mkdir(parents=True, exist_ok=True)
        paths: dict[str, Path] = {}
        for name in ("purchases", "members", "movements"):
            rows = getattr(self, name)
            if rows:
                columns = dict.fromkeys(key for row in rows for key in row)
                frame = pl.DataFrame({key: [row.get(key) for row in rows] for key in columns}, strict=False)
                paths[name] = folder / f"{name}.{ending}"
                frame.write_parquet(paths[name]) if ending == "parquet" else frame.write_csv(paths[name])
        return ImportRequest(**paths, as_of=as_of, on_error=on_error)  # type: ignore[arg-type]


def company(seed: int, *, members: int = 30, purchases: int = 300) -> Company:
    """Sales with returns and walk-ins, members with introducers and balances, and movements of points and tiers."""
    random = Random(seed)
    names = [f"M{number:03}" for number in range(members)]
    sold: list[Row] = []
    back: list[Row] = []
    for number in range(purchases):
        at = _moment(random, FIRST, AS_OF - timedelta(days=40))
        who = random.choice(names) if random.random() < 0.95 else None
        shared = {"purchase_id": f"S{number}", "member_id": who, "at": at.isoformat()}
        amounts = [random.choice((20, 90, 150, 320, 700)) + random.randint(0, 99) / 100 for _ in range(random.choice((1, 1, 1, 2)))]
        sold += [{**shared, "amount": f"{amount:.2f}", "line": str(place), "category": "c"} for place, amount in enumerate(amounts)]
        if random.random() < 0.1:
            part = amounts[0] if random.random() < 0.5 else amounts[0] / 2
            later = at + timedelta(days=random.randint(0, 30), minutes=1)
            told = {"purchase_id": f"R{number}", "member_id": who, "at": later.isoformat(), "returns": f"S{number}", "category": "c"}
            back.append({**told, "amount": f"{part:.2f}"})
    return Company([*sold, *back], _members(random, names), _movements(random, names, purchases // 8))


def _moment(random: Random, first: date, last: date) -> datetime:
    return datetime.combine(first, datetime.min.time()) + timedelta(minutes=random.randrange((last - first).days * 1440))


def _members(random: Random, names: list[str]) -> list[Row]:
    listed = []
    for place, name in enumerate(names[: len(names) * 4 // 5]):
        row: Row = {"member_id": name, "joined_on": "2022-05-01", "name": f"Person {place}", "phone": f"138{place:08}", "referred_by": None}
        if place and random.random() < 0.3:
            row["referred_by"] = random.choice(names[:place])
        opened = random.random() < 0.3
        row |= {"opening_on": "2023-03-01" if opened else None, "opening_points": random.randint(0, 300) if opened else None}
        tier = random.choice(("silver", "gold")) if opened and random.random() < 0.5 else None
        listed.append({**row, "opening_tier": tier, "opening_since": "2022-06-15" if tier else None})
    return listed


def _movements(random: Random, names: list[str], count: int) -> list[Row]:
    made = []
    for number in range(count):
        kind = random.choice(("redeem", "give", "adjust", "grant_tier", "profile"))
        at = _moment(random, FIRST, AS_OF).isoformat()
        row: Row = {"movement_id": f"X{number}", "member_id": random.choice(names), "at": at, "kind": kind, "by": "office"}
        row |= {"points": None, "to_member": None, "ref": None, "value": None}
        match kind:
            case "redeem" | "give":
                row["points"] = random.randint(1, 8)
                row["to_member"] = random.choice([name for name in names if name != row["member_id"]]) if kind == "give" else None
            case "adjust":
                row["points"] = random.randint(5, 60)
            case "grant_tier":
                row["value"] = random.choice(("silver", "gold"))
            case _:
                row |= {"ref": "referred_by", "value": random.choice(names)}
        made.append(row)
    return made


def store_of(url: str, folder: Path, scheme: str = CLUB, now: datetime = NOW) -> Store:
    """A new store under a scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "scheme.yaml"
    path.write_text(scheme, encoding="utf-8")
    return create(url, path, clock=lambda: now)


def evaluated(folder: Path, request: ImportRequest, scheme: str = CLUB) -> Evaluation:
    """What `evaluate` makes of the same files."""
    path = folder / "evaluated.yaml"
    path.write_text(scheme, encoding="utf-8")
    loaded = load_scheme(path)
    plan = compile_plan(loaded.require(), loaded.industry)
    assert request.as_of is not None
    as_of = (request.as_of - date(1970, 1, 1)).days
    ready = prepare(request.files, plan, loaded.industry, as_of)
    return run_on(ready, request.on_error, lambda history: run(plan, history, as_of, detail=True))[0]


def same_as(store: Store, told: Evaluation) -> None:
    """Asserts that a store holds what an evaluation says, of everyone: states, changes in order, sums of postings."""
    with store.desk.database.read() as connection:
        known = [number for (number,) in connection.execute(select(members.c.number).where(members.c.known)).all()]
        names = ids_of(connection, known)
        stored = stored_of(connection, known)
    assert told.postings is not None
    rows = [{"member_id": names[number], **(one.state or {})} for number, one in stored.items()]
    states = pl.DataFrame([{name: row.get(name) for name in STATE} for row in rows], schema={name: MEMBER_COLUMNS[name] for name in STATE})
    assert states.sort("member_id").rows(named=True) == told.members.select(STATE).rows(named=True)
    changes = [(names[number], *change) for number, one in stored.items() for _, change in one.changes]
    found = pl.DataFrame(changes, schema=CHANGE_COLUMNS, orient="row").sort("member_id", maintain_order=True)
    assert found.rows() == told.changes.rows()
    posted = [(names[number], *key, points) for number, one in stored.items() for key, points in one.postings.items()]
    assert sorted(posted) == told.postings.select(list(POSTING_COLUMNS)).rows()


def clean(store: Store) -> None:
    """Asserts that everything stored follows from the events, and that the log vouches for it."""
    assert store.rebuild().deviations == ()
    report = store.verify()
    assert report.broken == 0, report.faults
    assert report.faults == ()
