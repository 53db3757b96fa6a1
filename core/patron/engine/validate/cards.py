"""Movements of cards that must not be: every one in one run, each with its row and column."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.validate.found import Found


def check_cards(history: History, plan: Plan, as_of: int) -> Iterator[Found]:
    """What the state machine of cards refuses of the movements dated up to `as_of`."""
    if not history.movements["kind"].str.starts_with("card_").any():
        return
    from patron.engine.cards import run

    found: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for wrong in run(plan, history, as_of).wrong:
        found.setdefault((wrong.code, wrong.column, wrong.help), []).append((wrong.row, wrong.message))
    for (code, column, help_text), rows in found.items():
        yield Found("movements", code, column, pl.DataFrame(rows, schema={"row": pl.Int64, "message": pl.String}, orient="row"), help_text)
