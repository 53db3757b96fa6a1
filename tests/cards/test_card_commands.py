"""Prepaid cards from scheme and files to the results, with the installed command: H1 to H5 of the hospital's card."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest
from card_files import FILES, write_movements

Run = Callable[..., CompletedProcess[str]]
YEAR = (
    "10,ann,2025-03-05T12:00,card_pay,800,HV5001,p1,desk",
    "11,bob,2025-03-07,card_give,,HV5002,,sales",
    "12,,2025-03-08,card_approve,,HV5003,,finance-manager",
    "13,cyd,2025-03-08T09:00,card_give,,HV5003,owners,sales",
    "14,cyd,2025-03-09,card_activate,,HV5003,,service-centre",
    "15,cyd,2025-03-10,card_use,,HV5003,check-up,desk",
    "16,cyd,2025-03-11,card_pay,500,HV5003,exam,desk",
    "17,ann,2025-06-01,card_top_up,500,HV5001,,desk",
)
OUTPUTS = (
    "--out",
    "out.csv",
    "--changes",
    "changes.csv",
    "--cards",
    "cards.csv",
    "--card-ledger",
    "ledger.csv",
    "--card-rights",
    "rights.csv",
)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8")))


@pytest.mark.parametrize("runner", ["reference", "batch"])
def test_a_card_from_making_to_its_end(runner: str, installed: Run, folder: Path) -> None:
    write_movements(folder, *YEAR)
    done = installed("evaluate", "hospital.yaml", *FILES, "--as-of", "2026-06-30", *OUTPUTS, "--runner", runner)
    assert done.returncode == 0, done.stderr
    ann, bob, cyd, fourth, _ = table(folder / "cards.csv")
    # Sold for 80 %: 800 of 5,000 earn 640 of 4,000. Topped up on 2025-06-01 with 500, it is valid for a year from then.
    assert (ann["state"], ann["rule"], ann["valid_until"]) == ("expired", "neighbours", "2026-05-31")
    assert (ann["value"], ann["used"], ann["expired_unused"], ann["balance"]) == ("5500.00", "800.00", "4700.00", "0.00")
    assert (ann["paid"], ann["recognised"], ann["expired_paid"], ann["deferred"]) == ("4500.00", "640.00", "3860.00", "0.00")
    assert (bob["holder"], bob["rule"], bob["paid"], bob["expired_unused"]) == ("bob", "big-spenders", "0.00", "5000.00")
    # A free card: the check-up is worth 3,000 of it, and nothing of its use is revenue.
    assert (cyd["rule"], cyd["used"], cyd["recognised"], cyd["expired_unused"]) == ("owners", "3500.00", "0.00", "1500.00")
    assert (fourth["card"], fourth["state"], fourth["holder"]) == ("HV5004", "made", "")
    changes = [(one["member_id"], one["on"], one["from"], one["to"]) for one in table(folder / "changes.csv")]
    assert changes == [
        ("ann", "2025-01-05", "guest", "vip"),
        ("ann", "2026-06-01", "vip", "guest"),
        ("cyd", "2025-03-09", "guest", "vip"),
        ("cyd", "2026-03-08", "vip", "guest"),
    ]
    assert table(folder / "rights.csv") == [{"member_id": "cyd", "rule": "owners", "kind": "hv5", "left": "1"}]
    paid = next(one for one in table(folder / "ledger.csv") if one["what"] == "paid" and one["card"] == "HV5001")
    assert (paid["on"], paid["value"], paid["money"], paid["ref"], paid["movement_id"]) == ("2025-03-05", "800.00", "640.00", "p1", "10")


def test_a_holder_gets_the_discount_of_her_card_as_long_as_it_is_active(installed: Run, folder: Path) -> None:
    write_movements(folder)
    (folder / "p.csv").write_text(
        "purchase_id,member_id,at,amount,category\na,ann,2025-01-04,100,ward\nb,ann,2025-02-01,100,ward\nc,ann,2026-02-01,100,ward\n",
        encoding="utf-8",
    )
    assert installed("simulate", "hospital.yaml", *FILES, "--margin", "0.5", "--out", "o").returncode == 0
    found = json.loads((folder / "o" / "result.json").read_text("utf-8"))
    assert {one["rule"]: one["amount"] for one in found["costs"]["by_rule"]}["ward"] == 2000


def test_the_simulation_says_what_was_earned_and_what_is_owed(installed: Run, folder: Path) -> None:
    write_movements(folder, *YEAR)
    words = ("--from", "2025-01-01", "--to", "2026-06-30", "--margin", "0.5", "--lang", "en")
    done = installed("simulate", "hospital.yaml", *FILES, *words, "--out", "o")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((folder / "o" / "result.json").read_text("utf-8"))
    total = found["cards"]["total"]
    assert (total["made"], total["sold"], total["given"], total["expired"]) == (5, 1, 2, 3)
    assert (total["sold_value"], total["sold_for"], total["discount"], total["commission"]) == (500000, 400000, 100000, 80000)
    assert (total["used"], total["recognised"], total["loaded"]) == (430000, 64000, 50000)
    # 800 paid with the sold card earned 640; 500 paid with the free one earned nothing.
    assert (total["cards_cost"], total["services_cost"]) == (16000 + 50000, 90000)
    assert (total["expired_unused"], total["expired_paid"], total["outstanding"]) == (470000 + 500000 + 150000, 386000, 0)
    months = {one["month"]: one for one in found["cards"]["months"]}
    assert months["2025-01"]["outstanding"] == 500000
    assert months["2025-12"]["outstanding"] == 470000 + 500000 + 150000
    assert months["2026-03"]["outstanding"] == 470000
    assert (months["2025-12"]["deferred"], months["2026-06"]["deferred"]) == (386000, 0)
    costs = {(one["kind"], one["rule"]): one["amount"] for one in found["costs"]["by_rule"]}
    assert costs["card", "neighbours"] == 16000
    assert costs["card", "owners"] == 50000
    assert costs["card", "check-up"] == 90000
    assert costs["commission", "neighbours"] == 80000
    for shown in (done.stdout, (folder / "o" / "report.html").read_text("utf-8")):
        assert "Revenue recognised" in shown
        assert "Unused value expired" in shown
        assert "11,200.00" in shown
    sheet = openpyxl.load_workbook(folder / "o" / "result.xlsx")["Prepaid cards"]
    heads = [cell.value for cell in sheet[1]]
    last = dict(zip(heads, [cell.value for cell in list(sheet.rows)[-1]], strict=True))
    assert (last["Revenue recognised"], last["Unused value expired"]) == (640, 11200)


@pytest.mark.parametrize(("lang", "words"), [("zh", ("储值卡", "售出", "余额 4,700元", "check-up 1")), ("en", ("Prepaid cards", "sold"))])
def test_explain_lists_her_cards_and_their_postings(lang: str, words: tuple[str, ...], installed: Run, folder: Path) -> None:
    write_movements(folder, *YEAR)
    done = installed("explain", "hospital.yaml", *FILES, "--as-of", "2025-12-31", "--member", "ann", "--lang", lang)
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in words)
    form = installed("explain", "hospital.yaml", *FILES, "--as-of", "2025-12-31", "--member", "ann", "--format", "json")
    (card,) = json.loads(form.stdout)["cards"]
    assert (card["card"], card["balance"], card["services_left"]) == ("HV5001", "4700.00", {"check-up": 1, "course": 1, "doctor": None})
    assert [one["what"] for one in card["postings"]] == ["made", "drawn", "approved", "sold", "activated", "paid", "topped_up"]


def test_explain_says_which_card_she_may_be_given(installed: Run, folder: Path) -> None:
    write_movements(folder)
    done = installed("explain", "hospital.yaml", *FILES, "--as-of", "2025-12-31", "--member", "bob", "--lang", "en")
    assert "VIP card: 1 (big-spenders)" in done.stdout


def test_chinese_headings_and_kinds_are_read(installed: Run, folder: Path) -> None:
    (folder / "v.csv").write_text(
        "变动编号,会员号,时间,变动类型,金额,关联,值,经办人\n1,,2025-01-01,制卡,,HV5001,hv5,finance\n2,,2025-01-02,领卡,,HV5001,,sales\n",
        encoding="gb18030",
    )
    done = installed("evaluate", "hospital.yaml", *FILES, "--as-of", "2025-12-31", *OUTPUTS)
    assert done.returncode == 0, done.stderr
    assert table(folder / "cards.csv")[0]["state"] == "drawn"


def test_the_rules_for_prepaid_cards_are_named_and_can_be_turned_off(installed: Run, folder: Path) -> None:
    quiet = installed("check", "hospital.yaml")
    assert "prepaid" not in quiet.stdout + quiet.stderr
    text = (folder / "hospital.yaml").read_text("utf-8").replace("prepaid_rules: {apply: false, reason: a hospital}\n", "")
    (folder / "hospital.yaml").write_text(text, encoding="utf-8")
    said = installed("check", "hospital.yaml")
    assert said.returncode == 0
    assert "hospital.yaml:" in said.stdout
    assert "warning[prepaid-limit]" in said.stdout
    assert "warning[prepaid-expiry]" in said.stdout
    assert "商务部令2012年第9号" in said.stdout
