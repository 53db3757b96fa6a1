"""`tune`, `--vary` and `--tornado` over made customers: each variant in the same worlds, whatever number of processes makes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from search_case import patron, read

EXAMPLES = Path(__file__).parents[3] / "examples"
SCHEME = str(EXAMPLES / "jewelry.yaml")
ASSUMED = """\
assumptions: few
entries:
  - {id: parking-used, benefit: parking, take_up: {from: 20 %, to: 80 %}, source: a guess}
  - {id: vips-come, for: vip, purchase_rate: {from: 0 %, to: 20 %}, source: a guess}
"""
WORDS = ("--population", "60", "--assumptions", "few.yaml", "--months", "3", "--margin", "0.3", "--lang", "en")
THRESHOLDS = ("--vary", "single-purchase.at_least=5000,50000", "--worlds", "2", "--jobs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "few.yaml").write_text(ASSUMED, encoding="utf-8")
    return tmp_path


def test_a_curve_and_bars_of_made_customers(folder: Path) -> None:
    patron(folder, "simulate", SCHEME, *WORDS, *THRESHOLDS, "1", "--worlds", "1", "--tornado", "--out", "out")
    made = read(folder / "out" / "result.json")
    low, standing = made["curves"][0]["points"]
    assert low["figures"]["members(vip)"] > standing["figures"]["members(vip)"]
    by_name = {one["name"]: one["p50"] for one in made["worlds"]["figures"]}
    assert standing["figures"]["cost"] == by_name["cost"]  # the value that stands: the worlds of the result itself
    bars = {one["id"]: one for one in made["tornado"]}
    assert bars["parking-used"]["kind"] == "assumption"
    assert bars["parking-used"]["low"] >= bars["parking-used"]["high"]  # more parking costs more, and moves nobody
    assert bars["parking.unit_cost"]["low"] > bars["parking.unit_cost"]["high"]


def test_any_number_of_processes_finds_the_same(folder: Path) -> None:
    said = []
    for jobs in ("1", "2"):
        words = (*WORDS, *THRESHOLDS, jobs, "--target", "members(vip) >= 1", "--no-goals", "--nearest", "--out", f"best{jobs}.yaml")
        said.append(patron(folder, "tune", SCHEME, *words))
    assert said[0].replace("best1", "") == said[1].replace("best2", "")
    assert (folder / "best1.yaml").read_bytes() == (folder / "best2.yaml").read_bytes()
