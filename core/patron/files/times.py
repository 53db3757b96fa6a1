"""Times and dates of a column, as instants (UTC microseconds) and local dates (days since 1970-01-01).

Text without an offset is local time in the scheme's zone: of two possible instants the earlier; a
time that the clocks skipped is as much later as they were moved. Dates alone are local midnight.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_OFFSET = r"(?:Z|[+-]\d\d(?::?\d\d)?)"
# What a text looks like, and how polars reads it once `T` and `/` are replaced.
_FORMATS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_DAY}"), "%Y-%m-%d"),
    (re.compile(rf"{_DAY} \d{{1,2}}:\d\d"), "%Y-%m-%d %H:%M"),
    (re.compile(rf"{_DAY} \d{{1,2}}:\d\d:\d\d"), "%Y-%m-%d %H:%M:%S"),
    (re.compile(rf"{_DAY} \d{{1,2}}:\d\d:\d\d\.\d+"), "%Y-%m-%d %H:%M:%S%.f"),
    (re.compile(r"\d{8}"), "%Y%m%d"),
    (re.compile(r"\d{8} \d{6}"), "%Y%m%d %H%M%S"),
    (re.compile(r"\d{8} \d{4}"), "%Y%m%d %H%M"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"), "%Y年%m月%d日"),
    (re.compile(rf"{_DAY} \d{{1,2}}:\d\d{_OFFSET}"), "%Y-%m-%d %H:%M%z"),
    (re.compile(rf"{_DAY} \d{{1,2}}:\d\d:\d\d{_OFFSET}"), "%Y-%m-%d %H:%M:%S%z"),
    (re.compile(rf"{_DAY} \d{{1,2}}:\d\d:\d\d\.\d+{_OFFSET}"), "%Y-%m-%d %H:%M:%S%.f%z"),
    (re.compile(rf"\d{{8}} \d{{6}}{_OFFSET}"), "%Y%m%d %H%M%S%z"),
)
_USUAL: tuple[tuple[str, str, bool], ...] = (  # shapes that whole columns have, in ASCII; True: in UTC
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d", False),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", "%Y-%m-%dT%H:%M:%S", False),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", "%Y-%m-%d %H:%M:%S", False),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", "%Y-%m-%dT%H:%M:%S", True),
)
_DAY_MICROS = 86_400_000_000
_MOST_DAYS = 30_000  # 80 years: longer columns are read with a look-up for each row
_FIRST, _LAST = -62_135_596_800_000_000 + 366 * _DAY_MICROS, 253_402_300_799_999_999 - 366 * _DAY_MICROS  # the years 2 to 9998


def instants(column: pl.Series, zone: str, time_format: str | None = None) -> pl.DataFrame:
    """Columns `at` (Int64) and `day` (Int32); null where the cell is empty or no time."""
    dtype = column.dtype
    if dtype == pl.Date:
        return _from_local(column.cast(pl.Datetime("us")), zone)
    if isinstance(dtype, pl.Datetime):
        moments = _countable(column).dt.cast_time_unit("us")
        return _from_instants(moments.dt.convert_time_zone("UTC"), zone) if dtype.time_zone else _from_local(moments, zone)
    if dtype != pl.String:
        text = (
            pl.Series(column.name, [None], dtype=pl.String).new_from_index(0, len(column))
            if dtype == pl.Null
            else column.cast(pl.String, strict=False)
        )
        return instants(text, zone, time_format)
    local, absolute = _formatted(column, time_format) if time_format else _read_text(column)
    if absolute is None:
        return _from_local(local, zone)
    first, second = _from_local(local, zone), _from_instants(absolute, zone)
    return pl.DataFrame({name: first[name].zip_with(first[name].is_not_null(), second[name]) for name in ("at", "day")})


def _countable(moments: pl.Series) -> pl.Series:
    """Without milliseconds so far away that there is no such number of microseconds."""
    if not isinstance(moments.dtype, pl.Datetime) or moments.dtype.time_unit != "ms":
        return moments
    numbers = moments.to_physical()
    return moments.set((numbers < _FIRST // 1000) | (numbers > _LAST // 1000), None)


def _formatted(column: pl.Series, time_format: str) -> tuple[pl.Series, pl.Series | None]:
    """Text in the mapping's own format."""
    text = column.str.strip_chars()
    if "%z" in time_format or "%:z" in time_format:
        return pl.Series(column.name, [None] * len(column), dtype=pl.Datetime("us")), text.str.strptime(
            pl.Datetime("us", "UTC"), time_format, strict=False
        )
    return text.str.strptime(pl.Datetime("us"), time_format, strict=False), None


def _read_text(column: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Each distinct shape of text in the column is read with its own format; one shape is the usual case."""
    name = column.name
    left = column.str.strip_chars()
    left = left.set(left == "", None)
    local: pl.Series | None = None
    absolute: pl.Series | None = None
    if (quick := _read_alike(left)) is not None:
        return quick
    left = left.str.replace_all("/", "-", literal=True).str.replace(r"(\d)T(\d)", "${1} ${2}").str.replace(r"Z$", "+00:00")
    left = left.str.replace(r"(:\d\d(?:\.\d+)?|\d{6})([+-]\d\d)$", "${1}${2}:00")
    for shape, time_format in _FORMATS:
        if left.null_count() == len(left):
            break
        fits = left.str.contains(f"^(?:{shape.pattern})$").fill_null(value=False)
        if not fits.any():
            continue
        zoned = time_format.endswith("%z")
        chosen = left if fits.all() else left.zip_with(fits, pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(left)))
        read = chosen.str.strptime(pl.Datetime("us", "UTC" if zoned else None), time_format, strict=False)
        if zoned:
            absolute = read if absolute is None else absolute.zip_with(absolute.is_not_null(), read)
        else:
            local = read if local is None else local.zip_with(local.is_not_null(), read)
        left = left.set(fits, None)
    if local is None:
        local = pl.Series(name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(column))
    return local, absolute


def _read_alike(text: pl.Series) -> tuple[pl.Series, pl.Series | None] | None:
    """The quick way for a column all of one usual shape, told by its first cell; None for any other column."""
    first = text.drop_nulls().first()
    shape = next((shape for shape in _USUAL if first is not None and re.fullmatch(shape[0], str(first))), None)
    if shape is None or not text.str.contains(f"^{shape[0]}$").all():  # the parser alone would take blanks and signs before digits
        return None
    _, time_format, zoned = shape
    bare = text.str.head(len(str(first)) - 1) if zoned else text
    if bare.str.ends_with(":60").any():
        return None
    read = bare.str.strptime(pl.Datetime("us"), time_format, strict=False)
    if read.null_count() != text.null_count():
        return None
    nothing = pl.Series(text.name, [None], dtype=pl.Datetime("us"))
    return (nothing.new_from_index(0, len(text)), read.dt.replace_time_zone("UTC")) if zoned else (read, None)


def _from_local(local: pl.Series, zone: str) -> pl.DataFrame:
    local = _within(local.rename("t"))
    offset = _only_offset(local, zone)
    if offset is not None:
        micros = local.to_physical()
        return pl.DataFrame({"at": micros - offset, "day": (micros // _DAY_MICROS).cast(pl.Int32)})
    zoned = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    if zoned.null_count() == local.null_count():
        return pl.DataFrame({"at": zoned.dt.timestamp("us"), "day": local.dt.date().to_physical()})
    day = pl.duration(days=1)
    # In a gap: the offset of the day before still holds, which moves the time forward by the gap.
    moved = pl.DataFrame({"t": local}).select(
        (pl.col("t") - day).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC") + day
    )["t"]
    return _from_instants(zoned.dt.convert_time_zone("UTC").zip_with(zoned.is_not_null(), moved), zone)


def _from_instants(moments: pl.Series, zone: str) -> pl.DataFrame:
    moments = _within(moments.rename("t"))
    offset = _only_offset(moments, zone)
    if offset is not None:
        micros = moments.to_physical()
        return pl.DataFrame({"at": micros, "day": ((micros + offset) // _DAY_MICROS).cast(pl.Int32)})
    return pl.DataFrame({"at": moments.dt.timestamp("us"), "day": moments.dt.convert_time_zone(zone).dt.date().to_physical()})


def _within(moments: pl.Series) -> pl.Series:
    """Without what lies outside the years that a calendar can add to and take from."""
    micros = moments.to_physical()
    low, high = micros.min(), micros.max()
    if low is None or high is None or (int(low) >= _FIRST and int(high) <= _LAST):  # type: ignore[arg-type]
        return moments
    return moments.set((micros < _FIRST) | (micros > _LAST), None)


def _only_offset(moments: pl.Series, zone: str) -> int | None:
    """The zone's offset in microseconds if it is one and the same over the whole column, which spares a look-up for each row."""
    micros = moments.to_physical()
    low, high = micros.min(), micros.max()
    if low is None or high is None:
        return 0
    first, last = int(low) // _DAY_MICROS - 2, int(high) // _DAY_MICROS + 2  # type: ignore[arg-type]
    if last - first > _MOST_DAYS:
        return None
    here, start = ZoneInfo(zone), datetime(1970, 1, 1, tzinfo=UTC)
    offsets = {(start + timedelta(hours=12 * half)).astimezone(here).utcoffset() for half in range(2 * first, 2 * last)}
    only = offsets.pop()
    return None if offsets or only is None else only // timedelta(microseconds=1)
