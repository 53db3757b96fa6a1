"""`patron quote --card`: prepaid cards pay what they can of a basket, or it is said why they cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from card_files import FILES, write_movements
from quote_case import run

HOSPITAL = Path(__file__).parents[1] / "cards" / "hospital.yaml"
SALES = "purchase_id,member_id,at,amount,category\np1,ann,2025-03-05,1000,ward\n"
BASKET = "category,amount\nward,1000\nexam,500\nmeals,90\n"
SECOND = ("20,ann,2025-01-06,card_sell,4000,HV5002,,sales", "21,ann,2025-01-07,card_activate,,HV5002,,service-centre")
PAID = "30,ann,2025-02-01,card_pay,4300,HV5001,exam,"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scheme.yaml").write_text(HOSPITAL.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "p.csv").write_text(SALES, encoding="utf-8")
    (tmp_path / "m.csv").write_text("member_id,customer_group\nann,neighbour\nbob,\n", encoding="utf-8")
    (tmp_path / "basket.csv").write_text(BASKET, encoding="utf-8")
    write_movements(tmp_path)
    return tmp_path


def ask(folder: Path, *words: str, member: str = "ann", at: str = "2025-04-01T12:00") -> tuple[int, str]:
    done = run(folder, "quote", "scheme.yaml", "--basket", "basket.csv", "--member", member, *FILES, "--at", at, *words)
    return done.returncode, done.stdout if not done.returncode else done.stderr


def test_a_card_pays_the_goods_that_it_is_for_after_the_discounts(folder: Path) -> None:
    code, told = ask(folder, "--card", "HV5001", "--format", "json")
    assert code == 0, told
    made = json.loads(told)
    assert made["cards"] == [{"number": "HV5001", "kind": "hv5", "paid": "1300.00", "left": "3700.00"}]  # 800 and 500, no meals
    totals = {name: made["totals"][name] for name in ("total", "cards", "to_pay")}
    assert totals == {"total": "1390.00", "cards": "1300.00", "to_pay": "90.00"}
    assert "储值卡 HV5001 支付（余 3,700.00）" in ask(folder, "--card", "HV5001")[1]
    assert "by card HV5001 (3,700.00 left on it)" in ask(folder, "--card", "HV5001", "--lang", "en")[1]


def test_cards_pay_one_after_another_up_to_their_balances(folder: Path) -> None:
    write_movements(folder, *SECOND, PAID)
    made = json.loads(ask(folder, "--card", "HV5001", "--card", "HV5002", "--format", "json")[1])
    assert [(one["number"], one["paid"], one["left"]) for one in made["cards"]] == [
        ("HV5001", "700.00", "0.00"),
        ("HV5002", "600.00", "4400.00"),
    ]
    made = json.loads(ask(folder, "--card", "HV5002", "--card", "HV5002", "--format", "json")[1])
    assert [(one["number"], one["paid"]) for one in made["cards"]] == [("HV5002", "1300.00")]


def test_a_card_that_is_not_needed_pays_nothing(folder: Path) -> None:
    (folder / "basket.csv").write_text("category,amount\nexam,0\n", encoding="utf-8")
    made = json.loads(ask(folder, "--card", "HV5001", "--format", "json")[1])
    assert made["cards"] == [{"number": "HV5001", "kind": "hv5", "paid": "0.00", "left": "5000.00"}]


@pytest.mark.parametrize(
    ("more", "words", "code"),
    [
        ((), "bob 2025-04-01 HV5001", "card-holder"),
        ((), "ann 2025-04-01 HV5099", "card-unknown"),
        ((), "ann 2025-04-01 HV5002", "card-state"),  # drawn, not sold
        ((), "ann 2026-04-01 HV5001", "card-expired"),
        (("30,ann,2025-02-01,card_pay,5000,HV5001,exam,",), "ann 2025-04-01 HV5001", "card-over-balance"),
        (("30,,2025-02-01,card_suspend,,HV5001,,service-centre",), "ann 2025-04-01 HV5001", "card-state"),
        ((), "ann 2025-04-01 HV5001 meals", "card-does-not-pay"),
    ],
)
def test_a_card_that_may_not_pay_is_refused_with_the_reason(folder: Path, more: tuple[str, ...], words: str, code: str) -> None:
    member, at, number, *goods = words.split()
    write_movements(folder, *more)
    if goods:
        (folder / "basket.csv").write_text(f"category,amount\n{goods[0]},90\n", encoding="utf-8")
    status, told = ask(folder, "--card", number, member=member, at=at)
    assert status == 1, told
    assert f"--card {number}: error[{code}]" in told
    assert "\U0010ffff" not in told


def test_a_tier_alone_has_no_cards(folder: Path) -> None:
    done = run(folder, "quote", "scheme.yaml", "--basket", "basket.csv", "--tier", "vip", "--card", "HV5001")
    assert done.returncode == 2
    assert "--card goes with --member" in done.stderr
