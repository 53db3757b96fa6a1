"""The head of the file: currency, time zone, dates."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme import currency
from patron.scheme.checks.context import Context
from patron.scheme.problem import Problem
from patron.scheme.suggest import nearest, quoted


def check_header(context: Context) -> Iterator[Problem]:
    """A currency and a zone that exist; an end that is not before the start."""
    scheme = context.scheme
    if not currency.is_currency(scheme.currency):
        yield Problem(("currency",), "unknown-currency", f"'{scheme.currency}' is not a currency", "write its ISO 4217 code, such as CNY")
    if not _is_zone(scheme.time_zone):
        yield Problem(("time_zone",), "unknown-time-zone", f"'{scheme.time_zone}' is not a time zone", _zone_help(scheme.time_zone))
    if scheme.effective_from and scheme.effective_until and scheme.effective_until < scheme.effective_from:
        yield Problem(
            ("effective_until",),
            "ends-before-start",
            f"{scheme.effective_until} is before effective_from, {scheme.effective_from}",
            "swap the two dates",
        )


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _zone_help(name: str) -> str:
    from zoneinfo import available_timezones

    near = nearest(name, sorted(available_timezones()))
    return f"did you mean {quoted(near)}?" if near else "write an IANA name such as Asia/Shanghai"
