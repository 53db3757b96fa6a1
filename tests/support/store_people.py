"""A store whose rules read persons, for tests of members: introducers' tiers, a phone that is filled in, a residence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from patron.store.deciding.again import differences
from patron.store.opening import create
from patron.store.reading.naming import members
from patron.store.store import Store
from sqlalchemy import select, text

CIRCLE = """
scheme: circle
title: {zh: 会员方案, en: Circle}
industry: general
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 12 months, requires: [phone]}
qualification:
  - {id: any-500, grants: vip, when: {purchase: {at_least: 500}}}
  - {id: introduced, grants: vip, when: {referrer_tier: {at_least: vip}, spend: {within: 12 months, at_least: 100}}}
  - {id: from-away, grants: vip, when: {profile: {residence: [away]}, purchase: {at_least: 50}}}
maintenance:
  - {id: keep, keeps: vip, when: {spend: {within: 12 months, at_least: 200}}}
discounts:
  - {id: birthday, for: vip, rate: 0.9, when: {birthday: day}}
points:
  accrual:
    - {id: per-ten, for: [guest, vip], one_point_per: 10}
  expiry: {after: 12 months}
  redemption: {points: 20, worth: 1}
"""


@dataclass
class Clock:
    """A clock that tests set: `clock.at = datetime(...)`, UTC."""

    at: datetime = field(default_factory=lambda: datetime(2026, 6, 1, 4, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at


def circle(url: str, folder: Path, clock: Clock | None = None, scheme: str = CIRCLE) -> Store:
    """An empty store with the scheme; its clock stands at noon of 1 June 2026 in Shanghai."""
    path = folder / "circle.yaml"
    path.write_text(scheme, encoding="utf-8")
    return create(url, path, clock=clock or Clock())


def buy(store: Store, member: str | None, amount: str, at: str, **more: Any) -> Any:
    """A purchase of one line."""
    return store.purchase({"member": member, "at": at, "lines": [{"amount": amount}], **more})


def rows(store: Store, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    with store.desk.database.read() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def found_wrong(store: Store) -> list[Any]:
    """What deciding everything again would post: nothing, if the store is right; and the ledger must sum to zero."""
    assert rows(store, "SELECT entry FROM postings GROUP BY entry HAVING SUM(points) <> 0") == []
    with store.desk.database.read() as connection:
        everyone = list(connection.execute(select(members.c.number)).scalars())
        found = differences(connection, store.desk.versions(connection), everyone)
        return [one for one in found if one.state.keys() - {"decided_to"} or one.posted or one.added or one.cancelled or one.lots_other]


def everything(store: Store) -> str:
    """All texts of all tables, to look for what must not be there."""
    from patron.store.tables import metadata

    with store.desk.database.read() as connection:
        return "\n".join(str(tuple(row)) for table in metadata.sorted_tables for row in connection.execute(select(table)))
