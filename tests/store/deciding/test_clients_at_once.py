"""Many clients at once: no balance is spent twice, and a key has one effect however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.pool import Pool
from pathlib import Path

import pytest
from patron.store.opening import create
from patron.store.refused import RefusedError
from patron.store.store import Store
from patron.store.tables import AuditRow, MemberRow, PostingRow
from sqlalchemy import func, insert, select
from store_clients import at_once, clients
from store_schemes import CLUB

CLIENTS = 8
TIMES = 25


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with clients(CLIENTS) as started:
        yield started


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    scheme = tmp_path / "club.yaml"
    scheme.write_text(CLUB, encoding="utf-8")
    with create(store_url, scheme) as made:
        made.desk.database.write(lambda one: one.execute(insert(MemberRow), [{"member_id": "M1", "listed": True, "known": True}]))
        made.move({"kind": "adjust", "member": "M1", "points": 100})
        yield made


def test_redemptions_stop_at_the_balance(store: Store, store_url: str, pool: Pool) -> None:
    """Reported of other systems: two confirmations at once take the balance below zero."""
    told = [[({"kind": "redeem", "member": "M1", "points": 1}, None)] * TIMES] * CLIENTS
    answers = at_once(pool, store_url, "move", told)
    refused = [answer for answer in answers if isinstance(answer, list)]
    assert len(answers) - len(refused) == 100
    assert all(answer == ["points-not-available"] for answer in refused)
    with store.desk.database.read() as connection:
        spent = select(func.sum(PostingRow.points)).where(PostingRow.account == "member")
        assert connection.execute(spent).scalar_one() == 0


def test_a_key_sent_at_once_has_one_effect(store: Store, store_url: str, pool: Pool) -> None:
    """Reported of other systems: a retry doubles points."""
    told = [[({"kind": "redeem", "member": "M1", "points": 7}, "till-1/17")] * 4] * CLIENTS
    answers = at_once(pool, store_url, "move", told)
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["points"] == 93
    with store.desk.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(AuditRow).where(AuditRow.op == "redeem")).scalar_one() == 1


def test_a_key_is_kept_over_a_restart_and_refused_for_something_else(store: Store, store_url: str) -> None:
    import patron

    told = {"kind": "redeem", "member": "M1", "points": 7}
    first = store.move(told, key="k")
    with patron.open_store(store_url) as again:
        assert again.move(told, key="k") == first
        with pytest.raises(RefusedError) as refused:
            again.move({**told, "points": 8}, key="k")
    assert [one.code for one in refused.value.refusals] == ["key-used"]
