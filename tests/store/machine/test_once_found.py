"""What random times at the tills brought to light once, each told in a few steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from machine_checks import fine, wrong
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
