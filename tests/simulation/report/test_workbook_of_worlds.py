"""The workbook of a run over worlds: typed cells, formulas that give the document's figures, and texts that stay texts."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from patron.simulation.report.identity import Identity
from patron.simulation.report.simulated import simulated_document
from patron.simulation.report.workbook import write_workbook
from patron.simulation.worlds.bands import middle_world
from patron.simulation.worlds.run import full_world, run_world
from worlds_case import job

IDENTITY = Identity("ab" * 32, (), (("patron", "0.1.0"),))
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1")


@cache
def made() -> Any:
    one = job(customers=150, months=6)
    outcomes = [run_world(one, world) for world in range(5)]
    found = simulated_document(
        one, outcomes, full_world(one, middle_world(outcomes)), IDENTITY, {"tornado": None, "curves": None, "heat": None}
    )
    names = ("net", "cost", "members(vip)")
    point = {
        "text": "60",
        "value": 60,
        "figures": dict.fromkeys(names, 200),
        "p10": dict.fromkeys(names, 100),
        "p90": dict.fromkeys(names, 300),
    }
    pair = {"zh": "门槛", "en": "Threshold"}
    ends = {"low": -100, "middle": 200, "high": 500}
    found["tornado"] = [{"id": "used", "title": pair, "kind": "assumption", "low_value": "40 %", "high_value": "90 %", **ends}]
    found["tornado"].append({"id": "fee", "title": pair, "kind": "parameter", "low_value": "18", "high_value": "12 months", **ends})
    found["curves"] = [{"key": "spend.at_least", "title": pair, "standing": "60", "points": [point]}]
    axis = {"key": "x", "title": pair, "values": [1, 2], "texts": ["1", "2"]}
    found["heat"] = {"x": axis, "y": axis, "figure": "net", "cells": [[100, 200], [300, None]]}
    return found


def books(path: Path, document: Any, lang: Any = "en") -> tuple[Any, Any]:
    """The values and the formulas of the file."""
    write_workbook(document, path / "r.xlsx", lang)
    return openpyxl.load_workbook(path / "r.xlsx", data_only=True), openpyxl.load_workbook(path / "r.xlsx")


def rows(sheet: Any, first: int) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=first, values_only=True))


def test_bands_worlds_and_assumptions_are_typed_and_those_of_the_document(tmp_path: Path) -> None:
    d = made()
    values, _ = books(tmp_path, d)
    told = {row[0]: row[1:4] for row in rows(values["Summary"], 12)}
    for one in d["worlds"]["figures"]:
        unit = 100 if one["unit"] == "money" else 1
        stated = tuple(None if one[end] is None else one[end] / unit for end in ("p10", "p50", "p90"))
        assert told[one["title"]["en"]] == pytest.approx(stated), one["name"]
    assert values["Summary"]["B2"].value == datetime(2025, 1, 1)
    every = [(one["world"], one["net"] / 100, one["cost"] / 100) for one in d["worlds"]["values"]]
    assert [row[:3] for row in rows(values["Worlds"], 2)][: len(every)] == every
    for row, one in zip(rows(values["Assumptions"], 2), d["assumption_list"], strict=True):
        assert (row[0], row[5], row[6], row[7], row[9]) == (one["id"], one["low"], one["likely"], one["high"], one["source"])
    assert values["Assumptions"]["F2"].number_format == "0.00%"
    assert values["Months with bands"]["A2"].value == datetime(2025, 1, 1)


def test_percentiles_of_the_worlds_are_formulas_with_the_bands_as_results(tmp_path: Path) -> None:
    d = made()
    values, formulas = books(tmp_path, d)
    figures = {one["name"]: one for one in d["worlds"]["figures"]}
    for letter, name in (("F", "net"), ("G", "cost")):
        ordered = sorted(one[name] for one in d["worlds"]["values"])
        for row, (end, rank) in enumerate((("p10", 1), ("p50", 3), ("p90", 5)), start=2):  # of five worlds
            assert values["Worlds"][f"{letter}{row}"].value == figures[name][end] / 100 == ordered[rank - 1] / 100
            assert formulas["Worlds"][f"{letter}{row}"].value.startswith("=SMALL(")


def test_break_even_by_rule_follows_from_its_cells(tmp_path: Path) -> None:
    d = made()
    values, formulas = books(tmp_path, d)
    found = rows(values["Break-even by rule"], 4)
    for row, one in zip(found, d["economics"]["by_rule"], strict=True):
        _, _, sales, margin, variable, fixed, uplift = row
        assert variable + fixed <= one["amount"] / 100 + 0.011
        if one["state"] == "found":
            assert (variable + fixed) / (margin * sales - variable) == pytest.approx(uplift, abs=2e-5)
            assert uplift == one["break_even"]
    assert all(one["state"] for one in d["economics"]["by_rule"])
    assert formulas["Break-even by rule"]["G4"].value.startswith("=IF(C4<=0,")


def test_payback_and_lifetime_follow_from_their_cells(tmp_path: Path) -> None:
    d = made()
    values, formulas = books(tmp_path, d)
    sheet, found = values["Payback"], d["economics"]["payback"]
    running = -sheet["B3"].value
    assert sheet["B3"].value == found["one_off"] / 100
    for row, stated in zip(rows(sheet, 9), found["running"], strict=True):
        running += row[1] - row[2]
        assert running == pytest.approx(row[4]) == pytest.approx(stated / 100)
    stays = sum(row[5] for row in rows(sheet, 9))
    told = len(found["running"]) - stays + 1 if stays else "not within the period"
    assert sheet["B4"].value == told == (found["months"] or "not within the period")
    assert formulas["Payback"]["E9"].value == "=-$B$3+D9"
    for row, one in zip(rows(values["Lifetime value"], 4), d["economics"]["lifetime"], strict=True):
        if one["value"] is not None:
            assert row[1] - row[2] == pytest.approx(row[3], abs=0.011)
            assert row[3] * row[5] == pytest.approx(row[6], abs=0.1)
            assert row[6] == one["value"] / 100


def test_cells_to_change_are_marked_and_say_so(tmp_path: Path) -> None:
    _, formulas = books(tmp_path, made())
    for name, cell in (("Planner", "B6"), ("Payback", "B3"), ("Payback", "C9"), ("Break-even by rule", "D4"), ("Lifetime value", "F4")):
        sheet = formulas[name]
        assert sheet[cell].fill.fgColor.rgb == "FFFFF2CC", (name, cell)
        notes = [one.promptTitle for one in sheet.data_validations.dataValidation if cell in one.sqref]
        assert notes == ["Yours to change"], (name, cell)


def test_searches_are_typed(tmp_path: Path) -> None:
    values, formulas = books(tmp_path, made())
    assert [row[2:7] for row in rows(values["Tornado"], 2)] == [(0.4, 0.9, -1, 2, 5), (18, "12 months", -1, 2, 5)]
    assert (values["Tornado"]["H2"].value, formulas["Tornado"]["H2"].value) == (6, "=ABS(G2-E2)")
    assert rows(values["Curves"], 2) == [("Threshold", 60, 1, 2, 3, 1, 2, 3, 200)]
    assert rows(values["Heat map"], 3) == [(None, 1, 2), (1, 1, 2), (2, 3, None)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_becomes_a_formula(tmp_path: Path, lang: Any) -> None:
    texts = iter(EVIL * 3)
    d = {**made(), "assumption_list": [{**one, "source": next(texts)} for one in made()["assumption_list"]]}
    assert len(d["assumption_list"]) >= len(EVIL)
    d["tiers"] = [{**one, "title": {"zh": "=1+1", "en": "@SUM(A1)"}} for one in d["tiers"]]
    _, formulas = books(tmp_path, d, lang)
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row]
    assert not {cell.value for cell in cells if cell.data_type == "f"} & set(EVIL)
    assert {text.strip() for text in EVIL} <= {str(cell.value).strip() for cell in cells if cell.data_type == "s"}
    assert len(formulas.sheetnames) == len({name.casefold() for name in formulas.sheetnames})
    assert len(formulas.sheetnames) > 15
