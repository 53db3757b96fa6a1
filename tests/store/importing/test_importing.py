"""An import leaves the store as `evaluate` has it, whether at once or in parts, and as often as it is repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import patron
import pytest
from import_cases import AS_OF, INTRODUCED, NOW, Company, clean, company, evaluated, same_as, store_of
from patron.findings import CellPlace, FindingsError
from patron.store.deciding.transaction import Txn
from patron.store.importing import files, pieces, sets
from patron.store.refused import RefusedError
from patron.store.tables import metadata
from sqlalchemy import func, select
from store_schemes import CLUB, HARDER

MIDDLE = date(2024, 6, 30)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As large files are read and written."""
    monkeypatch.setattr(pieces, "PIECE", 70)
    monkeypatch.setattr(sets, "PART", 60)


@pytest.mark.parametrize("scheme", [CLUB, INTRODUCED], ids=["club", "introduced"])
def test_an_imported_store_is_what_evaluate_says(store_url: str, tmp_path: Path, scheme: str) -> None:
    request = company(1).write(tmp_path)
    with store_of(store_url, tmp_path, scheme) as store:
        report = store.import_files(request)
        assert (report.taken.purchases, report.known.purchases) == (300, 0)
        same_as(store, evaluated(tmp_path, request, scheme))
        clean(store)


@pytest.mark.parametrize("scheme", [CLUB, INTRODUCED], ids=["club", "introduced"])
@pytest.mark.parametrize("seed", range(3))
def test_parts_make_no_difference(sqlite_url: str, tmp_path: Path, seed: int, scheme: str, small_parts: None) -> None:
    request = company(seed).write(tmp_path, ending="parquet")
    with store_of(sqlite_url, tmp_path, scheme) as store:
        report = store.import_files(request)
        assert len(report.entries) > 1
        same_as(store, evaluated(tmp_path, request, scheme))
        clean(store)


def test_an_import_is_repeated_without_effect(store_url: str, tmp_path: Path) -> None:
    request = company(2).write(tmp_path)
    with store_of(store_url, tmp_path) as store:
        first = store.import_files(request)
        before = _heights(store)
        second = store.import_files(request)
        assert (second.taken, second.entries) == (type(second.taken)(), ())
        assert second.known == first.taken
        assert _heights(store) == before


def test_rows_that_are_recorded_otherwise_are_told_with_file_row_and_column(sqlite_url: str, tmp_path: Path) -> None:
    told = company(2)
    with store_of(sqlite_url, tmp_path) as store:
        store.import_files(told.write(tmp_path))
        purchases = [{**told.purchases[0], "amount": "1.00"}, *told.purchases[1:]]
        members = [{**row, "phone": "13900000000"} if row["member_id"] == "M003" else row for row in told.members]
        other = Company(purchases, members, told.movements).write(tmp_path / "other", on_error="stop")
        before = _heights(store)
        with pytest.raises(FindingsError) as raised:
            store.import_files(other)
        found = {(Path(one.path).name, one.place, one.code) for one in raised.value.findings}
        assert ("purchases.csv", CellPlace(2, "amount"), "already-recorded") in found
        assert ("members.csv", CellPlace(5, "phone"), "already-recorded") in found
        assert "139" not in " ".join(one.message for one in raised.value.findings)
        assert _heights(store) == before


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[31mb", "a\nb"])
def test_texts_with_control_characters_are_refused_by_row_and_column(store_url: str, tmp_path: Path, text: str) -> None:
    told = company(2)
    request = replace(told, purchases=[{**told.purchases[0], "store": text}, *told.purchases[1:]]).write(tmp_path, ending="parquet")
    with store_of(store_url, tmp_path) as store:
        with pytest.raises(FindingsError) as raised:
            store.import_files(request)
        assert [(one.code, one.place.column) for one in raised.value.findings] == [("control-character", "store")]  # type: ignore[union-attr]
        assert not _heights(store)["purchases"]


@pytest.mark.parametrize("scheme", [CLUB, INTRODUCED], ids=["club", "introduced"])
def test_later_files_go_on_from_earlier_ones(store_url: str, tmp_path: Path, scheme: str) -> None:
    told = company(3)
    whole = told.write(tmp_path / "whole")
    with store_of(store_url, tmp_path, scheme) as store:
        store.import_files(told.until(MIDDLE).write(tmp_path / "first", as_of=MIDDLE))
        report = store.import_files(told.after(MIDDLE).write(tmp_path / "second"))
        assert report.again > 0
        store.close_day(AS_OF)
        same_as(store, evaluated(tmp_path, whole, scheme))
        clean(store)


def test_earlier_files_may_come_later(sqlite_url: str, tmp_path: Path) -> None:
    told = replace(company(4), movements=[])
    kept = [row for row in told.purchases if not row.get("returns")]
    told = replace(told, purchases=kept)
    whole = told.write(tmp_path / "whole")
    with store_of(sqlite_url, tmp_path) as store:
        store.import_files(replace(told.after(MIDDLE), members=told.members).write(tmp_path / "second"))
        store.import_files(replace(told.until(MIDDLE), members=[]).write(tmp_path / "first"))
        same_as(store, evaluated(tmp_path, whole))
        clean(store)


def test_live_events_after_an_import_are_decided_as_in_the_whole(sqlite_url: str, tmp_path: Path) -> None:
    told = replace(company(5), movements=[])
    later = [row for row in told.after(MIDDLE).purchases if not row.get("returns") and row["line"] == "0"]
    earlier = told.until(MIDDLE)
    sold = {row["purchase_id"] for row in later}
    whole = replace(told, purchases=[*earlier.purchases, *later])
    request = whole.write(tmp_path / "whole")
    with store_of(sqlite_url, tmp_path) as store:
        store.import_files(earlier.write(tmp_path / "first", as_of=MIDDLE))
        for row in later:
            line = {"amount": row["amount"], "line": row["line"], "category": row["category"]}
            member = {} if row["member_id"] is None else {"member": row["member_id"]}
            store.purchase({"id": row["purchase_id"], "at": row["at"], "lines": [line], **member})
        store.close_day(AS_OF)
        assert sold
        same_as(store, evaluated(tmp_path, request))
        clean(store)


def test_members_under_two_versions_are_decided_event_by_event(sqlite_url: str, tmp_path: Path) -> None:
    told = replace(company(9, members=12, purchases=80), movements=[])
    later = tmp_path / "harder.yaml"
    later.write_text(HARDER, encoding="utf-8")
    members = [{**row, "opening_tier": None, "opening_since": None} for row in told.members]
    with store_of(sqlite_url, tmp_path) as store:
        store.apply(later, effective_from=date(2025, 1, 1), by="board")
        report = store.import_files(replace(told, members=members).write(tmp_path))
        assert report.taken.purchases == 80
        assert report.changes > 0
        clean(store)


def test_a_dry_run_reports_and_writes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    told = company(6)
    request = told.write(tmp_path)
    with store_of(sqlite_url, tmp_path) as store:
        before = _heights(store)
        tried = store.import_files(request, dry_run=True)
        assert _heights(store) == before
        done = store.import_files(request)
        assert replace(tried, dry_run=False, entries=done.entries, phones_left_out=0) == done


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_an_import_that_was_cut_off_is_taken_up(
    sqlite_url: str, tmp_path: Path, small_parts: None, monkeypatch: pytest.MonkeyPatch, filled: bool
) -> None:
    request = company(7).write(tmp_path)
    with store_of(sqlite_url, tmp_path) as store:
        if filled:  # a part is a transaction then
            first = tmp_path / "first"
            first.mkdir()
            store.import_files(replace(company(7), purchases=company(7).purchases[:1], members=[], movements=[]).write(first))
        before, shape = _heights(store), _shape(store)
        wrote = files._write

        def failing(*arguments: object) -> object:
            if arguments[3].part.number == 3:  # type: ignore[attr-defined]
                raise KeyboardInterrupt
            return wrote(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(files, "_write", failing)
        with pytest.raises(KeyboardInterrupt):
            store.import_files(request)
        monkeypatch.setattr(files, "_write", wrote)
        clean(store)
        assert (_heights(store) == before) is not filled
        assert _shape(store) == shape
        report = store.import_files(request)
        assert bool(report.known) is filled
        assert report.taken
        same_as(store, evaluated(tmp_path, request))
        clean(store)
        assert _shape(store) == shape


def test_an_id_that_stands_twice_is_refused_by_the_index_that_is_made_anew(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = company(7).write(tmp_path)
    with store_of(sqlite_url, tmp_path) as store:
        before, shape = _heights(store), _shape(store)
        wrote = files._write

        def twice(txn: Txn, *arguments: object) -> object:
            done = wrote(txn, *arguments)  # type: ignore[arg-type]
            cells = "purchase_id, member, at, day, group_id, entry"
            txn.connection.exec_driver_sql(f"INSERT INTO purchases ({cells}) SELECT {cells} FROM purchases LIMIT 1")
            return done

        monkeypatch.setattr(files, "_write", twice)
        with pytest.raises(RefusedError, match="something else was recorded"):
            store.import_files(request)
        assert _heights(store) == before
        assert _shape(store) == shape


def test_nothing_is_written_where_a_row_is_wrong(sqlite_url: str, tmp_path: Path, small_parts: None) -> None:
    told = company(8)
    wrong = [*told.purchases, {**told.purchases[5], "purchase_id": "Z", "returns": "nothing"}, {**told.purchases[0], "at": "2025-08-01"}]
    request = replace(told, purchases=wrong, movements=[]).write(tmp_path, on_error="stop")
    with store_of(sqlite_url, tmp_path) as store:
        before = _heights(store)
        with pytest.raises(FindingsError) as raised:
            store.import_files(request)
        assert {one.code for one in raised.value.findings} >= {"unknown-purchase", "after-as-of"}
        assert _heights(store) == before


def test_a_day_that_has_not_come_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    request = company(8).write(tmp_path, as_of=date(2026, 1, 1))
    with store_of(sqlite_url, tmp_path) as store, pytest.raises(RefusedError, match="has not come"):
        store.import_files(request)


def _shape(store: object) -> set[tuple[str, str, str]]:
    """Tables, indexes and guards."""
    with store.desk.database.read() as connection:  # type: ignore[attr-defined]
        return set(map(tuple, connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")))


def _heights(store: object) -> dict[str, int]:
    with store.desk.database.read() as connection:  # type: ignore[attr-defined]
        tables = {name: table for name, table in metadata.tables.items() if name != "audit_chain"}
        return {name: connection.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()}


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_what_tills_record_while_files_are_read_is_decided_with_them(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: bool
) -> None:
    told = company(9)
    with store_of(store_url, tmp_path, INTRODUCED) as store:
        if filled:
            store.import_files(told.until(MIDDLE).write(tmp_path / "first", as_of=MIDDLE))
            told = told.after(MIDDLE)
        wrote = files._written
        buyers = [row["member_id"] for row in told.purchases if row["member_id"]][:3]

        def late(*arguments: Any, **options: Any) -> Any:
            with patron.open_store(store_url) as till:
                till.desk.clock = store.desk.clock
                for name in buyers:
                    if not filled:
                        till.enroll({"member": f"till-{name}", "referred_by": name})
                    till.purchase({"member": name if filled else f"till-{name}", "at": NOW, "lines": [{"amount": "450"}]})
            return wrote(*arguments, **options)

        monkeypatch.setattr(files, "_written", late)
        report = store.import_files(told.write(tmp_path / "second"))
        assert report.taken
        clean(store)


def test_rows_that_a_till_recorded_meanwhile_are_told(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = replace(company(9), movements=[])
    with store_of(sqlite_url, tmp_path) as store:
        wrote = files._written

        def late(*arguments: Any, **options: Any) -> Any:
            with patron.open_store(sqlite_url) as till:
                till.desk.clock = store.desk.clock
                till.enroll({"member": "M000"})
                till.purchase({"member": "M000", "id": told.purchases[0]["purchase_id"], "at": NOW, "lines": [{"amount": "450"}]})
            return wrote(*arguments, **options)

        monkeypatch.setattr(files, "_written", late)
        with pytest.raises(FindingsError) as raised:
            store.import_files(replace(told.write(tmp_path), on_error="stop"))
        assert {one.code for one in raised.value.findings} == {"already-recorded"}
        clean(store)


def test_ids_of_erased_members_are_refused(sqlite_url: str, tmp_path: Path) -> None:
    told = replace(company(9), purchases=[{**company(9).purchases[0], "member_id": "erased-2"}], members=[], movements=[])
    with store_of(sqlite_url, tmp_path) as store, pytest.raises(RefusedError, match="stand for erased members"):
        store.import_files(told.write(tmp_path))
