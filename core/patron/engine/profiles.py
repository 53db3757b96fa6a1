"""What is known about members at an instant: fields of the members file, and the `profile` movements that changed them since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from patron.engine.history import MEMBERS, History
from patron.vocabulary import Industry


def profile_at(history: History, field: str, keys: pl.DataFrame) -> pl.Series:
    """The members' `field` at an instant, one text for each row of `keys`, null where the field is empty.

    `keys` has the columns `member_id` (text, may be null) and `at` (UTC microseconds), in any order. A movement
    of the very instant counts; of several of one instant, the last by id as text. Dates are written in ISO form.
    Movements dated up to a member's `opening_on` are no events: the members file says what held then.
    """
    return _told(history, field, keys, "at")


def profile_on(history: History, field: str, keys: pl.DataFrame) -> pl.Series:
    """As `profile_at`, at the end of the local dates `day` (days since 1970-01-01) of `keys`."""
    return _told(history, field, keys, "day")


def _told(history: History, field: str, keys: pl.DataFrame, moment: str) -> pl.Series:
    asked = keys.select("member_id", pl.col(moment).cast(pl.Int64)).with_row_index("asked")
    told = asked.join(field_at_start(history, field), on="member_id", how="left", maintain_order="left")
    changes = field_changes(history, field)
    if changes.is_empty():
        return told["value"].rename(field)
    changes = changes.with_columns(pl.col(moment).cast(pl.Int64))
    last = changes.group_by("member_id", moment, maintain_order=True).last().sort(moment, maintain_order=True)
    changed = (
        asked.sort(moment, maintain_order=True)
        .join_asof(
            last.select("member_id", moment, "text", changed=True), on=moment, by="member_id", strategy="backward", check_sortedness=False
        )
        .sort("asked")
    )
    both = told.with_columns(changed["text"], changed["changed"].fill_null(value=False))
    return both.select(pl.when("changed").then("text").otherwise("value").alias(field)).to_series()


def field_at_start(history: History, field: str) -> pl.DataFrame:
    """What the members file says of a field: `member_id`, `value` (text, null where it is empty); no rows without such a column."""
    members = history.members
    if field not in members.columns:
        return pl.DataFrame(schema={"member_id": pl.String(), "value": pl.String()})
    return members.select("member_id", field_text(members, field).alias("value"))


def field_changes(history: History, field: str) -> pl.DataFrame:
    """The `profile` movements of a field that are events: `member_id`, `at`, `day`, `text` (null empties the field), in order of events."""
    movements = history.movements
    rows = movements.filter((pl.col("kind") == "profile") & (pl.col("ref") == field))
    if rows.height and history.members["opening_on"].null_count() < history.members.height:
        opened = history.members.select("member_id", "opening_on")
        joined = rows.join(opened, on="member_id", how="left", maintain_order="left")
        rows = joined.filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
    return rows.sort("at", "movement_id").select("member_id", "at", "day", empty_as_null(pl.col("value")).alias("text"))


def field_text(members: pl.DataFrame, field: str) -> pl.Expr:
    """A field of the members as text, null where it is empty or the file has no such column; dates in ISO form."""
    if field not in members.columns:
        return pl.lit(None, dtype=pl.String())
    column = pl.col(field)
    return empty_as_null(column.cast(pl.Date).cast(pl.String) if members.schema[field] == pl.Int32() else column)


def field_filled(members: pl.DataFrame, field: str) -> pl.Expr:
    """True where `field_text` is not null; no date is written out for it."""
    if field not in members.columns:
        return pl.lit(value=False)
    column = pl.col(field)
    if members.schema[field] == pl.Int32():
        return column.is_not_null()
    return (column.cast(pl.String).str.strip_chars() != "").fill_null(value=False)


def empty_as_null(text: pl.Expr) -> pl.Expr:
    """A text without the blanks around it; nothing but blanks is no text."""
    stripped = text.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def text_fields(named: Iterable[str], industry: Industry) -> tuple[str, ...]:
    """The text columns of members beside the core's own: fields that a scheme names, and those that the industry declares."""
    declared = (one.name for one in industry.profile_fields)
    return tuple(dict.fromkeys(field for field in (*declared, *named) if field not in MEMBERS))


def never_filled(history: History, fields: Iterable[str]) -> tuple[str, ...]:
    """The fields that nobody ever has: not in the members file, and by no `profile` movement."""
    told = set(history.movements.filter((pl.col("kind") == "profile") & pl.col("value").is_not_null())["ref"])
    members = history.members
    return tuple(
        field for field in fields if field not in told and (field not in members.columns or members[field].null_count() == members.height)
    )


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Words of members that are none of the choices of a field, in order, and the choices: a scheme cannot name them."""

    field: str
    words: tuple[str, ...]
    choices: tuple[str, ...]


def unlisted_words(history: History, fields: Iterable[str], industry: Industry) -> tuple[Unlisted, ...]:
    """What the members file and `profile` movements say in a field with choices and is none of them; only `fields` are looked at."""
    choices = {one.name: one.choices for one in industry.profile_fields if one.choices}
    found = []
    for field in fields:
        if field in choices:
            told = [field_at_start(history, field)["value"], field_changes(history, field)["text"]]
            words = {word for column in told for word in column.drop_nulls().unique()} - set(choices[field])
            found.append(Unlisted(field, tuple(sorted(words)), choices[field]))
    return tuple(one for one in found if one.words)
