"""The live runner: one event after another, each decided (by durable-rules) before the next is known."""

from __future__ import annotations

import polars as pl
from patron.engine.derived import derive
from patron.engine.history import History
from patron.engine.live import Dated, Live
from patron.engine.reference.events import read_events
from patron.engine.results import MEMBER_COLUMNS
from policy import PLAN

from peers.peer import Peer, Run


def one_by_one(history: History, as_of: int) -> pl.DataFrame:
    """Members first, then every event in order of time, then the as-of day."""
    live = Live([Dated(0, PLAN)], PLAN.time_zone)
    for member, introducer in history.members.select("member_id", "referred_by").iter_rows():
        live.add(member, introducer=introducer)
    for event in read_events(derive(PLAN, history), as_of, live.columns.texts, live.columns.units).ordered:
        live.take(event)
    live.start_days(live.members, as_of)
    return pl.DataFrame([live.row(one, as_of) for one in sorted(live.members)], schema=MEMBER_COLUMNS)


def prepare() -> Run:
    """All columns of `evaluate`."""
    return one_by_one


PEER = Peer("patron, live runner", None, "", "everything: a scheme file", "", (2_000, 40_000), prepare)
