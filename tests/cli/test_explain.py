"""`patron explain`: standing, rules with their values, changes, lots, item rights; text and JSON; errors."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from patron.cli import main

SCHEME = """\
scheme: club
title: {zh: 俱乐部, en: Club}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 12 months, grace: 30 days}
  - {id: gold, title: {zh: 金卡, en: Gold}, term: 12 months}
qualification:
  - {id: year-total, title: {zh: 年度累计, en: Total of a year}, grants: vip, when: {spend: {within: 12 months, at_least: 60000}}}
  - id: introduced
    grants: vip
    when:
      referrer_tier: {at_least: vip}
      any_of:
        - purchase: {at_least: 40000}
        - none_of: [{visit_days: {at_least: 1}}]
  - {id: huge, grants: gold, when: {purchase: {at_least: 500000}}}
maintenance:
  - {id: keep-total, keeps: vip, when: {spend: {within: 12 months, at_least: 50000}}}
points:
  accrual:
    - {id: waiting, for: guest, one_point_per: 12, pending_until: vip, pending_for: 12 months}
    - {id: spending, for: [vip, gold], one_point_per: 10}
  expiry: {after: 12 months}
benefits:
  - id: cleaning
    for: vip
    title: {zh: 免费清洗, en: Free cleaning}
    each_item:
      - {valid_for: 1 year, price_below: 3000}
      - {valid_for: 3 years, price_from: 3000}
"""
PURCHASES = """\
purchase_id,member_id,at,line,category,amount,returns
p1,ann,2025-01-10T10:00,1,ring,47500.00,
p2,ann,2025-05-04T10:00,1,ring,12500.00,
p2,ann,2025-05-04T10:00,2,chain,2999.99,
p3,ann,2025-06-01T10:00,1,ring,8000.00,
r3,ann,2025-06-02T10:00,,ring,8000.00,p3
q1,bob,2025-03-01T10:00,1,ring,100.00,
"""
MEMBERS = "member_id,referred_by\nann,\nbob,ann\ncat,nobody\n"


@pytest.fixture
def explain(tmp_path: Path) -> Any:
    (tmp_path / "club.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "sales.csv").write_text(PURCHASES, encoding="utf-8")
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")

    def call(member: str, as_of: str, *options: str, columns: int = 80) -> Result:
        files = ["--purchases", str(tmp_path / "sales.csv"), "--members", str(tmp_path / "members.csv")]
        arguments = ["explain", str(tmp_path / "club.yaml"), *files, "--as-of", as_of, "--member", member, *options]
        return CliRunner(env={"COLUMNS": str(columns)}).invoke(main, arguments)

    return call


def test_what_is_missing_is_said_with_the_window_and_the_threshold(explain: Any) -> None:
    shown = explain("ann", "2025-05-03", "--lang", "en", columns=120).output
    assert "✗ Total of a year (year-total): VIP" in shown
    assert "✗ total spend 2024-05-04 to 2025-05-03: 47,500.00 (at least 60,000.00), 12,500.00 more needed" in shown
    assert "3,958  waiting  waits for VIP  waits until 2026-01-09" in shown


def test_chinese(explain: Any) -> None:
    shown = explain("ann", "2025-05-03", columns=120).output
    assert "会员 ann，截至 2025-05-03" in shown
    assert "✗ 累计消费（2024-05-04 至 2025-05-03）：47,500.00（须至少 60,000.00），还差 12,500.00" in shown


def test_what_decided_the_present_tier(explain: Any) -> None:
    shown = explain("ann", "2025-05-31", "--lang", "en", columns=120).output
    assert "Tier                VIP, since 2025-05-04" in shown
    assert "✓ 2025-05-04 qualification, purchase p2: Total of a year (year-total) (VIP)" in shown
    assert "✓ total spend 2024-05-05 to 2025-05-04: 62,999.99 (at least 60,000.00)" in shown
    assert "2025-05-04  Guest → VIP  Total of a year (year-total)" in shown


def test_a_maintenance_rule_shows_what_counts_for_the_next_review_so_far(explain: Any) -> None:
    shown = explain("ann", "2025-06-01", "--lang", "en", columns=120).output
    assert "To keep the tier at the review on 2026-05-04, by what was bought so far" in shown
    # The gaining purchase and those before it do not count.
    assert "✗ total spend 2025-05-04 to 2026-05-03: 8,000.00 (at least 50,000.00), 42,000.00 more needed" in shown


def test_in_grace(explain: Any) -> None:
    shown = explain("ann", "2026-05-10", "--lang", "en", columns=120).output
    assert "In grace            until 2026-06-03, when the tier is lost" in shown
    assert "To keep the tier: a purchase before 2026-06-03 may still do it" in shown
    fallen = explain("ann", "2026-06-03", "--lang", "en", columns=120).output
    assert "2026-06-03  VIP → Guest  the tier was not kept" in fallen


def test_nested_conditions_and_the_introducer(explain: Any) -> None:
    shown = explain("bob", "2025-05-04", "--lang", "en").output
    assert "Introduced by       ann (VIP)" in shown
    tree = shown[shown.index("introduced: VIP") :].splitlines()[1:7]
    assert tree == [
        "    ✗ all of:",
        "      ✓ introducer's tier: VIP (at least VIP)",
        "      ✗ any one of:",
        "        ✗ one purchase: 100.00 (at least 40,000.00), 39,900.00 more needed",
        "        ✗ none of:",
        "          ✓ days with a purchase up to 2025-05-04: 1 (at least 1)",
    ]


def test_an_unknown_introducer_is_said_to_be_unknown(explain: Any) -> None:
    shown = explain("cat", "2025-05-04", "--lang", "en").output
    assert "Introduced by       nobody (not known)" in shown
    assert "introducer's tier: no introducer (at least VIP)" in shown


def test_rights_of_items_bought_by_the_gaining_purchase_and_not_of_those_returned_or_bought_before(explain: Any) -> None:
    shown = explain("ann", "2025-06-30", "--lang", "en").output
    rights = shown[shown.index("Rights that came") :].splitlines()[2:]
    assert [line.split()[-5:] for line in rights] == [
        ["p2", "line", "1", "ring", "12,500.00", "2028-05-03"][-5:],
        ["p2", "line", "2", "chain", "2,999.99", "2026-05-03"][-5:],
    ]


def test_rights_that_have_run_out_are_shown_only_with_all(explain: Any) -> None:
    assert "2026-05-03" not in explain("ann", "2026-05-04", "--lang", "en").output.split("Rights that came")[1]
    assert "2026-05-03" in explain("ann", "2026-05-04", "--lang", "en", "--all").output.split("Rights that came")[1]


def test_all_shows_each_judgement(explain: Any) -> None:
    shown = explain("ann", "2025-06-30", "--lang", "en", "--all", columns=120).output
    assert "✗ 2025-01-10 qualification, purchase p1: Total of a year (year-total) (VIP)" in shown
    assert "✗ 2025-06-01 qualification, purchase p3: huge (Gold)" in shown
    assert "Every judgement" not in explain("ann", "2025-06-30", "--lang", "en").output


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_fit_the_width_and_carry_no_colours_in_a_pipe(explain: Any, lang: str, columns: int) -> None:
    shown = explain("ann", "2026-05-10", "--lang", lang, "--all", columns=columns).output
    assert "\x1b" not in shown
    for line in shown.splitlines():
        assert line == line.rstrip()
        assert sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) <= columns


def test_json_holds_every_condition_with_its_value(explain: Any) -> None:
    account = json.loads(explain("ann", "2025-05-03", "--format", "json").output)
    assert account["standing"] | {"tier": "guest", "since": None, "points_pending": 3958, "spend_12m": "47500.00"} == account["standing"]
    huge = account["qualification"][-1]
    assert huge == {
        "rule": "huge",
        "tier": "gold",
        "holds": False,
        "condition": {
            "measure": "purchase",
            "holds": False,
            "value": "47500.00",
            "comparisons": [{"op": "at_least", "threshold": "500000.00", "holds": False, "missing": "452500.00"}],
        },
    }
    assert account["qualification"][0]["condition"]["since"] == "2024-05-04"
    assert account["lots"] == [
        {"rule": "waiting", "points": 3958, "earned": None, "available_from": None, "dead_from": "2026-01-10", "waits_for": "vip"}
    ]
    assert "judgements" not in account


def test_json_of_a_member_who_rose(explain: Any) -> None:
    account = json.loads(explain("ann", "2025-06-30", "--format", "json", "--all").output)
    assert account["changes"] == [{"on": "2025-05-04", "from": "guest", "to": "vip", "reason": "year-total"}]
    assert [one["rule"] for one in account["decided_by"]] == ["year-total"]
    assert [(one["purchase_id"], one["line"], one["until"]) for one in account["item_rights"]] == [
        ("p2", "1", "2028-05-03"),
        ("p2", "2", "2026-05-03"),
    ]
    assert {(one["occasion"], one["purchase_id"]) for one in account["judgements"]} == {
        ("qualification", pid) for pid in ("p1", "p2", "p3")
    }


def test_an_unknown_member_is_an_error(explain: Any) -> None:
    result = explain("dan", "2025-06-30")
    assert result.exit_code == 1
    assert "there is no member 'dan' up to 2025-06-30" in result.output


def test_a_faulty_scheme_is_shown_with_its_place(explain: Any, tmp_path: Path) -> None:
    explain("ann", "2025-06-30")
    (tmp_path / "club.yaml").write_text(SCHEME.replace("grants: gold", "grants: golden"), encoding="utf-8")
    result = explain("ann", "2025-06-30")
    assert result.exit_code == 1
    assert "golden" in result.output
    assert "Traceback" not in result.output
