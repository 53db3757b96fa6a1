"""The days on which a rule holds."""

from __future__ import annotations

from patron.scheme.describe.words import Words
from patron.scheme.model import DiscountWhen, Promotion


def days(words: Words, rule: Promotion | DiscountWhen) -> str:
    """When a rule holds; empty for always."""
    parts = []
    if rule.from_ is not None and rule.until is not None:
        parts.append(words(f"{words.day(rule.from_)}至{words.day(rule.until)}", f"from {words.day(rule.from_)} to {words.day(rule.until)}"))
    elif rule.from_ is not None:
        parts.append(words(f"{words.day(rule.from_)}起", f"from {words.day(rule.from_)}"))
    elif rule.until is not None:
        parts.append(words(f"{words.day(rule.until)}及之前", f"until {words.day(rule.until)}"))
    if rule.weekdays:
        named = words.all(words.weekday(day) for day in rule.weekdays)
        parts.append(words(f"每{named}", f"on {named}"))
    if rule.each_year_on:
        named = words.all(words.month_day(day) for day in rule.each_year_on)
        parts.append(words(f"每年{named}", f"on {named} of every year"))
    return words("，", ", ").join(parts)
