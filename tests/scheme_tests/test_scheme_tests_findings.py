"""A file of tests with a slip of the pen: every slip is shown at its place, and nothing passes silently."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from patron.cli import main
from patron.findings.codes import CODES
from test_scheme_tests_run import SCHEME

ONE = "tests:\n  - name: one\n    purchases: [{on: 2025-03-01, amount: 1}]\n"

SLIPS = [
    (
        "unknown key of a test",
        "tests:\n  - {name: one, purchase: [], expect: {tier: vip}}\n",
        "2:17: error[unknown-key]: unknown key 'purchase'",
    ),
    (
        "unknown key of a line",
        "tests:\n  - {name: one, purchases: [{on: 2025-03-01, amunt: 1}]}\n",
        "2:46: error[unknown-key]: unknown key 'amunt'",
    ),
    ("unknown expectation", ONE + "    expect: {teir: vip}\n", "4:14: error[unknown-key]: unknown key 'teir'"),
    ("nothing expected", ONE, "2:5: error[missing-key]"),
    ("nothing expected of a member", ONE + "    expect: {member: {}}\n", "error[missing-key]"),
    (
        "two times",
        "tests:\n  - {name: one, purchases: [{on: 2025-03-01, at: 2025-03-01, amount: 1}], expect: {tier: vip}}\n",
        "error[exactly-one]",
    ),
    (
        "no amount",
        "tests:\n  - {name: one, purchases: [{on: 2025-03-01}], expect: {tier: vip}}\n",
        "error[exactly-one]: needs 'amount' or 'lines'",
    ),
    (
        "too many places",
        "tests:\n  - {name: one, purchases: [{on: 2025-03-01, amount: 1.234}], expect: {tier: vip}}\n",
        "2:54: error[too-many-places]",
    ),
    ("no date", "tests:\n  - {name: one, purchases: [{on: 2025-02-29, amount: 1}], expect: {tier: vip}}\n", "2:34: error[not-a-date]"),
    ("no time", "tests:\n  - {name: one, purchases: [{at: 2025-02-28T25:00, amount: 1}], expect: {tier: vip}}\n", "error[not-a-time]"),
    ("unknown tier", ONE + "    expect: {tier: vpi}\n", "4:20: error[unknown-tier]: one: there is no tier 'vpi'"),
    ("unknown member", ONE + "    expect: {bob: {tier: vip}}\n", "error[unknown-key]: one: there is no member 'bob'"),
    ("same name", f"{ONE}    expect: {{tier: guest}}\n{ONE[7:]}    expect: {{tier: guest}}\n", "5:11: error[named-twice]"),
    (
        "event without member",
        "tests:\n  - {name: one, members: [ann, bob], purchases: [{on: 2025-03-01, amount: 1}], expect: {ann: {tier: vip}}}\n",
        "error[missing-value]",
    ),
    (
        "which of several members",
        "tests:\n  - {name: one, members: [ann, bob], purchases: [{on: 2025-03-01, member: ann, amount: 1}], expect: {tier: vip}}\n",
        "error[missing-key]: one: with several members, 'expect' says which one",
    ),
    ("no time, no as_of", "tests:\n  - {name: one, purchases: [{at: noon, amount: 1}], expect: {tier: vip}}\n", "2:1: error[not-a-time]"),
    ("no date at all", "tests:\n  - {name: one, expect: {tier: guest}}\n", "error[missing-key]"),
    (
        "more points than there are",
        ONE + "    movements:\n      - {on: 2025-03-02, kind: redeem, points: 5}\n    expect: {tier: guest}\n",
        "club_test.yaml:5:1: error[points-not-available]",
    ),
    (
        "more taken back than bought",
        ONE + "    returns:\n      - {on: 2025-03-02, of: P001, amount: 5}\n    expect: {tier: guest}\n",
        "club_test.yaml:5:1: error[",
    ),
    (
        "no scheme",
        "scheme: other.yaml\ntests: [{name: one, expect: {tier: guest}}]\n",
        "1:9: error[cannot-read]: there is no scheme other.yaml",
    ),
    ("no list", "tests: 5\n", "1:8: error[not-a-list]"),
    ("not YAML", "tests: [\n", "error[yaml-syntax]"),
]


@pytest.mark.parametrize(("text", "line"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_shown_at_its_place(text: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("club.yaml").write_text(SCHEME, encoding="utf-8")
    Path("club_test.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["test"], catch_exceptions=False)
    assert result.exit_code == 1
    assert line in result.output


def test_every_code_that_is_shown_has_its_meaning() -> None:
    shown = {code for _, _, line in SLIPS for code in re.findall(r"error\[([a-z-]+)", line)}
    assert shown
    assert shown - set(CODES) == set()


def test_errors_of_the_scheme_stop_its_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("club.yaml").write_text(SCHEME.replace("grants: vip", "grants: vpi", 1), encoding="utf-8")
    Path("club_test.yaml").write_text(ONE + "    expect: {tier: guest}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["test"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "club.yaml:9" in result.output
