"""Month arithmetic on days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms")."""

from __future__ import annotations


def day_of(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a date of the Gregorian calendar."""
    if month <= 2:
        year -= 1
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def add_months(day: int, months: int) -> int:
    """The same day of the month `months` later, clamped to that month's last day."""
    shifted = day + 719468
    era = shifted // 146097
    of_era = shifted - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    from_march = (5 * of_year + 2) // 153
    day_of_month = of_year - (153 * from_march + 2) // 5 + 1
    month = from_march + 3 if from_march < 10 else from_march - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    count = year * 12 + month - 1 + months
    first = day_of(count // 12, count % 12 + 1, 1)
    length = day_of((count + 1) // 12, (count + 1) % 12 + 1, 1) - first
    return first + min(day_of_month, length) - 1
