"""Currencies: which codes exist, and how many decimal places their amounts have (CLDR, by way of Babel)."""

from __future__ import annotations


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code."""
    from babel.core import get_global

    return code in get_global("all_currencies")


def places(code: str) -> int:
    """Decimal places of the currency's amounts: 2 for CNY, 0 for JPY, 3 for KWD; 2 for an unknown code."""
    from babel.core import get_global

    fractions = get_global("currency_fractions")
    return int(fractions.get(code, fractions["DEFAULT"])[0])
