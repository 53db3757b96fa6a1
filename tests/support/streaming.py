"""Writers that stream events into a store until they are killed, and start again where they were."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import patron
from clients import IMPORTS

EVENTS_OF_A_MEMBER = 20
LATE = datetime(2026, 1, 1, tzinfo=UTC)
ENOUGH = 60.0  # seconds in which a writer answers
_context = multiprocessing.get_context("forkserver")


def event(writer: str, number: int) -> tuple[str, dict[str, Any]]:
    """The store's method and what it is told: a new member, then sales, late sales, partial returns and redemptions in turn."""
    step, of_member = number % 5, number % EVENTS_OF_A_MEMBER
    member = f"{writer}{number - of_member}"
    if of_member == 0:
        return "enroll", {"member": member}
    if step == 3:
        return "return_goods", {"id": f"{writer}{number}", "purchase": f"{writer}{number - 2}", "rows": [{"amount": "30"}]}
    if step == 4:
        return "move", {"id": f"{writer}{number}", "kind": "redeem", "member": member, "points": 1}
    sale: dict[str, Any] = {"id": f"{writer}{number}", "member": member, "lines": [{"amount": "300"}, {"amount": str(10 + number % 7)}]}
    if step == 2:
        sale["at"] = LATE + timedelta(minutes=number)
    return "purchase", sale


def write(url: str, writer: str, number: int, said: Any) -> None:
    """Events from a number on, each under a key of its own; says its number and the answer once the store has acknowledged it."""
    with patron.open_store(url) as store:
        while True:
            method, told = event(writer, number)
            said.send((number, getattr(store, method)(told, key=f"{writer}/{number}").as_json()))
            number += 1


@dataclass
class Writer:
    """One writer, over all its lives: what was acknowledged, by number."""

    url: str
    name: str
    acknowledged: dict[int, Any] = field(default_factory=dict)
    _process: Any = None
    _heard: Any = None

    @property
    def ids(self) -> set[str]:
        """The ids of all events that were acknowledged."""
        return {f"{self.name}{number}" for number in self.acknowledged}

    @property
    def in_flight(self) -> str:
        """The id of the event that was not acknowledged when the writer was killed."""
        return f"{self.name}{len(self.acknowledged)}"

    def start(self) -> None:
        """A new life: the last event that was acknowledged is sent again."""
        _context.set_forkserver_preload([*IMPORTS, "streaming"])
        self._heard, said = _context.Pipe(duplex=False)
        first = max(0, len(self.acknowledged) - 1)
        self._process = _context.Process(target=write, args=(self.url, self.name, first, said), daemon=True)
        self._process.start()
        said.close()

    def hear(self, seconds: float) -> int:
        """Take in what is acknowledged within a time; how many."""
        heard, until = 0, time.monotonic() + seconds
        while self._heard.poll(max(0.0, until - time.monotonic())):
            try:
                number, answer = self._heard.recv()
            except (EOFError, OSError):  # the end, or half an answer, of a writer who was killed
                break
            assert self.acknowledged.setdefault(number, answer) == answer, f"event {number} was answered twice, differently"
            assert len(self.acknowledged) == number + 1, f"event {number} was answered out of turn"
            heard += 1
        return heard

    def live(self, random: Random) -> None:
        """Until some events are acknowledged, and a moment more."""
        wanted, until = random.randint(1, 6), time.monotonic() + ENOUGH
        while wanted > 0:
            assert self._process.is_alive(), "the writer ended by itself"
            assert time.monotonic() < until, "the writer hangs"
            wanted -= self.hear(random.uniform(0.001, 0.03))

    def kill(self) -> None:
        """SIGKILL, at once; what it said before is heard."""
        self._process.kill()
        self._process.join()
        self.hear(0.0)
        self._heard.close()
