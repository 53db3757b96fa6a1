"""Tables to files: exact, safe, all or none, and the same bytes every time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import fastexcel
import polars as pl
import pytest
from patron.engine.results import CHANGE_COLUMNS, MEMBER_COLUMNS
from patron.files.results import change_table, member_table
from patron.files.write import Output, write_table, write_tables

MEMBERS = pl.DataFrame(
    [("M,1", "vip", 20093, 20458, "single", 12, 0, 12, 0, 0, 0, 6_000_000), ("张三", "guest", None, None, None, -1, 0, 0, 0, 1, 0, 5)],
    schema=MEMBER_COLUMNS,
    orient="row",
)


def test_members_as_csv(tmp_path):
    write_table(member_table(MEMBERS, 2), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().decode() == (
        "member_id,tier,since,review_on,reason,points,points_pending,points_earned,points_expired,points_taken_back,points_spent,spend_12m\n"
        '"M,1",vip,2025-01-05,2026-01-05,single,12,0,12,0,0,0,60000.00\n'
        "张三,guest,,,,-1,0,0,0,1,0,0.05\n"
    )


@pytest.mark.parametrize(("places", "shown"), [(0, "6000000.00"), (2, "60000.00"), (3, "6000.000")])
def test_spend_has_the_currencys_places_and_at_least_two(places, shown):
    assert str(member_table(MEMBERS, places)["spend_12m"][0]) == shown


def test_members_as_parquet(tmp_path):
    write_table(member_table(MEMBERS, 2), tmp_path / "out.parquet")
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert frame["since"].to_list() == [date(2025, 1, 5), None]
    assert frame["spend_12m"].to_list() == [Decimal("60000.00"), Decimal("0.05")]
    assert frame.schema["spend_12m"] == pl.Decimal(38, 2)
    assert frame.schema["points"] == pl.Int64


def test_changes_as_excel(tmp_path):
    changes = pl.DataFrame([("=1+1", 20093, "guest", "vip", "single")], schema=CHANGE_COLUMNS, orient="row")
    write_table(change_table(changes), tmp_path / "out.xlsx")
    frame = fastexcel.read_excel(tmp_path / "out.xlsx").load_sheet(0).to_polars()
    assert frame.columns == ["member_id", "on", "from", "to", "reason"]
    assert frame.row(0) == ("=1+1", datetime(2025, 1, 5), "guest", "vip", "single")


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_the_same_table_gives_the_same_bytes(tmp_path, ending, monkeypatch):
    contents = []
    for stamp in ("1600000000", "1700000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", stamp)
        write_table(member_table(MEMBERS, 2), tmp_path / f"out{ending}")
        contents.append((tmp_path / f"out{ending}").read_bytes())
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1 cmd|x", "'+1 cmd|x"),
        ("-2+3", "'-2+3"),
        ("+8613800000000", "+8613800000000"),
        ("-12.5", "-12.5"),
        ("M-1", "M-1"),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path, text, written):
    write_table(pl.DataFrame({"a": [text]}), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == f"a\n{written}\n"


def test_all_tables_are_written_or_none(tmp_path, monkeypatch):
    (tmp_path / "first.csv").write_text("old")
    calls = []

    def fails_on_the_second(frame, path, ending):
        calls.append(path)
        path.write_text("half")
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("patron.files.write._write", fails_on_the_second)
    frame = pl.DataFrame({"a": [1]})
    with pytest.raises(OSError):
        write_tables([Output(tmp_path / "first.csv", frame), Output(tmp_path / "second.csv", frame)])
    assert (tmp_path / "first.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["first.csv"]


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match="ending"):
        write_table(MEMBERS, tmp_path / "out.txt")


def test_more_rows_than_excel_holds_are_refused(tmp_path):
    with pytest.raises(ValueError, match="1,048,575"):
        write_table(pl.DataFrame({"a": range(1_048_576)}), tmp_path / "out.xlsx")
