"""What a comparison writes: typed cells, charts for what there is, and the options that a replay of one scheme has too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from search_case import CLUB, patron, read, write_club


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_club(tmp_path)
    other = CLUB.replace("at_least: 1000", "at_least: 2500").replace("rate: 0.9", "rate: 0.8")
    (tmp_path / "other.yaml").write_text(other.replace("{id: gift", "{id: cake"), encoding="utf-8")
    return tmp_path


def compared(folder: Path, *words: str, lang: str = "en") -> dict[str, Any]:
    sources = ("--purchases", "sales.csv", "--margin", "0.35")
    patron(folder, "compare", "club.yaml", "other.yaml", *sources, *words, "--lang", lang, "--out", "out")
    return read(folder / "out" / "compare.json")


@pytest.mark.parametrize(
    ("words", "single"),
    [
        (("--take-up", "0.5"), ("--take-up", "0.5")),
        (("--take-up", "gift=0.25", "--take-up", "cake=0.5"), None),
        (("--redeemed", "0.4"), ("--redeemed", "0.4")),
        (("--amounts", "include-discounts"), ("--amounts", "include-discounts")),
    ],
)
def test_options_mean_what_they_mean_for_one_scheme(folder: Path, words: tuple[str, ...], single: tuple[str, ...] | None) -> None:
    plain, made = compared(folder), compared(folder, *words)
    assert made["costs"] != plain["costs"]
    for side, scheme, take_up in (("a", "club.yaml", "gift=0.25"), ("b", "other.yaml", "cake=0.5")):
        alone = single or ("--take-up", take_up)
        patron(folder, "simulate", scheme, "--purchases", "sales.csv", "--margin", "0.35", *alone, "--out", side)
        assert sum(one[side] or 0 for one in made["costs"]) == read(folder / side / "result.json")["costs"]["total"]


def test_options_of_sales_are_refused_for_a_population_and_unknown_benefits_are_told(folder: Path) -> None:
    words = ("compare", "club.yaml", "other.yaml", "--population", "10")
    assert "--redeemed goes with --purchases only; state it in --assumptions" in patron(folder, *words, "--redeemed", "0.5", expect=2)
    sales = ("compare", "club.yaml", "other.yaml", "--purchases", "sales.csv", "--take-up", "parking=0.5")
    assert "no benefit or issued coupon is named 'parking'" in patron(folder, *sales, expect=2)
    assert "goes with --population only" in patron(folder, *sales, "--worlds", "3", expect=2)


def test_figures_are_numbers_in_their_units_and_differences_are_formulas(folder: Path) -> None:
    made = compared(folder)
    values = openpyxl.load_workbook(folder / "out" / "compare.xlsx", data_only=True)["Figures"]
    formulas = openpyxl.load_workbook(folder / "out" / "compare.xlsx")["Figures"]
    for number, one in enumerate(made["figures"], start=2):
        unit = 100 if one["unit"] == "money" else 1
        for column, side in (("C", "a"), ("D", "b"), ("E", "difference")):
            cell = values[f"{column}{number}"]
            assert cell.value == (None if one[side] is None else pytest.approx(one[side] / unit)), one["name"]
            if one[side] is not None:
                assert cell.number_format == {"money": "#,##0.00", "share": "0.00%"}.get(one["unit"], "#,##0.00")
        if one["difference"] is not None:
            assert formulas[f"E{number}"].value == f"=D{number}-C{number}"
    text = [cell.value for row in formulas.iter_rows(min_row=2, min_col=3) for cell in row if cell.data_type == "s"]
    assert text == []


def test_the_page_draws_who_moves_and_names_both_files(folder: Path) -> None:
    made = compared(folder, lang="zh")
    page = (folder / "out" / "compare.html").read_text(encoding="utf-8")
    assert set(re.findall(r'<figure id="chart-(\w+)"', page)) == {"moves", "tiers", "costs"}
    assert (made["a"]["file"], made["b"]["file"]) == ("club.yaml", "other.yaml")
    assert page.count("other.yaml") == 2
    assert [one["month"] for one in made["months"]] == made["period"]["months"]
    assert made["months"][-1]["a"]["vip"] == sum(one["members"] for one in made["matrix"] if one["from"] == "vip")
    assert made["months"][-1]["b"]["vip"] == sum(one["members"] for one in made["matrix"] if one["to"] == "vip")
