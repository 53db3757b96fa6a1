"""`patron compare`: who gains and loses, against what `evaluate` says of each scheme; identical schemes differ by nothing."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from search_case import CLUB, patron, read, write_club

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_club(tmp_path)
    other = CLUB.replace("at_least: 1000", "at_least: 2500").replace("rate: 0.9", "rate: 0.8").replace("value: 12", "value: 20")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    return tmp_path


def tiers(folder: Path, scheme: str) -> dict[str, str]:
    patron(folder, "evaluate", scheme, "--purchases", "sales.csv", "--as-of", "2024-12-31", "--out", f"{scheme}.csv")
    with (folder / f"{scheme}.csv").open(encoding="utf-8-sig") as file:
        return {row["member_id"]: row["tier"] for row in csv.DictReader(file)}


def test_the_matrix_is_the_difference_of_two_evaluations(folder: Path) -> None:
    said = patron(
        folder, "compare", "club.yaml", "other.yaml", "--purchases", "sales.csv", "--margin", "0.35", "--lang", "en", "--out", "out"
    )
    made = read(folder / "out" / "compare.json")
    before, after = tiers(folder, "club.yaml"), tiers(folder, "other.yaml")
    counted: dict[tuple[str, str], int] = {}
    for member, tier in before.items():
        pair = (tier, after[member])
        counted[pair] = counted.get(pair, 0) + 1
    assert {(one["from"], one["to"]): one["members"] for one in made["matrix"]} == counted == {("vip", "guest"): 2, ("vip", "vip"): 1}
    assert "2 members fall from VIP to Guest." in said
    assert (made["members"]["rise"], made["members"]["fall"], made["members"]["total"]) == (0, 2, 3)
    with (folder / "out" / "compare.csv").open(encoding="utf-8") as file:
        rows = {row["member_id"]: row for row in csv.DictReader(file)}
    for member, row in rows.items():
        assert (row["tier_a"], row["tier_b"]) == (before[member], after[member])
    # A point for each 10 paid: ann pays 1,000 and, a VIP by then, 1,800 under A; under B she stays a guest and pays 3,000.
    assert (rows["ann"]["points_a"], rows["ann"]["points_b"]) == ("280", "300")
    # bob: 10 % off 100 under A, 20 % under B; ann: 10 % off 2,000 under A only.
    assert {name: (float(row["discount_a"]), float(row["discount_b"])) for name, row in rows.items()}["bob"] == (10.0, 20.0)
    assert float(rows["ann"]["discount_a"]) == 200.0


def test_costs_stand_side_by_side_and_add_up(folder: Path) -> None:
    patron(folder, "compare", "club.yaml", "other.yaml", "--purchases", "sales.csv", "--margin", "0.35", "--out", "out")
    made = read(folder / "out" / "compare.json")
    figures = {one["name"]: one for one in made["figures"]}
    for side, scheme in (("a", "club.yaml"), ("b", "other.yaml")):
        patron(folder, "simulate", scheme, "--purchases", "sales.csv", "--margin", "0.35", "--out", side)
        alone = read(folder / side / "result.json")
        assert sum(one[side] for one in made["costs"]) == alone["costs"]["total"] == figures["cost"][side]
        assert figures["break_even"][side] == alone["break_even"]["uplift"]
    assert figures["cost"]["difference"] == figures["cost"]["b"] - figures["cost"]["a"]
    book = openpyxl.load_workbook(folder / "out" / "compare.xlsx")
    assert book.worksheets[0]["E2"].value == "=D2-C2"
    page = (folder / "out" / "compare.html").read_text(encoding="utf-8")
    assert "2 members fall from VIP to Guest." in page
    assert "2 位会员从“贵宾”降为“顾客”。" in page
    assert "http" not in re.sub(r' xmlns(:\w+)?="[^"]+"', "", page.split("</style>")[1])  # a chart's names of its language ask for nothing


def test_the_same_scheme_differs_by_nothing_and_the_same_command_writes_the_same_bytes(folder: Path) -> None:
    for out in ("one", "two"):
        said = patron(folder, "compare", "club.yaml", "club.yaml", "--purchases", "sales.csv", "--margin", "0.35", "--out", out)
    assert "没有会员因此升级或降级。" in said
    made = read(folder / "one" / "compare.json")
    assert {one["difference"] for one in made["figures"] if one["difference"] is not None} == {0}
    assert {one["difference"] for one in made["costs"]} == {0}
    assert made["most"] == []
    for name in ("compare.html", "compare.xlsx", "compare.json", "compare.csv"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


def test_the_same_scheme_in_the_same_worlds_has_differences_of_nothing_without_width(folder: Path) -> None:
    words = ("--population", "40", "--worlds", "3", "--jobs", "1", "--months", "3", "--margin", "0.35", "--out", "out")
    scheme = str(EXAMPLES / "jewelry.yaml")
    patron(folder, "compare", scheme, scheme, *words)
    made = read(folder / "out" / "compare.json")
    assert made["worlds"] == 3
    assert {one["name"] for one in made["figures"]} >= {"net", "cost", "share(vip)", "goal(few-vips)", "cost(parking)"}
    for one in made["figures"]:
        difference = one["difference"]
        if difference["without"] == 0:
            assert (difference["p10"], difference["p50"], difference["p90"]) == (0, 0, 0), one["name"]
    assert all(one["from"] == one["to"] for one in made["matrix"])
    assert not (folder / "out" / "compare.csv").exists()


def test_schemes_of_different_money_are_not_compared(folder: Path) -> None:
    (folder / "euro.yaml").write_text(CLUB.replace("currency: CNY", "currency: EUR"), encoding="utf-8")
    said = patron(folder, "compare", "club.yaml", "euro.yaml", "--purchases", "sales.csv", "--out", "out", expect=1)
    assert "euro.yaml:4:11: error[not-comparable]: the currency is 'EUR', and 'CNY' in club.yaml" in said
    assert not (folder / "out").exists()


def test_misuse_is_told(folder: Path) -> None:
    assert "give --purchases" in patron(folder, "compare", "club.yaml", "other.yaml", expect=2)
    assert "does not exist" in patron(folder, "compare", "club.yaml", "no.yaml", "--purchases", "sales.csv", expect=2)


def test_rows_that_are_set_aside_are_told_and_written(folder: Path) -> None:
    with (folder / "sales.csv").open("a", encoding="utf-8") as file:
        file.write("p8,ann,2024-13-01,10,tea\n")
    words = ("compare", "club.yaml", "other.yaml", "--purchases", "sales.csv", "--on-error", "skip")
    assert "1 rows were set aside; --out writes them" in patron(folder, *words)
    assert "sales.rejected.csv" in patron(folder, *words, "--out", "out")
    assert "p8" in (folder / "out" / "sales.rejected.csv").read_text(encoding="utf-8-sig")
