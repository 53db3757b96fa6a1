"""A history that says how its lines lie gives what the same rows give that have to be put in order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from generators import Case, families
from hypothesis import given
from member_order import stated
from patron.engine.batch import run
from patron.engine.batch.purchases import in_order
from patron.engine.history import History
from patron.engine.results import Evaluation
from patron.findings import FindingsError
from random_cases import EXAMPLES, repeatable

pytestmark = pytest.mark.random
PROFILE = repeatable(EXAMPLES // 16)


def told(case: Case, history: History, prices: np.ndarray | None) -> Evaluation | list[tuple[str, object, str]]:
    try:
        return run(case.plan, history, case.as_of, detail=True, prices=prices, compiled=False)
    except FindingsError as error:
        return [(one.path, one.place, one.code) for one in error.findings]


@PROFILE
@given(families(2))
def test_with_and_without_a_known_order_the_same_cells(family: list[Case]) -> None:
    for case in family:
        history, prices = case.history(), case.price_array()
        known, was = stated(history)
        assert known.known_order is not None
        ours = told(case, known, None if prices is None else np.ascontiguousarray(prices[:, was]))
        theirs = told(case, history, prices)
        if isinstance(ours, list) or isinstance(theirs, list):
            assert ours == theirs
            continue
        for name in ("members", "changes", "purchases", "postings"):
            assert getattr(ours, name).equals(getattr(theirs, name)), name
        assert ours.lines is not None
        assert theirs.lines is not None
        assert (ours.lines.level == theirs.lines.level[was]).all()
        assert ours.lines.names.equals(theirs.lines.names)
        assert (ours.lines.member == theirs.lines.member[was]).all()


def lines(rows: int) -> pl.DataFrame:
    day = np.arange(rows, dtype=np.int32) % 700
    who = pl.Series(np.arange(rows) % 977).cast(pl.String)
    return pl.DataFrame(
        {
            "purchase_id": pl.select(
                pl.concat_str(pl.lit("p"), pl.Series(np.arange(rows) // 2 * 7919 % 99_991).cast(pl.String))
            ).to_series(),
            "member_id": pl.select(pl.when(pl.Series(np.arange(rows) % 50 > 0)).then(pl.concat_str(pl.lit("m"), who))).to_series(),
            "at": day.astype(np.int64) * 86_400_000_000,
            "day": day,
        }
    )


def test_many_lines_and_a_date_amid_them() -> None:
    """Enough for the compiled steps."""
    known, _ = stated(History(lines=lines(60_000)))
    for as_of in (699, 350, 0, -1):
        ours, theirs = in_order(known.lines, as_of, True, known.known_order), in_order(known.lines, as_of, True)
        for name in ("member_first", "at", "day"):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name)), (as_of, name)
        assert ours.member_ids.equals(theirs.member_ids)
        assert np.array_equal(ours.put(np.arange(known.lines.height)), theirs.put(np.arange(known.lines.height)))
        if ours.purchase_first is None or theirs.purchase_first is None:
            assert ours.purchase_first is theirs.purchase_first
        else:
            assert np.array_equal(ours.purchase_first, theirs.purchase_first)
        assert ours.of_purchases("purchase_id").equals(theirs.of_purchases("purchase_id"))


def test_other_lines_are_in_no_known_order() -> None:
    known, _ = stated(History(lines=lines(100)))
    assert known.known_order is not None
    assert replace(known, lines=known.lines.reverse()).known_order is None
    assert replace(known, members=known.members).known_order is not None
