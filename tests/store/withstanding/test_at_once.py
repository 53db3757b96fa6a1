"""Many processes at once take no more than there is: points, a card's balance, parkings; and one key has one effect."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import patron
import pytest
from clients import CLIENTS, Clients, made, many_clients
from patron.store.refused import RefusedError
from patron.store.store import Store

# How often it is repeated, and how often each client tries what some of them get: a few times in `make test`, in full in `make soak`.
SIZES = [pytest.param(1, 2, id="once"), pytest.param(20, 25, id="in-full", marks=pytest.mark.soak)]
THERE = {2: 20, 25: 100}  # points, or one-yuan payments, by the tries of each client


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    with many_clients() as started:
        yield started


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    with made(store_url, tmp_path) as opened:
        opened.enroll({"member": "ann"})
        yield opened


def points(store: Store) -> int:
    return store.purchase({"member": "ann", "lines": [{"amount": "1"}]}, dry_run=True).points


@pytest.mark.parametrize(("rounds", "tries"), SIZES)
def test_no_more_points_are_spent_than_there_are(clients: Clients, store: Store, store_url: str, rounds: int, tries: int) -> None:
    for _ in range(rounds):
        store.purchase({"member": "ann", "lines": [{"amount": THERE[tries] * 10}]})
        done = clients.outcome(store_url, "move", {"kind": "redeem", "member": "ann", "points": 1}, times=tries)
        assert done == Counter({"done": THERE[tries], "points-not-available": CLIENTS * tries - THERE[tries]})
        assert points(store) == 0


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_one_key_sent_by_all_at_once_has_one_effect(clients: Clients, store: Store, store_url: str, rounds: int) -> None:
    for number in range(rounds):
        sale = {"member": "ann", "lines": [{"amount": "70"}]}
        answers = clients.ask(store_url, "purchase", sale, key=f"till-1/{number}")
        assert len({json.dumps(answer, sort_keys=True) for (answer,) in answers}) == 1
        assert answers[0][0]["points"] == points(store) == 7 * (number + 1)
        with pytest.raises(RefusedError, match="used for something else"):
            store.purchase({"member": "ann", "lines": [{"amount": "71"}]}, key=f"till-1/{number}")
        with patron.open_store(store_url) as again:
            assert again.purchase(sale, key=f"till-1/{number}").as_json() == answers[0][0]
            with pytest.raises(RefusedError, match="used for something else"):
                again.purchase({"member": "ann", "lines": [{"amount": "71"}]}, key=f"till-1/{number}")
        assert points(store) == 7 * (number + 1)


@pytest.mark.parametrize(("rounds", "tries"), SIZES)
def test_a_card_pays_no_more_than_is_on_it(clients: Clients, store: Store, store_url: str, rounds: int, tries: int) -> None:
    amount = str(100 // THERE[tries])
    for number in range(1, rounds + 1):
        card = f"G{number:03}"
        steps = (("card_make", {"value": "gift"}), ("card_draw", {}), ("card_sell", {"amount": "100"}), ("card_activate", {}))
        for kind, more in steps:
            store.move({"kind": kind, "ref": card, **more})
        done = clients.outcome(store_url, "move", {"kind": "card_pay", "ref": card, "amount": amount}, times=tries)
        assert done.pop("done") == THERE[tries]
        assert (len(done), done.total()) == (1, CLIENTS * tries - THERE[tries])


@pytest.mark.parametrize(("rounds", "tries"), SIZES)
def test_twenty_parkings_are_taken_twenty_times(clients: Clients, store: Store, store_url: str, rounds: int, tries: int) -> None:
    year = datetime.now(ZoneInfo("Asia/Shanghai")).year
    for number in range(rounds):
        member = f"m{number}"
        store.enroll({"member": member, "joined_on": f"{year}-01-01"})
        done = clients.outcome(store_url, "move", {"kind": "use_benefit", "member": member, "ref": "parking"}, times=tries)
        assert done.pop("done") == 20
        assert (len(done), done.total()) == (1, CLIENTS * tries - 20)
