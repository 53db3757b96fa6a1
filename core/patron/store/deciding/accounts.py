"""Double entry: what each kind of posting moves points from, and to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, case

from patron.engine.results import PostingKind
from patron.store.tables import PostingRow

postings: Table = PostingRow.__table__  # type: ignore[attr-defined]

FROM: dict[str, str] = {
    PostingKind.PENDING: "issued",
    PostingKind.LAPSED: "waiting",
    PostingKind.WITHDRAWN: "waiting",
    PostingKind.RELEASED: "waiting",
    PostingKind.EARNED: "issued",
    PostingKind.EXPIRED: "member",
    PostingKind.TAKEN_BACK: "member",
    PostingKind.SPENT: "member",
    PostingKind.ISSUED: "spent",
}
TO: dict[str, str] = {
    PostingKind.PENDING: "waiting",
    PostingKind.LAPSED: "lapsed",
    PostingKind.WITHDRAWN: "withdrawn",
    PostingKind.RELEASED: "issued",  # and earned from there, by a posting of its own
    PostingKind.EARNED: "member",
    PostingKind.EXPIRED: "expired",
    PostingKind.TAKEN_BACK: "taken_back",
    PostingKind.SPENT: "spent",
    PostingKind.ISSUED: "vouchers",
}
# The leg of a posting whose points are those of the engine's posting.
is_main = postings.c.account == case(dict(TO), value=postings.c.kind)


@dataclass(frozen=True, slots=True)
class Posted:
    """Points to post, of a kind and rule as of a day; below zero where less has to stand than does."""

    on: int
    kind: str
    rule: str
    points: int


def legs(entry: int, member: int, posted: Iterable[Posted]) -> list[dict[str, Any]]:
    """Two rows of `postings` each, which sum to zero."""
    rows = []
    for one in posted:
        shared = {"entry": entry, "member": member, "kind": one.kind, "rule": one.rule, "on": one.on}
        rows.append({**shared, "account": TO[one.kind], "points": one.points})
        rows.append({**shared, "account": FROM[one.kind], "points": -one.points})
    return rows
