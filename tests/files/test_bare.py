"""Large columns of texts are looked at for blanks in one pass, wherever their cells are filled."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from patron.files.bare import bare
from patron.files.cells import text

ROWS = 120_000


@pytest.mark.parametrize("filled", [0, 1, 10, ROWS])
def test_a_column_whose_first_cells_are_empty(filled: int) -> None:
    column = pl.Series("returns", [None] * (ROWS - filled) + ["P1"] * filled, dtype=pl.String)
    assert bare(column)
    assert text(column).equals(column)


@pytest.mark.parametrize("cell", [" P1", "P1 ", "", "　P1", "P1\t", "a text of more than twelve bytes"])
def test_one_cell_that_may_not_stand_as_it_is(cell: str) -> None:
    column = pl.Series("id", [None] * ROWS + [cell], dtype=pl.String)
    assert not bare(column)
    assert text(column)[-1] == (cell.strip() or None)


def test_sales_whose_returns_all_come_last(tmp_path: Path) -> None:
    """The whole command's way, with the returns behind 110,000 sales."""
    from patron.engine.plan.compile import compile_plan
    from patron.files.prepare import DataFiles, prepare
    from patron.scheme.load import load_scheme

    scheme = tmp_path / "house.yaml"
    scheme.write_text(
        "scheme: house\ntitle: {zh: 会员, en: House}\ncurrency: CNY\ntime_zone: Asia/Shanghai\n"
        "tiers:\n  - {id: guest, title: {zh: 顾客, en: Guest}}\n",
        encoding="utf-8",
    )
    sold = 110_000
    ids = [f"P{number}" for number in range(sold)]
    pl.DataFrame(
        {
            "purchase_id": [*ids, "R1"],
            "member_id": ["M1"] * (sold + 1),
            "at": ["2025-01-05 10:12"] * sold + ["2025-02-01 10:12"],
            "amount": ["100.00"] * (sold + 1),
            "returns": [None] * sold + ["P7"],
        }
    ).write_parquet(tmp_path / "sales.parquet")
    loaded = load_scheme(scheme)
    plan = compile_plan(loaded.require(), loaded.industry)
    history = prepare(DataFiles(tmp_path / "sales.parquet"), plan, loaded.industry, 21_000).history
    assert (history.lines.height, history.returns["returns"].to_list()) == (sold, ["P7"])
