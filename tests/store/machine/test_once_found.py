"""What random times at the tills brought to light once, each told in a few steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from machine_checks import fine, wrong
from machine_schemes import HOUSES, version_text
from patron.store.importing.files import ImportRequest
from store_cases import Shop
from store_schemes import HARDER


def test_files_that_name_a_merged_record_decide_its_survivor(sqlite_url: str, tmp_path: Path) -> None:
    shop = Shop(sqlite_url, tmp_path)
    shop.enrolls("gone", "kept")
    shop.store.merge("gone", "kept", by="manager")
    shop.at("2024-02-01")
    file = tmp_path / "purchases.csv"
    file.write_text("purchase_id,member_id,at,amount,category\ni1,gone,2024-01-10T10:00,700,c\n", encoding="utf-8")
    shop.store.import_files(ImportRequest(purchases=file))
    fine(wrong(shop.store.desk))
    assert (shop.state("kept")["tier"], shop.state("kept")["points"]) == ("silver", 70)


def test_nothing_is_due_of_a_merged_record_when_a_scheme_changes(sqlite_url: str, tmp_path: Path) -> None:
    shop = Shop(sqlite_url, tmp_path)
    shop.buys("gone", "2024-01-10T10:00", 300)
    shop.buys("kept", "2024-01-11T10:00", 300)
    shop.store.merge("gone", "kept", by="manager")
    shop.store.apply(shop.file(HARDER, "harder.yaml"), effective_from=date(2024, 2, 1), by="board")
    assert shop.state("gone")["next_due"] is None
    fine(wrong(shop.store.desk))
    assert shop.store.rebuild().clean


def test_imported_members_come_under_a_version_that_was_recorded_before(sqlite_url: str, tmp_path: Path) -> None:
    shop = Shop(sqlite_url, tmp_path)
    shop.at("2024-02-01")
    shop.store.apply(shop.file(HARDER, "harder.yaml"), effective_from=date(2024, 2, 10), by="board")
    file = tmp_path / "purchases.csv"
    file.write_text("purchase_id,member_id,at,amount,category\ni1,new,2024-01-10T10:00,700,c\n", encoding="utf-8")
    shop.store.import_files(ImportRequest(purchases=file))
    fine(wrong(shop.store.desk))
    shop.closes("2024-02-10")
    assert shop.changes("new") == [("2024-01-10", "silver", "any-300"), ("2024-02-10", "guest", "version")]
    fine(wrong(shop.store.desk))


@pytest.mark.parametrize("versions", [1, 2])
def test_a_card_ends_as_it_was_sold_and_not_before_its_day_is_closed(sqlite_url: str, tmp_path: Path, versions: int) -> None:
    house = HOUSES["card"]
    shop = Shop(sqlite_url, tmp_path, house.text, start="2023-08-25")
    shop.enrolls("A", "B")
    steps = (("make", "finance"), ("draw", "sales"), ("approve", "manager"), ("sell", "sales"), ("activate", "sales"))
    told = {"make": {"value": "club-card:1"}, "sell": {"amount": "400"}}
    for place, (step, by) in enumerate(steps):
        shop.store.move(
            {
                "kind": f"card_{step}",
                "ref": "C01",
                "by": by,
                "at": shop.local("2023-08-25"),
                "id": f"v{place}",
                **({} if step == "make" else {"member": "A"}),
                **told.get(step, {}),
            }
        )
    if versions == 2:  # cards are good for three months, and no more for two
        shop.store.apply(shop.file(version_text(house, 2), "second.yaml"), effective_from=date(2023, 8, 26), by="board")
    shop.buys("B", "2024-02-28T09:00", 100)
    fine(wrong(shop.store.desk))
    shop.closes("2024-03-01")
    assert shop.changes("A") == [("2023-08-25", "holder", "grant"), ("2023-10-25", "guest", "grant")]
    fine(wrong(shop.store.desk))


def test_an_import_decides_nobody_of_whom_it_read_a_gift_alone(store_url: str, tmp_path: Path) -> None:
    """F is introduced by A, whose rewards go by E's purchases, too; E gave points to B, of whom the import has to read nothing."""
    shop = Shop(store_url, tmp_path, HOUSES["summer"].text, zone="America/Santiago", start="2023-08-25")
    shop.buys("A", "2023-08-25T10:00", 300)
    shop.buys("B", "2023-08-25T11:00", 1000)
    shop.at("2024-03-01")
    shop.enrolls("E", referred_by="A", opening_on="2024-02-29", opening_points=35)
    shop.buys("B", "2024-03-01T10:00", 40)
    shop.moves("E", "2024-03-01T11:00", "give", points=10, to_member="B")
    before = shop.state("B")
    (tmp_path / "members.csv").write_text("member_id,referred_by\nF,A\n", encoding="utf-8")
    (tmp_path / "sales.csv").write_text("purchase_id,member_id,at,amount\ni1,F,2024-01-30T10:00,500\n", encoding="utf-8")
    shop.store.import_files(ImportRequest(purchases=tmp_path / "sales.csv", members=tmp_path / "members.csv"))
    assert shop.state("B") == before
    assert shop.state("A")["last_id"].startswith("i1"), "her reward came last; either database keeps it"
    fine(wrong(shop.store.desk))
    assert shop.store.rebuild().clean
