"""Changes of profiles in a company's own words: `居住地` for the field, `外地` for its value, as the members file may have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from patron.files.columns import Column
from patron.files.headings import plain

_PROFILE = pl.col("kind") == "profile"


def in_our_words(movements: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The movements with `ref` of a change of the profile as the column's name, and its `value` as the id of the choice.

    `columns` are those of the members file; what is no heading or spelling of theirs stays as it is written.
    """
    refs = movements.filter(_PROFILE)["ref"].drop_nulls().unique()
    if refs.is_empty():
        return movements
    known = {plain(heading): column.name for column in columns for heading in (*column.headings, column.name)}
    names = {ref: known.get(plain(ref), ref) for ref in refs}
    renamed = movements.with_columns(pl.when(_PROFILE).then(pl.col("ref").replace(names)).otherwise("ref").alias("ref"))
    for column in columns:
        if column.spellings:
            renamed = renamed.with_columns(_respelled(column.name, column.spellings))
    return renamed


def _respelled(field: str, spellings: Mapping[str, str]) -> pl.Expr:
    key = pl.col("value").str.strip_chars().str.to_lowercase()
    word = key.replace_strict(dict(spellings), default=pl.col("value"), return_dtype=pl.String())
    return pl.when(_PROFILE & (pl.col("ref") == field)).then(word).otherwise("value").alias("value")
