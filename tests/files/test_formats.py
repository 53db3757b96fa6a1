"""The same sales in every format and encoding give the same history."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter
from patron.files.read import read_history
from patron.findings import FindingsError
from patron.vocabulary import GENERAL
from polars.testing import assert_frame_equal
from pyarrow import parquet

HEADINGS = ["purchase_id", "member_id", "at", "amount", "category"]
ROWS = [
    ("P1", "M1", "2025-01-05 10:03:07", "29.99", "黄金"),
    ("P2", None, "2025-01-06 00:00:00", "1000000", None),
    ("P3", "M2", "2024-02-29 23:59:59", "0.05", "gold"),
]
TEXT = "\n".join(",".join(cell or "" for cell in row) for row in [HEADINGS, *ROWS]) + "\n"


def lines(path: Path) -> pl.DataFrame:
    return read_history(path, time_zone="Asia/Shanghai", places=2, industry=GENERAL).lines


@pytest.fixture
def expected(write) -> pl.DataFrame:
    frame = lines(write(TEXT, "plain.csv"))
    assert frame.select("row", "purchase_id", "member_id", "at", "day", "amount", "category").rows() == [
        (2, "P1", "M1", 1736042587000000, 20093, 2999, "黄金"),
        (3, "P2", None, 1736092800000000, 20094, 100000000, None),
        (4, "P3", "M2", 1709222399000000, 19782, 5, "gold"),
    ]
    return frame


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_delimiter_and_line_end_reads_alike(write, expected, encoding, delimiter, line_end):
    content = TEXT.replace(",", delimiter).replace("\n", line_end)
    assert_frame_equal(lines(write(content, encoding=encoding)), expected)


def test_text_beyond_the_first_64_kilobytes_tells_the_encoding_too(write):
    body = "".join(f"P{number:05},M1,2025-01-05,1.00,\n" for number in range(4000))
    content = ",".join(HEADINGS) + "\n" + body + "P9,M1,2025-01-05,1.00,黄金\n"
    assert lines(write(content, encoding="gbk"))["category"][-1] == "黄金"


def test_excel_cells_of_every_type(tmp_path, expected):
    path = tmp_path / "sales.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("一月")
        sheet.write_row(0, 0, HEADINGS)
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for row, (purchase, member, at, amount, category) in enumerate(ROWS, start=1):
            sheet.write_row(row, 0, [purchase, member or ""])
            sheet.write_datetime(row, 2, datetime.fromisoformat(at), moment)
            sheet.write_number(row, 3, float(amount))
            sheet.write(row, 4, category or "")
    assert_frame_equal(lines(path), expected)


def test_excel_numbers_as_ids_and_empty_rows_between(tmp_path):
    path = tmp_path / "sales.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS[:4])
        sheet.write_row(1, 0, [1001, 13800000000, "2025-01-05", 0.1 + 0.2])
        sheet.write_row(4, 0, [1002, "M2", "2025-01-05", "7"])
    assert lines(path).select("row", "purchase_id", "member_id", "amount").rows() == [
        (2, "1001", "13800000000", 30),
        (5, "1002", "M2", 700),
    ]


@pytest.mark.parametrize(
    "amount",
    [
        pl.Series(["29.99", "1000000.00", "0.05"]),
        pl.Series([29.99, 1_000_000.0, 0.05]),
        pl.Series([Decimal("29.99"), Decimal(1_000_000), Decimal("0.05")], dtype=pl.Decimal(12, 2)),
        pl.Series([Decimal("29.9900"), Decimal(1_000_000), Decimal("0.0500")], dtype=pl.Decimal(20, 4)),
    ],
    ids=["text", "float", "decimal", "decimal with more places"],
)
@pytest.mark.parametrize("times", ["text", "local", "utc", "nanoseconds"])
def test_parquet_columns_of_every_type(tmp_path, expected, amount, times):
    frame = pl.DataFrame(ROWS, schema=HEADINGS, orient="row").with_columns(amount.alias("amount"), pl.col("category").cast(pl.Categorical))
    local = pl.col("at").str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us")
    moment = {
        "text": pl.col("at"),
        "local": local,
        "utc": local.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC"),
        "nanoseconds": local.dt.cast_time_unit("ns"),
    }[times]
    path = tmp_path / "sales.parquet"
    frame.with_columns(moment.alias("at")).write_parquet(path)
    assert_frame_equal(lines(path), expected)


def test_parquet_whole_numbers_dates_and_float_ids(tmp_path):
    path = tmp_path / "sales.parquet"
    pl.DataFrame(
        {
            "purchase_id": [1, 2],
            "member_id": [1001.0, float("nan")],  # as pandas writes numbers with gaps
            "at": [datetime(2025, 1, 5).date()] * 2,
            "amount": [12, 0],
        }
    ).write_parquet(path)
    assert lines(path).select("purchase_id", "member_id", "day", "amount").rows() == [("1", "1001", 20093, 1200), ("2", None, 20093, 0)]


def test_the_format_is_known_by_the_content_not_by_the_name(write, tmp_path, expected):
    pl.DataFrame(ROWS, schema=HEADINGS, orient="row").write_parquet(tmp_path / "sales.data")
    assert_frame_equal(lines(tmp_path / "sales.data"), expected)
    assert_frame_equal(lines(write(TEXT, "sales.txt")), expected)


def test_floats_are_amounts_only_as_they_are_written(tmp_path, faults):
    path = tmp_path / "sales.parquet"
    values = [29.990000000000002, 1.1 + 2.2, 1.005, 1e22, float("inf")]
    pl.DataFrame({"purchase_id": list("abcde"), "member_id": "M1", "at": "2025-01-05", "amount": values}).write_parquet(path)
    assert faults(path) == [
        "2:amount:too-many-places",
        "3:amount:too-many-places",
        "4:amount:too-many-places",
        "5:amount:amount-too-large",
        "6:amount:not-a-number",
    ]


def test_decimals_that_are_too_long_to_read_are_named(tmp_path):
    path = tmp_path / "sales.parquet"
    amount = pa.array([Decimal("12.50")], pa.decimal256(50, 2))
    parquet.write_table(pa.table({"purchase_id": ["a"], "member_id": ["m"], "at": ["2025-01-05"], "amount": amount}), path)
    with pytest.raises(FindingsError) as caught:
        lines(path)
    (found,) = caught.value.findings
    assert (found.message, found.help) == ("column 'amount' holds decimals of 50 digits", "write decimals of at most 38 digits")
