"""Times of every shape become instants and local dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from patron.files.times import instants

EPOCH = date(1970, 1, 1)


def read(text: str, zone: str = "Asia/Shanghai", time_format: str | None = None) -> tuple[str, str] | None:
    frame = instants(pl.Series("at", [text]), zone, time_format)
    at, day = frame.row(0)
    if at is None:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return moment.isoformat().replace("+00:00", "Z"), (EPOCH + timedelta(days=day)).isoformat()


@pytest.mark.parametrize(
    ("text", "at", "day"),
    [
        ("2025-01-05", "2025-01-04T16:00:00Z", "2025-01-05"),
        ("20250105", "2025-01-04T16:00:00Z", "2025-01-05"),
        ("2025/1/5", "2025-01-04T16:00:00Z", "2025-01-05"),
        ("2025年1月5日", "2025-01-04T16:00:00Z", "2025-01-05"),
        ("2025-01-05T10:03", "2025-01-05T02:03:00Z", "2025-01-05"),
        ("2025/1/5 9:03", "2025-01-05T01:03:00Z", "2025-01-05"),
        (" 2025-01-05 10:03:07 ", "2025-01-05T02:03:07Z", "2025-01-05"),
        ("2025-01-05T10:03:07.25", "2025-01-05T02:03:07.250000Z", "2025-01-05"),
        ("20250105T100307", "2025-01-05T02:03:07Z", "2025-01-05"),
        ("2025-01-05T23:30:00Z", "2025-01-05T23:30:00Z", "2025-01-06"),
        ("2025-01-05T23:30Z", "2025-01-05T23:30:00Z", "2025-01-06"),
        ("2025-01-05T23:30:00.5-05:00", "2025-01-06T04:30:00.500000Z", "2025-01-06"),
        ("2025-01-05T23:30:00+0800", "2025-01-05T15:30:00Z", "2025-01-05"),
        ("2025-01-05T23:30:00+08", "2025-01-05T15:30:00Z", "2025-01-05"),
        ("2024-02-29", "2024-02-28T16:00:00Z", "2024-02-29"),
    ],
)
def test_times_in_shanghai(text, at, day):
    assert read(text) == (at, day)


@pytest.mark.parametrize(
    "text", ["2025-02-29", "2025-13-01", "05/01/2025", "2025-01-05 24:00:00", "yesterday", "45658", "2025-01", "99999-01-01", "0001-01-01"]
)
def test_what_is_no_time_stays_unread(text):
    assert read(text) is None


def test_of_two_possible_times_the_earlier_is_taken():
    assert read("2025-11-02T01:30", "America/New_York") == ("2025-11-02T05:30:00Z", "2025-11-02")


def test_a_time_that_the_clocks_skipped_moves_forward_with_them():
    assert read("2025-03-09T02:30", "America/New_York") == ("2025-03-09T07:30:00Z", "2025-03-09")


def test_a_midnight_that_the_clocks_skipped_is_still_that_day():
    assert read("2018-11-04", "America/Sao_Paulo") == ("2018-11-04T03:00:00Z", "2018-11-04")


def test_a_day_that_a_zone_skipped_becomes_the_next():
    assert read("2011-12-30T10:00", "Pacific/Apia") == ("2011-12-30T20:00:00Z", "2011-12-31")


def test_a_column_may_mix_shapes_and_offsets():
    column = pl.Series("at", ["2025-01-05", None, "2025-07-05T12:00:00+02:00", "2025/7/5 6:00", "x", ""])
    assert instants(column, "America/New_York")["at"].to_list() == [1736053200000000, None, 1751709600000000, 1751709600000000, None, None]


def test_the_companys_own_format_is_the_only_one_then():
    assert read("05/01/2025 10:03", time_format="%d/%m/%Y %H:%M") == ("2025-01-05T02:03:00Z", "2025-01-05")
    assert read("2025-01-05", time_format="%d/%m/%Y %H:%M") is None
    assert read("05/01/2025", time_format="%d/%m/%Y") == ("2025-01-04T16:00:00Z", "2025-01-05")
    assert read("05/01/2025 10:03 +0000", time_format="%d/%m/%Y %H:%M %z") == ("2025-01-05T10:03:00Z", "2025-01-05")


def test_long_and_short_columns_of_a_zone_with_summer_time_agree():
    texts = ["2025-01-05T10:00:00", "2025-07-05T23:59:59", "1900-01-01T00:00:00"]
    together = instants(pl.Series("at", texts), "America/New_York")
    alone = pl.concat([instants(pl.Series("at", [text]), "America/New_York") for text in texts])
    assert together["day"].to_list() == alone["day"].to_list() == [20093, 20274, -25567]
    assert together["at"].to_list()[:2] == alone["at"].to_list()[:2] == [1736089200000000, 1751774399000000]


@pytest.mark.parametrize("shape", ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"])
def test_columns_of_one_shape_read_as_their_cells_do_alone(shape):
    texts = [datetime(2025, month, 28, 23, 59, 59).strftime(shape) for month in range(1, 13)]
    together = instants(pl.Series("at", [*texts, None]), "America/New_York")
    mixed = instants(pl.Series("at", [*texts, "2025/1/5"]), "America/New_York")
    assert together.head(12).rows() == mixed.head(12).rows()
    assert together.row(12) == (None, None)


@pytest.mark.parametrize("odd", ["2025-01-05  9:03:07", "2025-01-05\t10:03:07", "2025-01-05 10: 3:07", "+025-01-05 10:03:07"])
def test_what_is_no_time_is_none_beside_whatever_else(odd):
    for column in ([odd, "2025-01-05 10:03:07"], ["2025-01-05 10:03:07", odd]):
        found = instants(pl.Series("at", column), "Asia/Shanghai")["at"].to_list()
        assert found[column.index(odd)] is None


@pytest.mark.parametrize("far", [2**62, -(2**62)])
@pytest.mark.parametrize("unit", ["ms", "us"])
def test_times_too_far_away_are_none(far, unit):
    column = pl.Series("at", [far, 0], dtype=pl.Int64).cast(pl.Datetime(unit))
    assert instants(column, "UTC")["at"].to_list() == [None, 0]
