"""pytest collects the same files, each test an item with its name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from test_scheme_tests_run import SCHEME

pytest_plugins = "pytester"

TESTS = """\
tests:
  - name: a big purchase is enough
    purchases: [{on: 2025-03-01, amount: 50000}]
    expect: {tier: vip}
  - name: a small one is not
    purchases: [{on: 2025-03-01, amount: 1}]
    expect: {tier: vip}
"""


def test_pytest_runs_scheme_tests(pytester: pytest.Pytester) -> None:
    (pytester.path / "club.yaml").write_text(SCHEME, encoding="utf-8")
    (pytester.path / "club_test.yaml").write_text(TESTS, encoding="utf-8")
    result = pytester.runpytest_subprocess("-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "club_test.yaml::a big purchase is enough PASSED*",
            "club_test.yaml::a small one is not FAILED*",
            "*club_test.yaml:7: a small one is not: tier: expected vip, got guest",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_file_that_cannot_be_read_is_an_error_with_its_findings(pytester: pytest.Pytester) -> None:
    (pytester.path / "club.yaml").write_text(SCHEME, encoding="utf-8")
    (pytester.path / "club_test.yaml").write_text("tests: [{name: one, expct: {}}]\n", encoding="utf-8")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*club_test.yaml:1:21: error*unknown-key*: unknown key 'expct'*"])


def test_ordinary_test_runs_import_nothing_of_patron(tmp_path: Path) -> None:
    loaded = "[name for name in sys.modules if name.startswith('patron.') and name != 'patron.pytest_plugin']"
    (tmp_path / "test_plain.py").write_text(f"import sys\n\n\ndef test_it():\n    assert not {loaded}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
