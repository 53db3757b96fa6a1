"""`patron test` on files that an author could have written: what passes, what each failure says, what no test tried."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result
from patron.cli import main

SCHEME = """\
scheme: club
title: {zh: 会员, en: Club}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 12 months}
qualification:
  - {id: big-purchase, grants: vip, when: {purchase: {at_least: 50000}}}
  - {id: year-total, grants: vip, when: {spend: {within: 12 months, at_least: 60000}}}
maintenance:
  - {id: keep-by-total, keeps: vip, when: {spend: {within: 12 months, at_least: 30000}}}
group_purchase:
  - {id: large-group, priced_as: vip, when: {group_order: {at_least: 300000}}}
discounts:
  - {id: silver-rate, for: vip, goods: {category: silver}, rate: 0.9}
  - {id: gem-off, for: vip, goods: {category: gem}, off: 50}
points:
  accrual:
    - {id: guest-points, for: guest, one_point_per: 100}
    - {id: vip-points, for: vip, one_point_per: 10}
"""


def write(folder: Path, tests: str, scheme: str = SCHEME) -> None:
    (folder / "club.yaml").write_text(scheme, encoding="utf-8")
    (folder / "club_test.yaml").write_text(dedent(tests), encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["test", *arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_test_that_holds_passes(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        tests:
          - name: one purchase of 50,000 makes a VIP
            purchases:
              - {on: 2025-03-01, amount: 50000}
            expect: {tier: vip, since: 2025-03-01, review_on: 2026-03-01, reason: big-purchase, points: 500, spend_12m: 50000}
        """,
    )
    result = run()
    assert result.exit_code == 0
    assert result.output.endswith("1 passed in 1 file\n")


def test_each_failure_names_file_line_expected_and_got(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        tests:
          - name: a fen short
            purchases:
              - {on: 2025-03-01, amount: 49999.99}
            expect:
              tier: vip
              since: 2025-03-01
              reason: none
              spend_12m: 50000
              changes:
                - {to: vip}
        """,
    )
    result = run()
    assert result.exit_code == 1
    assert result.output.splitlines()[:4] == [
        "club_test.yaml:6: a fen short: tier: expected vip, got guest",
        "club_test.yaml:7: a fen short: since: expected 2025-03-01, got none",
        "club_test.yaml:9: a fen short: spend_12m: expected 50000, got 49999.99",
        "club_test.yaml:11: a fen short: changes: expected 1, got 0",
    ]
    assert result.output.endswith("0 passed, 1 failed in 1 file\n")


def test_several_members_are_named_in_failures(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        tests:
          - name: two of them
            members: [ann, {id: bob, referred_by: ann}]
            purchases:
              - {on: 2025-03-01, member: ann, amount: 50000}
              - {on: 2025-03-02, member: none, amount: 70000}
            expect:
              ann: {tier: vip}
              bob: {tier: vip}
        """,
    )
    assert run().output.splitlines()[0] == "club_test.yaml:9: two of them: bob: tier: expected vip, got guest"


def test_changes_are_compared_one_by_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        tests:
          - name: gained and lost
            purchases:
              - {on: 2025-03-01, amount: 50000}
            as_of: 2026-03-01
            expect:
              changes:
                - {on: 2025-03-01, from: guest, to: vip, reason: big-purchase}
                - {on: 2026-03-02, to: guest, reason: lapse}
        """,
    )
    assert run().output.splitlines()[0] == "club_test.yaml:9: gained and lost: changes 2: on: expected 2026-03-02, got 2026-03-01"


def test_the_as_of_date_of_the_file_holds_for_tests_that_state_none(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        as_of: 2026-03-01
        tests:
          - name: lapsed by then
            purchases: [{on: 2025-03-01, amount: 50000}]
            expect: {tier: guest, reason: lapse}
          - name: still held
            as_of: 2026-02-28
            purchases: [{on: 2025-03-01, amount: 50000}]
            expect: {tier: vip}
        """,
    )
    assert run().exit_code == 0


def test_events_of_one_day_happen_in_the_order_of_the_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        tests:
          - name: bought, taken back in part, points spent
            purchases:
              - {id: z, on: 2025-03-01, amount: 50000}
              - {id: a, on: 2025-03-01, amount: 1000}
            returns:
              - {on: 2025-03-01, of: a, amount: 500}
            movements:
              - {on: 2025-03-01, kind: redeem, points: 540}
            expect: {points: 10, points_spent: 540, points_earned: 600, points_taken_back: 50}
        """,
    )
    result = run()
    assert result.exit_code == 0, result.output


def test_baskets_are_priced_as_the_tier(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        tests:
          - name: silver and a gem
            price:
              - tier: vip
                lines: [{amount: 100.05, category: silver}, {amount: 500, category: gem}]
                expect: {total: 540.05, lines: [90.05, 450], discounts: [silver-rate, gem-off]}
              - tier: guest
                lines: [{amount: 100, category: silver}]
                expect:
                  total: 90
                  lines: [100]
                  discounts: [silver-rate]
        """,
    )
    assert run().output.splitlines()[:2] == [
        "club_test.yaml:10: silver and a gem: price as guest: total: expected 90, got 100",
        "club_test.yaml:12: silver and a gem: price as guest: discounts: expected silver-rate, got none",
    ]


def test_rules_that_no_test_made_true_are_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        """\
        tests:
          - name: tried
            purchases:
              - {on: 2025-03-01, amount: 60000}
              - {on: 2025-04-01, amount: 300000, group: outing}
            expect: {tier: vip}
            price: {tier: vip, lines: [{amount: 1000, category: gem}], expect: {total: 950}}
        """,
    )
    assert run().output.splitlines() == [
        "club.yaml: no test made these rules true:",
        "  maintenance > keep-by-total",
        "  discounts > silver-rate",
        "  points > accrual > vip-points",
        "1 passed in 1 file",
    ]


def test_a_failing_test_and_the_file_are_in_the_json(tmp_path: Path) -> None:
    write(tmp_path, "tests:\n  - {name: none, purchases: [{on: 2025-03-01, amount: 1}], expect: {tier: vip}}\n")
    result = run("--format", "json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert found["failures"] == [
        {"file": "club_test.yaml", "line": 2, "test": "none", "what": "tier", "expected": "vip", "got": "guest"},
    ]
    assert {"scheme": "club.yaml", "section": "qualification", "rule": "big-purchase"} in found["untested_rules"]


def test_no_tests_found_is_a_failure(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert result.exit_code == 1
    assert "no *_test.yaml file was found" in result.output


def test_a_scheme_stands_for_the_tests_beside_it_and_a_folder_for_all_below(tmp_path: Path) -> None:
    below = tmp_path / "deep" / "below"
    below.mkdir(parents=True)
    write(below, "tests: [{name: x, purchases: [{on: 2025-03-01, amount: 1}], expect: {tier: guest}}]\n")
    assert run("deep").exit_code == 0
    assert run(str(below / "club.yaml")).exit_code == 0
    (below / "club_test.yaml").unlink()
    assert run(str(below / "club.yaml")).exit_code == 1
