"""A store for tests: small schemes, a clock that stands where it is put, and events told in a few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from patron.engine.run import evaluate
from patron.store.answer import Decision
from patron.store.deciding.stored import changes_of, states, stored_of
from patron.store.opening import create
from patron.store.reading.histories import history_of
from patron.store.reading.naming import ids_of, members
from sqlalchemy import select, text
from store_schemes import CLUB

ZONE = "Asia/Shanghai"
COLUMNS = ("tier", "since", "review_on", "reason", "points", "points_pending", "points_earned", "points_expired", "points_taken_back")


class Shop:
    """An open store whose clock follows what is told, one second an event."""

    def __init__(self, url: str, folder: Path, scheme: str = CLUB, *, zone: str = ZONE, start: str = "2024-01-01") -> None:
        self.folder = folder
        self.zone = ZoneInfo(zone)
        self.now = self.local(start).astimezone(UTC)
        self.known: set[str] = set()
        self.store = create(url, self.file(scheme.replace(ZONE, zone)), clock=self.clock)

    def clock(self) -> datetime:
        return self.now

    def local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).replace(tzinfo=self.zone)

    def file(self, scheme: str, name: str = "club.yaml") -> Path:
        path = self.folder / name
        path.write_text(scheme, encoding="utf-8")
        return path

    def at(self, at: str) -> None:
        """The clock stands at a local time."""
        self.now = max(self.now, self.local(at).astimezone(UTC))

    def _tick(self, at: str) -> datetime:
        self.at(at)
        self.now += timedelta(seconds=1)
        return self.local(at)

    def buys(self, member: str, at: str, amount: str | int, name: str | None = None) -> Decision:
        """A purchase; whoever is new is enrolled first."""
        if member not in self.known:
            self.enrolls(member)
        told: dict[str, Any] = {"member": member, "at": self._tick(at), "lines": [{"amount": str(amount)}]}
        return self.store.purchase(told | ({"id": name} if name else {}))

    def returns(self, purchase: str, at: str, amount: str | int | None = None) -> Decision:
        rows = {} if amount is None else {"rows": [{"amount": str(amount)}]}
        return self.store.return_goods({"purchase": purchase, "at": self._tick(at), **rows})

    def moves(self, member: str, at: str, kind: str, **cells: Any) -> Decision:
        return self.store.move({"member": member, "at": self._tick(at), "kind": kind, **cells})

    def enrolls(self, *names: str, **cells: Any) -> None:
        self.known |= set(names)
        for name in names:
            self.store.enroll({"member": name, **cells})

    def closes(self, day: str) -> Any:
        self.at(f"{day}T03:00")
        return self.store.close_day(date.fromisoformat(day))

    def state(self, member: str) -> dict[str, Any]:
        """The row of `member_states`."""
        with self.store.desk.database.read() as connection:
            query = select(states).join_from(states, members, members.c.number == states.c.member).where(members.c.member_id == member)
            return dict(connection.execute(query).one()._mapping)

    def changes(self, member: str) -> list[tuple[str, str, str]]:
        """(day, tier after, reason) of the changes that stand."""
        number = self.state(member)["member"]
        with self.store.desk.database.read() as connection:
            return [(iso(on), after, reason) for _, (on, _, after, reason) in changes_of(connection, [number]).get(number, [])]

    def edits(self, statement: str, **cells: Any) -> None:
        """Change the database behind the store's back: triggers are taken away for it."""
        database = self.store.desk.database
        with database.engine.connect() as connection, connection.begin():
            if database.dialect == "sqlite":
                for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            else:
                of = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
                for name, table in connection.execute(text(of)).all():
                    connection.exec_driver_sql(f'DROP TRIGGER "{name}" ON {table}')
            connection.execute(text(statement), cells)

    def agrees(self, day: str) -> None:
        """Everything stored is what `evaluate` gives on the same events as of a day that was closed (one version)."""
        with self.store.desk.database.read() as connection:
            version = self.store.desk.versions(connection).latest
            numbers = connection.execute(select(members.c.number)).scalars().all()
            history = history_of(connection, numbers)
            stored = stored_of(connection, numbers)
            names = ids_of(connection, numbers)
        row_of = {row["member_id"]: row for row in evaluate(version.plan, history, number_of(day)).members.to_dicts()}
        for number, one in stored.items():
            if one.state is not None and names[number] in row_of:
                row = row_of[names[number]]
                assert {name: one.state[name] for name in COLUMNS} == {name: row[name] for name in COLUMNS}, names[number]


def number_of(day: str) -> int:
    """An ISO date in days since 1970-01-01."""
    return date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()


def iso(day: int) -> str:
    """The reverse."""
    return date.fromordinal(day + date(1970, 1, 1).toordinal()).isoformat()
