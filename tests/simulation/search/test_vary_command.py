"""`patron simulate --vary` and `--tornado` over past sales: every point is what the changed file itself would give."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from search_case import CLUB, patron, read, write_club

SCHEMA = Path(__file__).parents[3] / "core" / "patron" / "simulation" / "report" / "result.schema.json"
SOURCE = ("--purchases", "sales.csv", "--margin", "0.35", "--lang", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_club(tmp_path)


def test_each_point_is_what_the_changed_file_gives(folder: Path) -> None:
    patron(folder, "simulate", "club.yaml", *SOURCE, "--vary", "big.at_least=500:2500:1000", "--out", "out")
    made = read(folder / "out" / "result.json")
    jsonschema.validate(made, read(SCHEMA))
    (curve,) = made["curves"]
    assert (curve["key"], curve["standing"], made["heat"], made["tornado"]) == ("big.purchase.at_least", "1000", None, None)
    assert [point["value"] for point in curve["points"]] == [500, 1500, 2500]
    for point in curve["points"]:
        (folder / "changed.yaml").write_text(CLUB.replace("at_least: 1000", f"at_least: {point['text']}"), encoding="utf-8")
        patron(folder, "simulate", "changed.yaml", *SOURCE, "--out", "changed")
        changed = read(folder / "changed" / "result.json")
        figures = point["figures"]
        assert figures["cost"] == changed["costs"]["total"] == -figures["net"]
        assert figures["members(vip)"] == changed["tiers"][1]["customers"]
        assert figures["break_even"] == changed["break_even"]["uplift"]
        assert figures["cost(gift)"] == next(one["amount"] for one in changed["costs"]["by_rule"] if one["rule"] == "gift")
    assert [point["figures"]["members(vip)"] for point in curve["points"]] == [3, 3, 1]


def test_two_keys_are_a_heat_map_and_a_parameter_may_be_one(folder: Path) -> None:
    words = ("--vary", "worth=10,20", "--vary", "big.at_least=1000:3000:1000", "--figure", "cost(gift)")
    patron(folder, "simulate", "club.yaml", *SOURCE, *words, "--out", "out")
    heat = read(folder / "out" / "result.json")["heat"]
    assert (heat["x"]["values"], heat["y"]["values"], heat["figure"]) == ([10, 20], [1000, 2000, 3000], "cost(gift)")
    assert [len(row) for row in heat["cells"]] == [2, 2, 2]
    for cheap, dear in heat["cells"]:
        assert abs(dear - 2 * cheap) <= 1  # rounded once each


def test_the_tornado_changes_one_figure_at_a_time(folder: Path) -> None:
    patron(folder, "simulate", "club.yaml", *SOURCE, "--tornado", "--out", "out")
    made = read(folder / "out" / "result.json")
    bars = {one["id"]: one for one in made["tornado"]}
    swings = [abs(one["high"] - one["low"]) for one in made["tornado"]]
    assert swings == sorted(swings, reverse=True)
    assert {one["middle"] for one in bars.values()} == {-made["costs"]["total"]}
    assert (bars["worth"]["low_value"], bars["worth"]["high_value"]) == ("11", "13")
    assert bars["worth"]["title"] == {"zh": "礼品：单次成本", "en": "A gift: cost of one use"}  # a parameter is called after its use
    assert (bars["big.purchase.at_least"]["low_value"], bars["big.purchase.at_least"]["high_value"]) == ("900", "1100")
    (folder / "dear.yaml").write_text(CLUB.replace("value: 12", "value: 13"), encoding="utf-8")
    patron(folder, "simulate", "dear.yaml", *SOURCE, "--out", "dear")
    assert bars["worth"]["high"] == -read(folder / "dear" / "result.json")["costs"]["total"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--vary", "bgi.at_least=1:2:1"), 1, "did you mean 'big.purchase.at_least'"),
        (("--vary", "gift.unit_cost=1:2:1"), 1, "write worth"),
        (("--vary", "big.at_least=a,b"), 1, "--vary big.purchase.at_least=a"),
        (("--vary", "tenth-off.rate=0.9:1.2:0.1"), 1, "--vary tenth-off.rate=1.1"),
        (("--vary", "big.at_least=9:1:1"), 2, "wrong way round"),
        (("--vary", "big.at_least=1:9:0"), 2, "not above 0"),
        (("--vary", "worth=1,2", "--vary", "big.at_least=1,2", "--vary", "keep.at_least=1,2"), 2, "patron tune"),
        (("--vary", "worth=1,2", "--vary", "big.at_least=1,2", "--figure", "nett"), 2, "no figure 'nett'"),
    ],
)
def test_what_cannot_be_varied_is_refused_and_nothing_is_written(folder: Path, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in patron(folder, "simulate", "club.yaml", *SOURCE, *words, "--out", "out", expect=code)
    assert not (folder / "out").exists()
