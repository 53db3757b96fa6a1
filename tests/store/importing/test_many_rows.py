"""Rows of frames come into tables whole and in their order, however many there are."""

from __future__ import annotations

import polars as pl
import pytest
from patron.store.importing import writing
from patron.store.importing.writing import TOGETHER, insert_rows
from patron.store.reading.chunks import FEW, rows_of
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select

MANY = Table("many", MetaData(), Column("number", Integer, primary_key=True), Column("one", Integer), Column("word", String))


@pytest.mark.parametrize("height", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 5 * TOGETHER + 3])
@pytest.mark.parametrize("sql", ["INSERT INTO many (one, word) VALUES (?, ?)", "INSERT INTO many (word, one) VALUES (?2, ?1), (?2, -?1)"])
def test_rows_stand_as_in_the_frame(monkeypatch: pytest.MonkeyPatch, height: int, sql: str) -> None:
    monkeypatch.setattr(writing, "ROWS", 2 * TOGETHER)
    frame = pl.DataFrame({"one": range(height), "word": [f"w'{number}" for number in range(height)]})
    with create_engine("sqlite://").connect() as connection:
        MANY.create(connection)
        insert_rows(connection, sql, frame)
        found = [tuple(row) for row in connection.execute(select(MANY.c.one, MANY.c.word).order_by(MANY.c.number))]
    twice = sql.count("(") == 3
    assert found == [(sign * one, word) for one, word in frame.rows() for sign in ((1, -1) if twice else (1,))]


@pytest.mark.parametrize("count", [1, 2, FEW, FEW + 1, 200])
def test_rows_are_found_by_many_values(count: int) -> None:
    words = [f"王\"'{number}😀" for number in range(300)]
    with create_engine("sqlite://").connect() as connection:
        MANY.create(connection)
        insert_rows(connection, "INSERT INTO many (one, word) VALUES (?, ?)", pl.DataFrame({"one": range(300), "word": words}))
        by_word = rows_of(connection, select(MANY.c.one), MANY.c.word, words[:count])
        by_number = rows_of(connection, select(MANY.c.one), MANY.c.one, [*range(count), 1000])
    assert sorted(one for (one,) in by_word) == sorted(one for (one,) in by_number) == list(range(count))
