"""`patron simulate`: what it writes and says, and how it refuses."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

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
  - {id: big, grants: vip, when: {purchase: {at_least: 1000}}}
maintenance:
  - {id: keep, keeps: vip, when: {spend: {within: 12 months, at_least: 500}}}
discounts:
  - {id: tenth-off, for: vip, rate: 0.9}
benefits:
  - {id: gift, for: vip, each_year: 1, unit_cost: 12, title: {zh: 礼品, en: A gift}}
"""
SALES = """\
purchase_id,member_id,at,amount,category
p1,ann,2024-01-01,1000,tea
p2,ann,2024-02-01,2000,tea
p3,bob,2024-03-01,10,cake
p4,,2024-12-31,20,cake
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "club.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
    return tmp_path


def simulate(folder: Path, *words: str, expect: int = 0, out: str = "out") -> str:
    """Runs the command in the folder; what it printed."""
    with chdir(folder):
        done = CliRunner().invoke(main, ["simulate", "club.yaml", "--purchases", "sales.csv", *words, "--out", out])
    assert done.exit_code == expect, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if expect:
        assert not (folder / out).exists() or not any((folder / out).iterdir())
    return done.output


def result(folder: Path, out: str = "out") -> dict:  # type: ignore[type-arg]
    return json.loads((folder / out / "result.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_it_writes_three_files_and_a_summary_that_ends_with_their_paths(folder: Path) -> None:
    said = simulate(folder, "--margin", "35 %", "--lang", "en")
    assert [line.strip() for line in said.splitlines() if line.strip()][-3:] == ["out/report.html", "out/result.xlsx", "out/result.json"]
    made = result(folder)
    # S = 2,000, discounts 200; a VIP for 366 days of 2024: one gift of 12. u* = (0.1 + 0.006) / (0.35 - 0.1).
    assert made["break_even"]["uplift_exact"] == "53/125"
    assert {kind: cost for kind, cost in made["costs"]["by_kind"].items() if cost} == {"discount": 20000, "benefit": 1200}
    assert made["break_even"]["check"]["agrees"]
    assert "+42.40 %" in said
    simulate(folder, "--margin", "0.35", "--lang", "en", out="again")
    for name in ("report.html", "result.xlsx", "result.json"):
        assert (folder / "out" / name).read_bytes() == (folder / "again" / name).read_bytes()


def test_without_a_margin_it_says_what_is_missing(folder: Path) -> None:
    said = simulate(folder)
    assert "--margin 0.35" in said
    made = result(folder)
    assert made["break_even"]["state"] == "needs-margin"
    assert made["break_even"]["uplift"] is None
    assert made["service_cost"]["at_start"]["share_of_gross_profit"] is None


def test_margins_by_category_take_up_and_period(folder: Path) -> None:
    (folder / "margins.csv").write_bytes("品类,毛利率\ntea,40 %\n其余,0.2\n".encode("gbk"))
    simulate(
        folder, "--margins", "margins.csv", "--take-up", "50 %", "--take-up", "gift=0.25", "--from", "2024-02-01", "--to", "2024-02-29"
    )
    made = result(folder)
    assert made["break_even"]["margin"] == 0.4
    assert made["assumptions"]["margin"] == 0.2
    assert made["assumptions"]["take_up_by_id"] == {"gift": 0.25}
    assert made["costs"]["by_kind"]["benefit"] == round(1200 * 29 / 366 * 0.25)
    assert made["company"]["sales"] == 200000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--margin", "1.5"), "between 0 and 1"),
        (("--margin", "-0.1"), "between 0 and 1"),
        (("--margin", "lots"), "not a number"),
        (("--from", "2024-05-01", "--to", "2024-04-01"), "after --to"),
        (("--from", "01.05.2024"), "is not a date"),
        (("--take-up", "gifft=0.5"), "did you mean 'gift'"),
        (("--take-up", "2"), "between 0 and 1"),
        (("--redeemed", "101 %"), "between 0 and 1"),
    ],
)
def test_misuse_exits_with_2(folder: Path, words: tuple[str, ...], said: str) -> None:
    assert said in simulate(folder, *words, expect=2)


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        ("category,margin\ntee,0.4\n", ["row 2", "[unknown-category]", "did you mean 'tea'"]),
        ("category,margin\ntea,0.4\n", ["[no-margin]", "'cake'", "goods"][:2]),
        ("category,margin\ntea,0.4\ncake,140\n", ["row 3", "[not-a-share]"]),
        ("category,margin\ntea,0.4\ntea,0.5\n*,0.1\n", ["row 3", "[bad-margins]", "already"]),
        ("goods,share\ntea,0.4\n", ["[bad-margins]", "'category' and 'margin'"]),
    ],
)
def test_a_margins_file_that_is_wrong_is_a_finding(folder: Path, margins: str, said: list[str]) -> None:
    (folder / "margins.csv").write_text(margins, encoding="utf-8")
    told = simulate(folder, "--margins", "margins.csv", expect=1)
    for part in said:
        assert part in told


def test_an_empty_period_is_a_finding_that_names_the_days_of_the_sales(folder: Path) -> None:
    said = simulate(folder, "--from", "2030-01-01", "--to", "2030-12-31", expect=1)
    assert "[empty-period]" in said
    assert "2024-01-01 to 2024-12-31" in said


def test_no_break_even_is_said_and_is_no_error(folder: Path) -> None:
    assert "没有盈亏平衡点" in simulate(folder, "--margin", "0.05")
    (folder / "club.yaml").write_text(SCHEME.split("discounts:", maxsplit=1)[0], encoding="utf-8")
    assert "没有承诺" in simulate(folder, "--margin", "0.05", out="out2")
    (folder / "club.yaml").write_text(SCHEME.replace("at_least: 1000", "at_least: 9999"), encoding="utf-8")
    assert "S = 0" in simulate(folder, "--margin", "0.05", "--lang", "en", out="out3")


def test_rows_that_cannot_be_read_are_set_aside_beside_the_report(folder: Path) -> None:
    with (folder / "sales.csv").open("a", encoding="utf-8") as file:
        file.write("p5,ann,yesterday,5,tea\n")
    assert "row 6" in simulate(folder, expect=1)
    said = simulate(folder, "--on-error", "skip")
    assert "sales.rejected.csv" in said
    assert (folder / "out" / "sales.rejected.csv").exists()


def test_an_opening_balance_after_the_last_sale_is_a_finding(folder: Path) -> None:
    (folder / "members.csv").write_text("member_id,opening_on\nann,2025-06-01\n", encoding="utf-8")
    assert "opening_on" in simulate(folder, "--members", "members.csv", expect=1)
    simulate(folder, "--members", "members.csv", "--to", "2025-06-02", "--on-error", "stop")
