"""Files that are no tables give one clear finding and no traceback."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import polars as pl
import pytest
from patron.findings import FindingsError

HEAD = "purchase_id,member_id,at,amount\n"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "sales.csv", "not-a-table"),
        (b"\n\n\n", "sales.csv", "not-a-table"),
        (b"\x00\x01\x02\x03" * 100, "sales.csv", "not-a-table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "sales.csv", "not-a-table"),
        (HEAD.encode() + b"\xff\xfe\xfd,M1,2025-01-05,1\n", "sales.csv", "wrong-encoding"),
        (b"\xff\xfea", "sales.csv", "wrong-encoding"),
        (b"PAR1", "sales.parquet", "not-a-table"),
        (b"text", "sales.parquet", "not-a-table"),
        (b"PAR1junkjunkjunkPAR1", "sales.parquet", "not-a-table"),
        (b"PK\x03\x04junk", "sales.xlsx", "not-a-table"),
        (b"text", "sales.xlsx", "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "sales.xlsx", "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "sales.xls", "not-a-table"),
        (HEAD.encode() + b'P1,"M1,2025-01-05,1\n', "sales.csv", "3::broken-row"),
        (HEAD.encode() + b'P1,M1,2025-01-05,1\n"P2"x,M1,2025-01-05,1\n', "sales.csv", "3::broken-row"),
    ],
)
def test_what_is_no_table_is_refused(write, faults, content, name, code):
    found = faults(write(content, name))
    assert len(found) == 1
    assert found[0].endswith(code.removeprefix("3::"))


def test_a_truncated_parquet_file_is_refused(tmp_path, faults):
    path = tmp_path / "sales.parquet"
    pl.DataFrame({"purchase_id": ["P1"] * 1000, "member_id": "M1", "at": "2025-01-05", "amount": "1"}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    assert faults(path) == ["not-a-table"]


def test_a_parquet_file_with_damaged_pages_is_refused(tmp_path, faults):
    path = tmp_path / "sales.parquet"
    ids = [f"P{number}" for number in range(5000)]
    pl.DataFrame({"purchase_id": ids, "member_id": "M1", "at": "2025-01-05", "amount": "1"}).write_parquet(path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[4:400] = b"\xaa" * 396
    path.write_bytes(bytes(content))
    assert faults(path) == ["not-a-table"]


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(write, faults, monkeypatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    monkeypatch.setattr("patron.files.excel_source.MOST_BYTES", 999_999)
    assert faults(write(packed.getvalue(), "sales.xlsx")) == ["not-a-table"]


def test_folders_and_absent_files_are_refused(tmp_path, faults):
    assert faults(tmp_path) == ["not-a-table"]
    assert faults(tmp_path / "absent.csv") == ["cannot-read"]


def test_nested_columns_are_refused(tmp_path, faults):
    path = tmp_path / "sales.parquet"
    pl.DataFrame({"purchase_id": ["P1"], "member_id": ["M1"], "at": ["2025-01-05"], "amount": [[1]]}).write_parquet(path)
    assert faults(path) == ["not-a-table"]


def test_stretches_of_time_are_refused_where_a_value_is_read(tmp_path, faults):
    path = tmp_path / "sales.parquet"
    pl.DataFrame({"purchase_id": ["P1"], "member_id": ["M1"], "at": ["2025-01-05"], "amount": [timedelta(1)]}).write_parquet(path)
    assert faults(path) == ["not-a-table"]


@pytest.mark.parametrize(
    "further",
    [
        pl.Series([[1], None]),
        pl.Series([{"a": 1}, None]),
        pl.Series([timedelta(1), None]),
        pl.Series([b"\xff", None]),
        pl.Series([2**62, 0]).cast(pl.Datetime("us")),
        pl.Series([2**62, 0]).cast(pl.Datetime("ms")),
    ],
    ids=lambda series: str(series.dtype),
)
def test_columns_that_nothing_reads_do_not_hide_what_is_wrong_in_others(tmp_path, faults, read, further):
    path = tmp_path / "sales.parquet"
    sales = {"purchase_id": ["P1", "P2"], "member_id": "M1", "at": "2025-01-05", "amount": ["-1", "1"], "further": further}
    pl.DataFrame(sales).write_parquet(path)
    assert faults(path) == ["2:amount:negative"]
    assert read(path, on_error="skip", rejected=tmp_path).lines.height == 1
    assert (tmp_path / "sales.rejected.csv").exists()


def test_headings_alone_are_a_file_without_sales(write, read):
    assert read(write(HEAD)).lines.height == 0


def test_a_damaged_row_does_not_hide_the_others(write, faults):
    rows = "P1,M1,2025-01-05,1\nP2,M1,2025-01-05,1,234\nP3,M1,2025-01-05,x\n"
    assert faults(write(HEAD + rows)) == ["3::broken-row", "4:amount:not-a-number"]


def test_quotation_marks_inside_text_are_text(write, read):
    history = read(write(HEAD.replace("amount", "amount,store") + 'P1,M1,2025-01-05,1,5" ring\nP2,M1,2025-01-05,1,"a ""b""\nc"\n'))
    assert history.lines["store"].to_list() == ['5" ring', 'a "b"\nc']


def test_an_error_in_one_file_does_not_hide_those_of_another(write, read):
    with pytest.raises(FindingsError) as caught:
        read(write(HEAD + "P1,M1,x,1\n"), write("member_id,joined_on\n,2025-01-05\n", "members.csv"))
    assert [finding.code for finding in caught.value.findings] == ["missing-value", "not-a-time"]
