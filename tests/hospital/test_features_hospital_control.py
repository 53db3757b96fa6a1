"""H5 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from hospital_case import FIRST, ROLES, Row, cards, changed, files, given, held, made, refused, simulated, step
from house import patron, sale, shown, without

CARD = FIRST["card-5000"]
LATER = {
    "suspend": "2025-02-01",
    "resume": "2025-02-02",
    "top_up": "2025-03-01",
    "renew": "2025-03-02",
    "pay": "2025-03-03",
    "use": "2025-03-04",
}
LIFE = [
    *held("eve"),
    step("suspend", CARD, LATER["suspend"]),
    step("resume", CARD, LATER["resume"]),
    step("top_up", CARD, LATER["top_up"], "eve", amount=500),
    step("renew", CARD, LATER["renew"], "eve", amount=1000),
    step("pay", CARD, LATER["pay"], "eve", amount=100, value="treatment"),
    step("use", CARD, LATER["use"], "eve", value="doctor-5000"),
]
GIFT = [*made(), step("give", CARD, "2025-01-10", "cyd")]
BY = {
    "finance": ["make"],
    "sales": ["draw", "sell", "give"],
    "service-centre": ["activate", "suspend", "resume", "renew", "use"],
    "cashier": ["top_up", "pay"],
}


@pytest.mark.parametrize(("role", "what"), [(role, what) for role, steps in BY.items() for what in steps])
def test_h5_made_by_finance_drawn_and_registered_by_sales_served_by_the_service_centre(role: str, what: str, scheme: Path) -> None:
    life = GIFT if what == "give" else LIFE
    row = 2 + next(place for place, one in enumerate(life) if one["kind"] == f"card_{what}")
    another = [{**one, "by": "reception"} if one["kind"] == f"card_{what}" else one for one in life]

    def check(scheme: Path) -> None:
        assert ROLES[what] == role
        assert refused(scheme, life) == []
        assert (str(row), "by", "card-role") in refused(scheme, another)

    shown(check, scheme, f"card-5000.moved_by.{what}")


def test_h5_approved_before_it_takes_effect(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        sold = step("sell", CARD, "2025-01-10", "eve", amount=5000)
        assert refused(scheme, [*made(approved=False), sold]) == [("4", "ref", "card-not-approved")]
        gift = step("give", CARD, "2025-01-10", "cyd")
        assert refused(scheme, [*made(approved=False), gift]) == [("4", "ref", "card-not-approved")]
        by_sales = {**step("approve", CARD, "2025-01-09"), "by": "sales"}
        assert refused(scheme, [*made(approved=False), by_sales]) == [("4", "by", "card-role")]
        assert refused(scheme, held("eve")) == []

    shown(check, scheme, "card-5000.approval")


def test_h5_one_user_only_whose_identity_matches_the_card(scheme: Path) -> None:
    bill = sale("B1", "ann", "2025-02-01", 100, category="treatment")

    def check(scheme: Path) -> None:
        for what, cells in (("pay", {"amount": 10, "value": "treatment"}), ("use", {"value": "doctor-5000"}), ("renew", {"amount": 1000})):
            by_another = step(what, CARD, "2025-02-02", "ann", **cells)
            assert refused(scheme, [*held("eve"), by_another]) == [("7", "member_id", "card-holder")]
        nobody = step("pay", CARD, "2025-02-02", amount=10, value="treatment")
        assert refused(scheme, [*held("eve"), nobody]) == [("7", "member_id", "missing-value")]
        others = step("pay", CARD, "2025-02-02", "eve", amount=10, value="B1")
        assert refused(scheme, [*held("eve"), others], sales=[bill]) == [("7", "value", "card-holder")]

    check(scheme)
    with pytest.raises(AssertionError):
        check(changed(scheme, "named: true", "named: false"))


def test_h5_a_card_pays_only_while_it_is_active(scheme: Path) -> None:
    def pay(on: str) -> Row:
        return step("pay", CARD, on, "eve", amount=100, value="treatment")

    paused = [*held("eve"), step("suspend", CARD, "2025-02-01")]
    resumed = [*paused, step("resume", CARD, "2025-02-03"), pay("2025-02-04")]

    def check(scheme: Path) -> None:
        assert refused(scheme, [*held("eve")[:-1], pay("2025-01-11")]) == [("6", "kind", "card-state")]
        assert refused(scheme, [*paused, pay("2025-02-02")]) == [("8", "kind", "card-state")]
        assert [row["balance"] for row in cards(scheme, resumed).values()] == ["4900.00"]

    shown(check, scheme, "card-5000.moved_by.suspend", "card-5000.moved_by.resume")


def test_h5_every_wrong_movement_is_named_in_one_run(scheme: Path) -> None:
    rows = [
        *held("eve"),
        step("pay", CARD, "2025-02-01", "ann", amount=10, value="treatment"),
        step("pay", CARD, "2025-02-02", "eve", amount=6000, value="treatment"),
        step("make", "HV5000009", "2025-02-03", value="card-5000"),
        {**step("suspend", CARD, "2025-02-04"), "by": "sales"},
    ]
    assert refused(scheme, rows) == [
        ("7", "member_id", "card-holder"),
        ("8", "amount", "card-over-balance"),
        ("9", "ref", "card-number-gap"),
        ("10", "by", "card-role"),
    ]


def test_h5_the_internal_charter_says_who_may(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        zh = patron("describe", scheme, "--internal", "--lang", "zh", cwd=scheme.parent)
        assert "卡号从HV5000001到HV5099999，连续编号" in zh
        assert zh.count("售出或赠出前须经finance-manager审批") == 2
        assert zh.count("finance制卡") == 2

    shown(check, scheme, "card-5000.approval", "card-5000.moved_by")


def test_h5_explain_lists_a_card_and_what_happened_to_it(scheme: Path) -> None:
    words = ("--as-of", "2025-12-31", "--member", "eve")
    for lang, said in (("zh", ("储值卡", "余额 6,400元")), ("en", ("Prepaid cards", "balance CNY 6,400"))):
        shown_text = patron("explain", scheme, *files(scheme.parent, LIFE), *words, "--lang", lang, cwd=scheme.parent)
        assert all(one in shown_text for one in (CARD, *said)), shown_text


YEAR = ("--margin", "0.4", "--from", "2025-01-01", "--to", "2026-01-31")
STORY = [
    *held("ann", paid=4000),
    step("use", CARD, "2025-03-01", "ann", value="check-up-5000"),
    step("pay", CARD, "2025-04-10", "ann", amount=500, value="treatment"),
]


def test_h5_revenue_is_recognised_as_value_is_used_and_what_is_unused_is_a_figure_of_its_own(scheme: Path) -> None:
    """H1 and H4 too: 5,000 for 4,000; 3,000 and 500 are used and earn four fifths; 1,500, paid with 1,200, are never used."""

    def check(scheme: Path) -> None:
        found = simulated(scheme, STORY, *YEAR)["cards"]
        total, months = found["total"], {one["month"]: one for one in found["months"]}
        assert (total["sold"], total["sold_value"], total["sold_for"], total["discount"]) == (1, 5000_00, 4000_00, 1000_00)
        assert (total["used"], total["recognised"]) == (3500_00, 2800_00)
        assert (total["expired"], total["expired_unused"], total["expired_paid"]) == (1, 1500_00, 1200_00)
        assert (total["outstanding"], total["deferred"]) == (0, 0)
        assert [months[key]["recognised"] for key in ("2025-02", "2025-03", "2025-04")] == [0, 2400_00, 400_00]
        assert [months[key]["outstanding"] for key in ("2025-01", "2025-03", "2025-12", "2026-01")] == [5000_00, 2000_00, 1500_00, 0]
        assert [months[key]["deferred"] for key in ("2025-01", "2025-12", "2026-01")] == [4000_00, 1200_00, 0]

    shown(check, scheme, "check-up-5000.worth")
    with pytest.raises(AssertionError):
        check(changed(scheme, "valid_for: 1 year", "valid_for: 2 years"))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("确认收入", "到期未用的储值", "未用储值（负债）", "销售佣金")),
        ("en", ("Revenue recognised", "Unused value expired", "Commission")),
    ],
)
def test_h5_terminal_and_report_show_the_cards(lang: str, words: tuple[str, ...], scheme: Path) -> None:
    dear = given("sales_commission", "20 %", scheme)
    folder = scheme.parent
    said = patron("simulate", dear, *files(folder, STORY), *YEAR, "--lang", lang, "--out", folder / "o", cwd=folder)
    page = (folder / "o" / "report.html").read_text(encoding="utf-8")
    for word in (*words, "2,800.00", "1,500.00", "800.00"):
        assert word in said
        assert word in page
    for word in ("怎样发出", "How they were issued", "期末状态", "Where they stand at the end", "月末未用储值（负债）"):
        assert word in page


def test_h5_the_rules_for_prepaid_cards_are_named_where_they_apply(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert "No findings" in patron("check", scheme, cwd=scheme.parent)

    shown(check, scheme, "prepaid_rules")
    said = patron("check", without(scheme, "prepaid_rules"), cwd=scheme.parent)
    assert "warning[prepaid-limit]" in said
    assert said.count("warning[prepaid-expiry]") == 2
    assert "商务部令2012年第9号" in said
