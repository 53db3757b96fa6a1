"""H3 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hospital_case import FIRST, Row, cards, changed, files, held, refused, simulated, step
from house import costs, each_shown, patron, quote, sale, shown, table

WARD: Row = {"amount": 800, "category": "ward", "visit": "inpatient", "ward_kind": "vip"}
CT: Row = {"amount": 500, "category": "examination", "visit": "outpatient", "examination_kind": "ct"}
SPECIALIST: Row = {"amount": 100, "category": "registration", "registration_kind": "specialist"}
OTHERS: list[Row] = [
    {**WARD, "ward_kind": "ordinary"},
    {**CT, "visit": "inpatient"},
    {**SPECIALIST, "registration_kind": "ordinary"},
    {"amount": 300, "category": "medicine", "visit": "outpatient"},
]
VIP_PRICES = ["640.00", "450.00", "0.00"]


def lines(scheme: Path, basket: list[Row], tier: str) -> list[dict[str, Any]]:
    return list(json.loads(quote(scheme, basket, "--tier", tier, "--format", "json"))["lines"])


def price(bill: Row, expected: str) -> Callable[[Path], None]:
    def check(scheme: Path) -> None:
        assert [line["price"] for line in lines(scheme, [bill], "vip")] == [expected]
        assert [line["price"] for line in lines(scheme, [bill], "guest")] == [f"{bill['amount']}.00"]

    return check


H3 = {
    "vip-ward": price(WARD, "640.00"),
    "examinations": price(CT, "450.00"),
    "specialist-registration": price(SPECIALIST, "0.00"),
}


def test_h3_vip_ward_20_percent_off_examinations_10_specialist_registration_free(scheme: Path) -> None:
    each_shown(H3, scheme)


def test_h3_ordinary_wards_inpatients_examinations_and_medicine_keep_their_price(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert [line["price"] for line in lines(scheme, OTHERS, "vip")] == ["800.00", "500.00", "100.00", "300.00"]

    check(scheme)
    for kind in (", ward_kind: vip", ", visit: outpatient", ", registration_kind: specialist"):
        with pytest.raises(AssertionError):
            check(changed(scheme, kind, ""))


def test_h3_the_prices_are_the_holders_as_long_as_her_card_is_active(scheme: Path) -> None:
    card = FIRST["card-5000"]
    paused = [step("suspend", card, "2025-03-01"), step("resume", card, "2025-04-01")]
    days = {"2025-01-09": False, "2025-02-01": True, "2025-03-15": False, "2025-04-02": True, "2026-01-09": True, "2026-01-10": False}

    def check(scheme: Path) -> None:
        basket = table(scheme.parent / "basket.csv", [WARD, CT, SPECIALIST])
        data = files(scheme.parent, [*held("eve"), *paused])
        for day, holds in days.items():
            words = ("--member", "eve", "--at", f"{day}T12:00", "--format", "json")
            found = json.loads(patron("quote", scheme, "--basket", basket, *data, *words, cwd=scheme.parent))
            assert [line["price"] for line in found["lines"]] == (VIP_PRICES if holds else ["800.00", "500.00", "100.00"]), day

    shown(check, scheme, "card-5000.gives_tier")


def test_h3_the_simulation_says_what_the_prices_cost(scheme: Path) -> None:
    bills = [{**sale("B1", "eve", "2025-02-01", 0), "line": place, **line} for place, line in enumerate([WARD, CT, SPECIALIST], 1)]
    bills += [{**sale("B2", "dan", "2025-02-01", 0), "line": place, **line} for place, line in enumerate([WARD, CT, SPECIALIST], 1)]

    def cost(rule: str, taken: int) -> Callable[[Path], None]:
        def check(scheme: Path) -> None:
            assert costs(simulated(scheme, held("eve"), "--margin", "0.4", sales=bills), rule) == {"vip": taken}

        return check

    each_shown({"vip-ward": cost("vip-ward", 160_00), "examinations": cost("examinations", 50_00)}, scheme)
    shown(cost("specialist-registration", 100_00), scheme, "specialist-registration", "card-5000.gives_tier")


def test_h3_what_the_card_does_not_pay_for(scheme: Path) -> None:
    bills = [
        {**sale("B1", "eve", "2025-02-01", 300, category="treatment"), "line": 1},
        {**sale("B1", "eve", "2025-02-01", 200, category="government-priced"), "line": 2},
    ]

    def pay(amount: object, what: str) -> list[Row]:
        return [*held("eve"), step("pay", FIRST["card-5000"], "2025-02-02", "eve", amount=amount, value=what)]

    def check(scheme: Path) -> None:
        assert [row["balance"] for row in cards(scheme, pay(300, "B1"), sales=bills).values()] == ["4700.00"]
        assert refused(scheme, pay("300.01", "B1"), sales=bills) == [("7", "amount", "card-does-not-pay")]
        assert refused(scheme, pay(10, "government-priced"), sales=bills) == [("7", "value", "card-does-not-pay")]

    shown(check, scheme, "card-5000.pays_for")


def test_h3_a_quote_says_what_the_card_pays_of_a_bill(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        basket = table(scheme.parent / "basket.csv", [WARD, {"amount": 100, "category": "government-priced"}])
        words = ["quote", scheme, "--basket", basket, *files(scheme.parent, held("eve")), "--at", "2025-02-01T12:00", "--card"]
        words += [FIRST["card-5000"], "--format", "json", "--member"]
        found = json.loads(patron(*words, "eve", cwd=scheme.parent))
        assert [(one["paid"], one["left"]) for one in found["cards"]] == [("640.00", "4360.00")]  # what the VIP pays in the ward
        assert found["totals"]["to_pay"] == "100.00"
        assert "error[card-holder]" in patron(*words, "ann", cwd=scheme.parent, expect=1)

    shown(check, scheme, "card-5000.pays_for", "card-5000.gives_tier")


def test_h3_what_is_neither_discounted_nor_earns_is_a_list_that_check_keeps(scheme: Path) -> None:
    """A discount on everything and points that the house adds leave the list out; without it `check` refuses them."""
    added = "discounts:\n  - {id: all-care, for: vip, goods: {category_not: [ward, registration]}, rate: 0.95}\n"
    wider = changed(scheme, "discounts:\n", added)

    def check(scheme: Path) -> None:
        basket: list[Row] = [{"amount": 300, "category": one} for one in ("medicine", "blood", "vaccine", "government-priced", "treatment")]
        assert patron("check", scheme, cwd=scheme.parent, expect=None) == "No findings in 1 scheme.\n"
        assert [line["price"] for line in lines(scheme, basket, "vip")] == ["300.00"] * 4 + ["285.00"]

    shown(check, wider, "protected_goods")
    named = changed(scheme, "discounts:\n", "discounts:\n  - {id: cheap-medicine, for: vip, goods: {category: medicine}, rate: 0.9}\n")
    assert "error[" in patron("check", named, cwd=scheme.parent, expect=1)
