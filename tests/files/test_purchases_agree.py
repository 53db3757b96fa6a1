"""Purchases whose rows disagree are found wherever their rows stand, and no others."""

from __future__ import annotations

from collections import defaultdict

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from patron.engine.history import LINES, RETURNS, History
from patron.engine.validate.purchases import check_purchases

ROWS = st.lists(
    st.tuples(st.sampled_from("PQR"), st.sampled_from(["M", "N", None]), st.integers(1, 2), st.sampled_from(["G", None]), st.booleans()),
    max_size=9,
)


def frame(rows: list[dict[str, object]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_rows_that_differ_from_the_first_of_their_purchase(rows):
    told = [
        {"row": number, "purchase_id": purchase, "member_id": member, "at": at, "group_id": group, "back": back}
        for number, (purchase, member, at, group, back) in enumerate(rows, start=2)
    ]
    lines, returns = ([row for row in told if row["back"] is back] for back in (False, True))
    first: dict[object, dict[str, object]] = {}
    wanted, of = set(), defaultdict(set)
    for row in told:
        head = first.setdefault(row["purchase_id"], row)
        of[row["purchase_id"]].add(row["row"])
        wanted |= {(row["row"], name) for name in ("member_id", "at", "group_id") if row[name] != head[name]}
    found = list(check_purchases(History(lines=frame(lines, LINES), returns=frame(returns, RETURNS))))
    assert {(row, one.column) for one in found for row in one.rows["row"]} == wanted
    bad = {row for row, _ in wanted}
    whole = set().union(*(rows for rows in of.values() if rows & bad))
    assert all(set(one.also) == whole for one in found)
