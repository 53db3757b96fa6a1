"""Tiers in a company's files: by the scheme's id, or by the tier's title in Chinese or English, as a list of guests names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Tier


def tier_words(tiers: Sequence[Tier]) -> dict[str, str]:
    """Each id and each title of one tier alone, in lower case, to the tier's id; an id stands for itself."""
    words: dict[str, str] = {}
    shared: set[str] = set()
    for tier in tiers:
        for title in {tier.title_zh.strip().lower(), tier.title_en.strip().lower()}:
            shared |= {title} & set(words)
            words[title] = tier.id
    return {title: tier for title, tier in words.items() if title not in shared} | {tier.id: tier.id for tier in tiers}


def in_our_tiers(history: History, tiers: Sequence[Tier]) -> History:
    """The history with titles of `tiers` in `opening_tier`, and in the `value` of `grant_tier`, replaced by the tiers' ids.

    Titles are compared without case and blanks around them; what names no tier stays as it is written.
    """
    words = tier_words(tiers)
    grants = pl.col("kind") == "grant_tier"
    return replace(
        history,
        members=history.members.with_columns(_named("opening_tier", words)),
        movements=history.movements.with_columns(pl.when(grants).then(_named("value", words)).otherwise(pl.col("value")).alias("value")),
    )


def _named(column: str, words: dict[str, str]) -> pl.Expr:
    word = pl.col(column).str.strip_chars().str.to_lowercase()
    return word.replace_strict(list(words), list(words.values()), default=pl.col(column), return_dtype=pl.String())
