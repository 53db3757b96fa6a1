"""What a planner reads of cards and titles: the hospital's example, simulated from the second year on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from patron.cli import main

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "plugins" / "hospital" / "patron_hospital" / "schemes" / "hospital-cards.yaml"
DATA = ROOT / "examples" / "hospital"


@dataclass(frozen=True)
class Made:
    said: str
    document: dict[str, Any]
    folder: Path


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    out = tmp_path_factory.mktemp("out")
    files = [
        word for name in ("sales", "members", "movements") for word in (f"--{name.replace('sales', 'purchases')}", DATA / f"{name}.csv")
    ]
    words = ["simulate", SCHEME, *files, "--from", "2025-01-01", "--margin", "0.35", "--lang", request.param, "--out", out]
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return Made(done.output, json.loads((out / "result.json").read_text("utf-8")), out)


def test_value_at_the_start_sold_given_and_loaded_is_used_expired_and_owed(made: Made) -> None:
    total = made.document["cards"]["total"]
    assert total["opening_outstanding"] > 0
    for one in (total, *made.document["cards"]["months"]):
        came = one["opening_outstanding"] + one["sold_value"] + one["given_value"] + one["loaded"]
        assert came == one["used"] + one["expired_unused"] + one["outstanding"]
        paid = one["opening_deferred"] + one["sold_for"] + one["loaded"]
        assert paid == one["recognised"] + one["expired_paid"] + one["deferred"]
    owed = [month["outstanding"] for month in made.document["cards"]["months"]]
    assert [month["opening_outstanding"] for month in made.document["cards"]["months"]] == [total["opening_outstanding"], *owed[:-1]]
    assert total["outstanding"] == owed[-1]


def test_every_promise_is_named_and_no_two_alike(made: Made) -> None:
    titles = made.document["titles"]
    start, end, lang = ("每项承诺的成本", "合计", "zh") if "每项承诺的成本" in made.said else ("What each promise costs", "Total", "en")
    shown = made.said.split(start)[1].split(end)[0]
    for rule in ("neighbours-5000", "neighbours-10000", "owners-yearly", "check-up-5000", "stay-10000"):
        assert rule not in shown
        assert titles[rule][lang].split()[0] in shown  # a long name goes on in the next line
    assert titles["neighbours-5000"] != titles["neighbours-10000"]
    names = [one["title"][lang] for one in made.document["costs"]["by_rule"]]
    assert len(set(names)) == len(names)


def test_a_tier_that_comes_with_a_card_is_not_said_to_come_by_hand_alone(made: Made) -> None:
    page = (made.folder / "report.html").read_text("utf-8")
    assert "随储值卡取得或失去，或人工授予" in page
    assert "grant: by hand" not in page


def test_the_workbook_has_the_figures_of_the_cards(made: Made) -> None:
    sheets = openpyxl.load_workbook(made.folder / "result.xlsx")
    rows = list(sheets[sheets.sheetnames[[name in {"储值卡", "Prepaid cards"} for name in sheets.sheetnames].index(True)]].values)
    cells = dict(zip(rows[0], rows[-1], strict=True))
    name = "期末未用储值（负债）" if "期末未用储值（负债）" in cells else "Unused value at the end (liability)"
    assert cells[name] * 100 == made.document["cards"]["total"]["outstanding"]


def test_vouchers_still_good_at_the_end_are_owed_and_a_promise_without_cost_is_one_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        scheme="""
scheme: vouchers
currency: CNY
time_zone: Asia/Shanghai
tiers: [{id: guest}]
points:
  accrual: [{id: spend, for: guest, one_point_per: 1}]
  vouchers:
    {id: spring, each_year_on: 03-01, points: 10, worth: 1, denominations: [50], valid_for: 12 months, title: {zh: 春券, en: Spring}}
  quiz: [{id: quiz, points: 5, title: {zh: 问答, en: Quiz}}]
""",
        sales="purchase_id,member_id,at,amount\n1,ann,2024-01-05,1200\n2,ann,2025-06-01,10\n",
        movements="movement_id,member_id,at,kind,amount\n1,ann,2024-05-01,use_voucher,30\n",
    )
    made = simulate(tmp_path)
    (spring,) = made["points"]["vouchers"]
    assert (spring["rule"], spring["points"], spring["issued"], spring["left"]) == ("spring", 1000, 10000, 7000)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "期末未用（负债）" in page
    assert "期内没有成本：</span>" in page
    rows = list(openpyxl.load_workbook(tmp_path / "out" / "result.xlsx")["积分换的代金券"].values)
    assert rows[1] == ("春券", 1000, 100, 70)


def test_false_claims_cost_the_same_whatever_the_take_up_in_the_planner_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        scheme="""
scheme: claims
currency: CNY
time_zone: Asia/Shanghai
tiers: [{id: guest}]
benefits:
  - {id: gift, for: guest, each_calendar_year: 1, prorate: none, in_person: true, unit_cost: 80, false_claim: {costs: 2}}
""",
        sales="purchase_id,member_id,at,amount\n1,ann,2024-01-01,1200\n",
        movements="movement_id,member_id,at,kind,ref\n1,ann,2024-05-01,false_claim,gift\n",
    )
    (gift,) = simulate(tmp_path, "--take-up", "0.5")["costs"]["benefits"]
    assert gift["claimed"] == 16000
    assert gift["amount"] - 16000 == (gift["full_amount"] - 16000) // 2
    sheet = openpyxl.load_workbook(tmp_path / "out" / "result.xlsx").worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=20) if row[0].value == "gift")
    assert [cell.value for cell in row[1:5]] == [
        gift["full_amount"] / 100,
        0.5,
        f"=(B{row[0].row}-E{row[0].row})*C{row[0].row}+E{row[0].row}",
        160,
    ]


@pytest.mark.parametrize("of_another", [50, 5000])
def test_a_false_claim_of_who_never_left_the_first_tier_is_that_tiers(tmp_path: Path, of_another: int) -> None:
    write(
        tmp_path,
        scheme="""
scheme: claims
currency: CNY
time_zone: Asia/Shanghai
tiers: [{id: guest}, {id: gold}]
qualification: [{id: big, grants: gold, when: {purchase: {at_least: 1000}}}]
benefits:
  - {id: gift, for: gold, each_birthday: 1, in_person: true, unit_cost: 10, false_claim: {costs: 2}}
""",
        sales=f"purchase_id,member_id,at,amount\n1,amy,2024-03-02,{of_another}\n2,bob,2024-03-03,50\n",
        movements="movement_id,member_id,at,kind,ref\n1,bob,2024-03-04,false_claim,gift\n",
    )
    assert simulate(tmp_path)["costs"]["by_tier"] == [{"tier": "guest", "amount": 2000}]


def write(folder: Path, **texts: str) -> None:
    names = {"scheme": "scheme.yaml", "sales": "sales.csv", "movements": "movements.csv"}
    for key, text in texts.items():
        (folder / names[key]).write_text(text, encoding="utf-8")


def simulate(folder: Path, *more: str) -> dict[str, Any]:
    files = ("--purchases", folder / "sales.csv", "--movements", folder / "movements.csv")
    words = ["simulate", folder / "scheme.yaml", *files, "--to", "2024-12-31", "--out", folder / "out", *more]
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    document: dict[str, Any] = json.loads((folder / "out" / "result.json").read_text("utf-8"))
    return document
