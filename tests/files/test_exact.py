"""Amounts and times against plain Python: decimals to the minor unit, and the zone's own rules."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patron.files.cells import MOST, decimal
from patron.files.times import instants

AMOUNTS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{0,13}(\.[0-9]{0,4})?", fullmatch=True),
    st.decimals(min_value=0, max_value=10**7, places=2).map(str),
    st.text(alphabet="0123456789.,-+eE ", max_size=8),
)


def oracle(text: str, places: int) -> int | None:
    """What a cell is worth by Python's decimals."""
    text = text.strip(" ")
    if not re.fullmatch(r"\+?[0-9]{1,15}(\.[0-9]*)?", text):
        return None
    minor = Decimal(text) * 10**places
    return int(minor) if minor == minor.to_integral_value() and minor <= MOST else None


@settings(max_examples=20, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=50), st.sampled_from([0, 2, 3]))
def test_text_amounts(texts, places):
    got = decimal(pl.Series("a", texts, dtype=pl.String), places).to_list()
    assert got == [oracle(text, places) for text in texts]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 10**9).map(lambda cents: cents / 100), st.floats(allow_nan=False)), min_size=1, max_size=50))
def test_floats_are_what_they_are_written_as(values):
    got = decimal(pl.Series("a", values, dtype=pl.Float64), 2).to_list()
    for value, minor in zip(values, got, strict=True):
        exact = Decimal(repr(value + 0.0)) if abs(value) < 1e12 else None
        fits = exact is not None and exact >= 0 and exact * 100 == (exact * 100).to_integral_value() and exact * 100 <= MOST
        assert minor == (int(exact * 100) if fits and exact is not None else None)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.decimals(min_value=-(10**9), max_value=10**9, places=4).filter(lambda value: not value.is_zero() or not value.is_signed()),
        max_size=50,
    ),
    st.sampled_from([0, 2, 3, 6]),
)
def test_decimals_of_more_and_of_fewer_places(values, places):
    column = pl.DataFrame({"a": pl.Series(values, dtype=pl.Decimal(20, 4))})
    got = decimal(column["a"], places).to_list()
    minors = [value * 10**places for value in values]
    assert got == [int(minor) if minor == minor.to_integral_value() and 0 <= minor <= MOST else None for minor in minors]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"])
@settings(max_examples=20, deadline=None)
@given(moments=st.lists(st.datetimes(datetime(1992, 1, 1), datetime(2036, 1, 1)), min_size=1, max_size=40))
def test_local_times_follow_the_zone(zone, moments):
    frame = instants(pl.Series("at", [moment.isoformat(timespec="microseconds") for moment in moments]), zone)
    for moment, at, day in zip(moments, frame["at"], frame["day"], strict=True):
        instant = moment.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)  # fold 0: the earlier of two, and forward in a gap
        assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at) == instant
        assert day == instant.astimezone(ZoneInfo(zone)).date().toordinal() - 719163
