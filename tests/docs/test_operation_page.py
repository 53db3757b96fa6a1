"""The page on running a store: its role for tills may do what tills do, and nothing that is recorded may be changed by it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import patron
import psycopg
import pytest
from patron.cli.store_command import SUBCOMMANDS
from patron.store.opening import create
from postgres import ROLE, fresh_database
from store_house import SCHEME

PAGE = (Path(__file__).parents[2] / "docs" / "operation.md").read_text(encoding="utf-8")
NOW = datetime(2025, 3, 20, 4, tzinfo=UTC)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[str]:
    """The URL of a new store for a role that was granted what the page says."""
    (statements,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    role = f"till_{uuid4().hex[:12]}"  # roles are of the whole server
    scheme = tmp_path / "scheme.yaml"
    scheme.write_text(SCHEME, encoding="utf-8")
    with fresh_database() as url:
        create(url, scheme, clock=lambda: NOW).close()
        plain = url.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as owner:
            owner.execute(re.sub(r"\btill\b", role, statements).encode())
        yield url.replace(f"{ROLE}@", f"{role}@")
        with psycopg.connect(plain, autocommit=True) as owner:
            owner.execute(f"DROP OWNED BY {role}".encode())
            owner.execute(f"DROP ROLE {role}".encode())


def test_the_tills_role_may_do_what_tills_do(till: str, tmp_path: Path) -> None:
    seconds = count()
    told: list[dict[str, Any]] = [
        {"kind": "redeem", "member": "A", "points": 5},
        {"kind": "use_benefit", "member": "A", "ref": "tasting"},
        {"kind": "exchange", "member": "A", "ref": "tea-money"},
        {"kind": "use_voucher", "member": "A", "amount": "10"},
        {"kind": "profile", "member": "A", "ref": "phone", "value": "13912345678"},
        {"kind": "grant_tier", "member": "B", "value": "gold", "by": "manager", "until": "2025-03-25"},
        {"kind": "card_make", "ref": "G0001", "value": "gift:2"},
        {"kind": "card_draw", "ref": "G0001"},
        {"kind": "card_sell", "ref": "G0001", "amount": "500"},
        {"kind": "card_activate", "ref": "G0001"},
        {"kind": "card_pay", "ref": "G0001", "amount": "20"},
    ]
    with patron.open_store(till, clock=lambda: NOW + timedelta(seconds=next(seconds))) as store:
        for name in "AB":
            store.enroll({"member": name, "phone": "13812345678", "card": f"card-{name}"}, key=name)
        store.purchase({"id": "p", "member": "A", "lines": [{"amount": "2100"}]}, key="p")
        store.purchase({"member": "A", "at": "2025-03-01", "lines": [{"amount": "100"}], "group_id": "club"})
        for movement in told:
            store.move(movement)
        store.return_goods({"purchase": "p", "rows": [{"amount": "100"}]})
        store.close_day(date(2025, 3, 20))
        store.merge("B", "A", by="manager")
        new = tmp_path / "new.yaml"
        new.write_text(SCHEME.replace("at_least: 3000", "at_least: 3500"), encoding="utf-8")
        store.apply(new, effective_from=date(2025, 4, 1), by="board")
        store.erase("A", by="officer")
        assert store.verify().ok
        assert store.rebuild().clean
    for table in ("purchases", "purchase_lines", "returns", "postings", "tier_changes", "card_postings", "audit_log", "scheme_versions"):
        with psycopg.connect(till.replace("+psycopg", "")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"DELETE FROM {table}".encode())


def test_a_copy_made_while_tills_write_is_a_store(tmp_path: Path) -> None:
    scheme = tmp_path / "scheme.yaml"
    scheme.write_text(SCHEME, encoding="utf-8")
    with create(f"sqlite:///{tmp_path / 'patron.db'}", scheme, clock=lambda: NOW) as store:
        store.enroll({"member": "A"})
        with sqlite3.connect(tmp_path / "patron.db") as read, sqlite3.connect(tmp_path / "copy.db") as copy:
            read.backup(copy)  # what `.backup` does
        store.enroll({"member": "B"})
        head = store.verify().head
    with patron.open_store(f"sqlite:///{tmp_path / 'copy.db'}", clock=lambda: NOW) as copied:
        assert copied.verify().ok
        assert copied.lookup("A")
        assert head is not None
        assert head["place"] == copied.verify().entries + 1


def test_its_commands_are_those_of_the_store() -> None:
    assert set(re.findall(r"patron store ([a-z-]+)", PAGE)) <= set(SUBCOMMANDS)
