"""When and in what units the scheme holds."""

from __future__ import annotations

from patron.scheme.describe.document import Section
from patron.scheme.describe.words import Words


def _dates(words: Words) -> str:
    start, end = words.scheme.effective_from, words.scheme.effective_until
    if start is not None and end is not None:
        return words(
            f"本方案自{words.day(start)}起施行，至{words.day(end)}止。",
            f"The scheme holds from {words.day(start)} to {words.day(end)}, both included.",
        )
    if start is not None:
        return words(f"本方案自{words.day(start)}起施行。", f"The scheme holds from {words.day(start)}.")
    if end is not None:
        return words(f"本方案施行至{words.day(end)}止。", f"The scheme holds until {words.day(end)}, included.")
    return ""


def _seasons(words: Words) -> str:
    starts = [words.month_day(start) for start in sorted(words.scheme.seasons or [])]
    if not starts:
        return ""
    return words(f"一年分为{len(starts)}季，分别自{words.all(starts)}开始。", f"The seasons of a year start on {words.all(starts)}.")


def validity(words: Words) -> Section:
    """Effective dates, currency and time zone; for internal readers the scheme's id and industry."""
    currency, zone = words.scheme.currency, words.scheme.time_zone
    units = words(f"金额以{currency}计，日期以{zone}时区为准。", f"Amounts are in {currency}; dates are local dates in {zone}.")
    blocks = [_dates(words), units, _seasons(words)]
    if words.internal:
        industry = words.title(words.industry.title)
        blocks.append(
            words(f"方案编号：{words.scheme.scheme}；行业：{industry}。", f"Scheme id: {words.scheme.scheme}; industry: {industry}.")
        )
    return Section(words("施行", "In force"), tuple(block for block in blocks if block))
