"""`patron simulate --population`: the same bytes each time, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import chdir
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from patron.cli import main

SCHEME = """\
scheme: club
title: {zh: 会员, en: Club}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 会员, en: VIP}, term: 12 months}
qualification:
  - {id: big, grants: vip, when: {spend: {within: 12 months, at_least: 60}}}
maintenance:
  - {id: keep, keeps: vip, when: {spend: {within: 12 months, at_least: 30}}}
discounts:
  - {id: tenth-off, for: vip, rate: 0.9}
benefits:
  - {id: gift, for: vip, each_year: 1, unit_cost: 12, title: {zh: 礼品, en: A gift}}
goals:
  - {id: spend, spend_per_member: vip, at_least: 100, title: {zh: 年消费, en: Yearly spend}}
"""
POPULATION = """\
population: town
industry: general
currency: CNY
customers: 150
timing: {model: bg-nbd, unit: week, r: 1.2, alpha: 8, a: 0.5, b: 4, source: made for the test}
amounts: {model: gamma-gamma, p: 6.25, q: 3.74, gamma: 15.44, source: made for the test}
arrival: {before: 6 months, new_each_year: 30 %, source: made for the test}
"""
ASSUMPTIONS = """\
assumptions: launch
entries:
  - {id: more-often, for: vip, purchase_rate: {from: 0 %, to: 8 %}, source: a guess}
  - {id: gifts-taken, benefit: gift, take_up: {from: 40 %, to: 90 %}, source: a guess}
"""
MARGIN = "  - {id: margin, margin: {from: 30 %, to: 40 %}, source: the books}\n"
SALES = "purchase_id,member_id,at,amount,category\np1,ann,2024-01-01,1000,tea\np2,ann,2024-02-01,2000,tea\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("club.yaml", SCHEME),
        ("town.yaml", POPULATION),
        ("launch.yaml", ASSUMPTIONS),
        ("sales.csv", SALES),
        ("use.yaml", "assumptions: use\nentries:\n" + ASSUMPTIONS.splitlines()[3] + "\n" + MARGIN),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def simulate(folder: Path, *words: str, expect: int = 0) -> str:
    with chdir(folder):
        done = CliRunner().invoke(main, ["simulate", "club.yaml", "--out", "out", *words])
    assert done.exit_code == expect, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert expect == 0 or not (folder / "out").exists()
    return done.output


def result(folder: Path, out: str = "out") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / out / "result.json").read_text(encoding="utf-8"))
    return found


MADE = ("--population", "town.yaml", "--assumptions", "launch.yaml", "--jobs", "1")


def test_the_installed_command_writes_the_same_bytes_by_any_number_of_processes(folder: Path) -> None:
    patron = Path(sys.executable).parent / "patron"
    for jobs in ("1", "2"):
        words = [*MADE[:-1], jobs, "--worlds", "4", "--margin", "0.35", "--months", "4", "--lang", "en", "--out", f"out{jobs}"]
        done = subprocess.run(
            [patron, "simulate", "club.yaml", *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
    for name in ("report.html", "result.xlsx", "result.json"):
        assert (folder / "out1" / name).read_bytes() == (folder / "out2" / name).read_bytes()
    found = result(folder, "out1")
    jsonschema.validate(found, json.loads(files("patron.simulation.report").joinpath("result.schema.json").read_text(encoding="utf-8")))
    assert [one["role"] for one in found["data"]["files"]] == ["population", "assumptions"]
    assert found["period"]["months"] == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert (found["population"]["id"], found["population"]["customers"], found["population"]["months"]) == ("town", 150, 4)
    assert [one["id"] for one in found["assumption_list"]] == ["more-often", "gifts-taken"]
    worlds = found["worlds"]
    by_name = {one["name"]: one for one in worlds["figures"]}
    middle = worlds["values"][worlds["middle_world"]]
    assert by_name["net"]["p50"] == middle["net"]
    assert found["costs"]["total"] == middle["cost"]
    assert by_name["goal(spend)"]["unit"] == "money"
    assert sum(found["worlds"]["months"][number]["cost"]["p50"] is None for number in range(4)) == 0
    assert "behaviour-unchanged" not in {one["code"] for one in found["notes"]}
    assert {"assumptions-hold", "middle-world", "population-made"} <= {one["code"] for one in found["notes"]}


def test_one_world_has_no_band_and_says_so(folder: Path) -> None:
    said = simulate(folder, *MADE, "--worlds", "1", "--margin", "0.35", "--lang", "en")
    assert "without a band" in said
    found = result(folder)
    net = found["worlds"]["figures"][0]
    assert (net["p10"], net["p90"]) == (None, None)
    assert net["p50"] == found["worlds"]["values"][0]["net"]
    assert "one-world" in {one["code"] for one in found["notes"]}


def test_without_a_margin_costs_have_bands_and_the_net_has_none(folder: Path) -> None:
    said = simulate(folder, *MADE, "--worlds", "3", "--lang", "en")
    assert "--margin 0.35" in said
    found = result(folder)
    by_name = {one["name"]: one for one in found["worlds"]["figures"]}
    assert (by_name["net"]["p50"], by_name["net"]["without"]) == (None, 3)
    assert by_name["cost"]["p10"] <= by_name["cost"]["p50"] <= by_name["cost"]["p90"]
    assert found["worlds"]["months"][0]["net"] is None
    assert found["worlds"]["precision"]["figure"] == "cost"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--purchases FILE"),
        (("--population", "town.yaml", "--purchases", "sales.csv"), 2, "give one of them"),
        (("--purchases", "sales.csv", "--worlds", "3"), 2, "--worlds goes with --population only"),
        ((*MADE, "--take-up", "0.5"), 2, "state it in --assumptions"),
        ((*MADE, "--months", "3", "--to", "2025-12-31"), 2, "give one of them"),
        ((*MADE, "--from", "2025-03-01", "--to", "2025-02-01"), 2, "is after"),
        ((*MADE, "--to", "2024-02-01"), 2, "before the launch"),
        ((*MADE, "--to", "2075-12-31"), 2, "more than 120 months after the launch"),
        ((*MADE, "--from", "9990-01-01"), 2, "leave the calendar"),
        (("--population", "launch.yaml"), 1, "missing key 'population': this is a file of assumptions"),
        ((*MADE, "--assumptions", "club.yaml"), 1, "this is a scheme, not a file of assumptions"),
        (("--population", "0"), 2, "from 1 to"),
        ((*MADE, "--worlds", "0"), 2, "--worlds"),
        (("--population", "town.yaml", "--assumptions", "use.yaml", "--margin", "0.3"), 2, "one place only"),
        (("--purchases", "sales.csv", "--assumptions", "launch.yaml"), 1, "launch.yaml:3:47: error[changes-nobody]"),
        (("--purchases", "sales.csv", "--assumptions", "use.yaml", "--take-up", "0.4"), 2, "one place only"),
    ],
)
def test_what_cannot_be_done_is_refused(folder: Path, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in simulate(folder, *words, expect=code)


def test_a_folder_that_cannot_be_is_refused_at_once_and_nothing_is_made(folder: Path) -> None:
    with chdir(folder):
        told = CliRunner().invoke(main, ["simulate", "club.yaml", *MADE, "--out", "town.yaml/deep/er"])
    assert told.exit_code == 1
    assert "is a file" in told.output
    assert "customers" not in told.stdout  # nothing was worked out for it


def test_a_population_of_another_business_is_refused(folder: Path) -> None:
    text = POPULATION.replace("CNY", "JPY") + "cards: {source: a guess, items: [{kind: gold-card, share_each_year: 1 %, used: 90 %}]}\n"
    (folder / "town.yaml").write_text(text, encoding="utf-8")
    said = simulate(folder, *MADE, expect=1)
    assert said.count("error[population-disagrees]") == 2


def test_assumptions_of_use_and_margin_hold_beside_past_sales(folder: Path) -> None:
    simulate(folder, "--purchases", "sales.csv", "--assumptions", "use.yaml")
    found = result(folder)
    assert found["assumptions"]["take_up_by_id"] == {"gift": 0.65}
    assert found["assumptions"]["margin"] == 0.35
    assert [one["id"] for one in found["assumption_list"]] == ["gifts-taken", "margin"]
    assert found["worlds"] is None
    assert "behaviour-unchanged" in {one["code"] for one in found["notes"]}
