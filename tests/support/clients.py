"""Many operating-system processes that use the store's public API at once, started once and used again."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

import patron
from patron.store.opening import create
from patron.store.refused import RefusedError
from patron.store.store import Store

CLIENTS = 32
PATIENCE = 1800  # seconds: a guard against hanging, far above what a loaded machine takes for a round
IMPORTS = [
    "patron.store.opening",
    "patron.store.deciding.sales",
    "patron.store.deciding.moves",
    "patron.store.rights.deciding",
    "patron.engine.run",
    "psycopg",
    "clients",
]
# A hundred points for a sale of 1,000; twenty parkings a year; gift cards of 100.
RUSH = """
scheme: rush
title: {zh: 抢兑, en: Rush}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: member, title: {zh: 会员, en: Member}}
points:
  accrual:
    - {id: per-ten, for: member, one_point_per: 10}
  redemption: {points: 1, worth: 1}
benefits:
  - {id: parking, for: member, each_year: 20, unit_cost: 20, title: {zh: 免费停车, en: Free parking}}
cards:
  - id: gift
    title: {zh: 礼品卡, en: Gift card}
    face_value: 100
    named: false
    numbers: {prefix: G, digits: 3, first: 1, last: 999}
prepaid_rules: {apply: false, reason: a card of the tests' own}
"""

_start: Any = None  # the barrier that a client's round begins at


def made(url: str, folder: Path, scheme: str = RUSH) -> Store:
    """A new store for the scheme."""
    path = folder / "scheme.yaml"
    path.write_text(scheme, encoding="utf-8")
    return create(url, path)


def _client(barrier: Any) -> None:
    global _start  # noqa: PLW0603 (one a process)
    _start = barrier


def attempt(url: str, asked: Sequence[tuple[str, Mapping[str, Any], str | None]]) -> list[Any]:
    """What one client is answered: a decision as JSON, or the codes of a refusal; all clients begin together.

    `asked`: the method of the store, what it is told, and the idempotency key.
    """
    with patron.open_store(url) as store:
        store.lookup("nobody")  # connected, and everything is loaded
        _start.wait(PATIENCE)
        return [_answer(store, *one) for one in asked]


def _answer(store: Store, method: str, told: Mapping[str, Any], key: str | None) -> Any:
    try:
        return getattr(store, method)(told, key=key).as_json()
    except RefusedError as refused:
        return [one.code for one in refused.refusals]


class Clients:
    """Thirty-two processes."""

    def __init__(self, processes: ProcessPoolExecutor) -> None:
        self.processes = processes

    def ask(self, url: str, method: str, told: Mapping[str, Any], *, times: int = 1, key: str | None = None) -> list[list[Any]]:
        """What each client is answered when all of them ask the same so many times; with `key`, always under the same."""
        asked = [(method, dict(told), key)] * times
        waiting = [self.processes.submit(attempt, url, asked) for _ in range(CLIENTS)]
        return [one.result(PATIENCE) for one in waiting]

    def outcome(self, url: str, method: str, told: Mapping[str, Any], *, times: int) -> Counter[str]:
        """How often the same succeeded (`done`), and how often it was refused, by code."""
        answers = [answer for each in self.ask(url, method, told, times=times) for answer in each]
        return Counter("done" if isinstance(answer, dict) else answer[0] for answer in answers)


@contextmanager
def many_clients() -> Iterator[Clients]:
    """The processes, forked from one that has imported everything and opened nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTS)
    barrier = context.Barrier(CLIENTS)
    with ProcessPoolExecutor(CLIENTS, mp_context=context, initializer=_client, initargs=(barrier,)) as processes:
        try:
            yield Clients(processes)
        except BrokenBarrierError:
            processes.shutdown(cancel_futures=True)
            raise
