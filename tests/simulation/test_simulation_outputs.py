"""The four outputs: valid, the same figures everywhere, the same bytes every time, and harmless texts."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from patron.simulation.replay.replay import replay
from patron.simulation.replay.request import Margins, Request
from patron.simulation.report import figures
from patron.simulation.report.document import Document, document
from patron.simulation.report.identity import Identity
from patron.simulation.report.outputs import NAMES, write_outputs
from patron.simulation.report.page import report
from patron.simulation.report.summary import print_summary
from patron.simulation.report.words import WORDS
from rich.console import Console
from simulation_case import SCHEME, fake, plan, scheme, small_history

IDENTITY = Identity("ab" * 32, (("purchases", "sales.csv", "cd" * 32),), (("patron", "0.1.0"),))
SCHEMA: dict[str, Any] = json.loads(files("patron.simulation.report").joinpath("result.schema.json").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "result-json.md"


def made(request: Request | None = None, **changes: Any) -> Document:
    of = scheme(**changes)
    return document(replay(of, plan(of), small_history(), request or Request(margins=Margins(Fraction(35, 100))), evaluate=fake), IDENTITY)


@cache
def page_of(lang: Any) -> str:
    return report(made(), lang)


def summary(result: Document, lang: Any, width: int = 100) -> str:
    stream = StringIO()
    print_summary(Console(file=stream, width=width, no_color=True), result, lang, [Path("out/report.html")])
    return stream.getvalue()


@pytest.mark.parametrize("request_", [Request(), Request(include_discounts=True), Request(margins=Margins(Fraction(1, 50)))])
def test_every_document_is_valid_by_the_schema_that_ships(request_: Request) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(made(request_), SCHEMA)
    jsonschema.validate(made(), SCHEMA)
    jsonschema.validate(made(discounts=[], points=None, benefits=[], costs=None, goals=[], group_purchase=[]), SCHEMA)


def test_the_schema_refuses_what_is_not_a_result() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**made(), "more": 1}, SCHEMA)


def paths(schema: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    """Every key of the schema with its description."""
    described = schema.get("description", "")
    schema = next((one for one in schema.get("anyOf", []) if "properties" in one), schema)
    found = [(path, described)] if path else []
    for name, part in schema.get("properties", {}).items():
        found += paths(part, f"{path}.{name}" if path else name)
    for name, part in schema.get("items", {}).get("properties", {}).items():
        found += paths(part, f"{path}[].{name}")
    return found


def test_the_page_documents_every_key_with_its_meaning() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for path, described in paths(SCHEMA):
        row = next((line for line in page.splitlines() if line.startswith(f"| `{path}` |")), None)
        assert row is not None, path
        assert described in row, path
    known = {path for path, _ in paths(SCHEMA)}
    stated = set(re.findall(r"^\| `([^`]+)` \|", page, re.M))
    assert {one for one in stated if ".*" not in one} <= known


def test_the_sums_of_the_document_agree() -> None:
    result = made()
    costs = result["costs"]
    for part in ("by_rule", "by_tier", "by_month", "cells"):
        assert sum(one["amount"] for one in costs[part]) == costs["total"], part
    assert sum(costs["by_kind"].values()) == costs["total"]
    assert sum(one["cost"] for one in result["months"]) == costs["total"]
    assert sum(one["sales"] for one in result["months"]) == result["company"]["sales"]
    tiers = sum(one["sales"] for one in result["tiers"])
    assert tiers + result["company"]["walk_in"]["sales"] + result["company"]["group"]["sales"] == result["company"]["sales"]
    assert sum(one["customers"] for one in result["tiers"]) == result["company"]["customers"] == result["months"][-1]["customers"]
    assert sum(flow["members"] for flow in result["flows"]) == result["company"]["customers"]
    assert result["company"]["sales"] - result["company"]["paid"] == costs["by_kind"]["discount"]
    found = result["break_even"]
    assert found["variable_cost"] + found["fixed_cost"] == costs["total"] == result["service_cost"]["at_start"]["cost"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_summary_report_and_workbook_show_the_figures_of_the_document(tmp_path: Path, lang: Any) -> None:
    result = made()
    write_outputs(result, tmp_path, lang)
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8")) == result
    told = summary(result, lang)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "result.xlsx", data_only=True)
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    numbers = [round(value, 6) for value in cells if isinstance(value, int | float)]
    found = result["break_even"]
    for share in (found["uplift"], result["company"]["covered_share_of_sales"]):
        assert figures.percent(share) in told
        assert figures.percent(share) in page
    assert found["uplift"] in numbers
    amounts = [result["costs"]["total"], found["extra_sales"], *(tier["sales"] for tier in result["tiers"])]
    amounts += [one["amount"] for one in result["costs"]["by_rule"] if one["amount"]]
    for amount in amounts:
        assert figures.money(amount, 2) in page
        assert figures.money(amount, 2) in told
    for amount in [*amounts[:4], *(cell["amount"] for cell in result["costs"]["cells"])]:
        assert amount / 100 in numbers
    for goal in result["goals"]:
        assert figures.goal_figure(goal, goal["value"], 2) in told
        assert figures.goal_figure(goal, goal["value"], 2) in page
    assert told.rstrip().endswith("out/report.html")


def test_the_planner_works_the_formulas_out_as_the_run_did(tmp_path: Path) -> None:
    result = made(Request(margins=Margins(Fraction(35, 100)), redeemed=Fraction(4, 5)))
    write_outputs(result, tmp_path, "en")
    formulas = openpyxl.load_workbook(tmp_path / "result.xlsx")["Planner"]
    values = openpyxl.load_workbook(tmp_path / "result.xlsx", data_only=True)["Planner"]
    labels = {values.cell(row, 1).value: row for row in range(20, 0, -1)}

    def at(key: str, sheet: Any = values) -> Any:
        return sheet.cell(labels[WORDS[key][1]], 2).value

    assert at("term.uplift", formulas).startswith("=IF(")
    share = (at("term.variable_share") + at("term.fixed") / at("term.sales")) / (at("term.margin") - at("term.variable_share"))
    assert share == pytest.approx(at("term.uplift"), abs=2e-5)
    assert at("kind.discount") + at("kind.points") * at("redeemed_share") == pytest.approx(at("term.variable"), abs=0.011)
    first = labels[WORDS["kind.benefit"][1]]
    heads = [row for row in range(1, 40) if values.cell(row, 2).value == WORDS["full_amount"][1]]
    rows = [row for row in range(heads[0] + 1, 60) if values.cell(row, 1).value]
    assert len(rows) == 5
    for row in rows:
        assert formulas.cell(row, 4).value == f"=B{row}*C{row}"
        assert values.cell(row, 2).value * values.cell(row, 3).value == pytest.approx(values.cell(row, 4).value, abs=0.006)
    assert formulas.cell(first, 2).value == f"=SUM(D{rows[0]}:D{rows[-1]})"


def test_the_same_run_gives_the_same_bytes_and_leaves_other_files_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    second.mkdir()
    (second / "mine.txt").write_text("mine")
    (second / "result.json").write_text("old")
    for folder in (first, second):
        write_outputs(made(), folder, "zh")
    for name in NAMES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    assert sorted(path.name for path in second.iterdir()) == sorted([*NAMES, "mine.txt"])


def test_nothing_is_written_if_a_part_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import patron.simulation.report.workbook as module

    def refuse(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(module, "write_workbook", refuse)
    with pytest.raises(OSError, match="full"):
        write_outputs(made(), tmp_path, "zh")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_if_a_folder_has_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "result.json").mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        write_outputs(made(), tmp_path, "zh")
    assert caught.value.filename == str(tmp_path / "result.json")
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


def test_texts_of_the_scheme_become_neither_formulas_nor_markup(tmp_path: Path) -> None:
    evil = {"zh": "=1+1", "en": '=HYPERLINK("http://x","y")'}
    tag = {"zh": "<script>alert(1)</script>", "en": "</svg><img src=x onerror=alert(1)>"}
    tiers = [{**SCHEME["tiers"][0], "title": evil}, {**SCHEME["tiers"][1], "title": tag}]
    result = made(title=tag, tiers=tiers, benefits=[{"id": "b", "for": "vip", "each_year": 1, "unit_cost": 1, "title": evil}])
    for lang in ("zh", "en"):
        write_outputs(result, tmp_path, lang)  # type: ignore[arg-type]
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "<script" not in page
        assert "<img" not in page
        book = openpyxl.load_workbook(tmp_path / "result.xlsx")
        made_formulas = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
        assert not made_formulas & set(evil.values())
        assert any(cell.value in evil.values() for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s")


def test_the_page_stands_alone_and_has_both_languages() -> None:
    page = page_of("zh")
    assert len(page.encode()) < 6_000_000
    assert not re.search(r"<(script|link|iframe|object|embed|form)\b", page)
    assert not re.search(r"""(src|href)\s*=\s*["']?(?!#)|@import|url\((?!#)""", page)
    outside = set(re.findall(r"https?://[^\s\"'<)]+", page)) - {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert outside == set()
    for key in ("break_even", "tiers_over_time", "flows", "costs", "points", "assumptions"):
        assert WORDS[key][0] in page
        assert WORDS[key][1] in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "no scheme" not in page


def test_the_report_says_that_before_and_after_proves_nothing_and_behaviour_is_unchanged() -> None:
    for page in (page_of("zh"), summary(made(), "zh"), summary(made(), "en")):
        assert "证明不了" in page or "proves nothing" in page
    assert "needs-margin" in {note["code"] for note in made(Request())["notes"]}
    assert "--margin 0.35" in summary(made(Request()), "en")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_fits_its_terminal_and_is_plain_in_a_pipe(width: int, lang: Any) -> None:
    from rich.cells import cell_len

    told = summary(made(), lang, width)
    assert max(cell_len(line) for line in told.splitlines()) <= width
    assert "\x1b" not in told
    assert "…" not in told  # no figure is cut


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_narrow_terminal_cuts_nothing_off(lang: Any) -> None:
    result = made()
    for width in (60, 80):
        console = Console(file=StringIO(), width=width)
        print_summary(console, result, lang)
        said = console.file.getvalue()  # type: ignore[attr-defined]
        assert "…" not in said
        assert "\n·\n" not in re.sub(r" +\n", "\n", said)


def test_every_word_is_there_in_both_languages_and_used() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(str(files("patron.simulation"))).rglob("*")
        if path.suffix in {".py", ".j2"} and path.name != "words.py"
    )
    for key, pair in WORDS.items():
        assert all(pair), key
        stem, dot, _ = key.partition(".")
        assert f'"{key}"' in source or f'"({key})"' in source or (dot and f"{stem}." in source), key
