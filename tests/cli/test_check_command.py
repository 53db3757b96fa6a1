"""`patron check`: text and JSON, exit codes, and a terminal's colours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result
from patron.cli import main
from patron.findings import CellPlace, Finding, Severity
from patron.findings.render import render_json, render_text

DESIGN = Path(__file__).parents[1] / "scheme" / "schemes" / "design-page.yaml"


def _check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *(str(one) for one in arguments)])


def _typo(folder: Path) -> Path:
    path = folder / "vip.yaml"
    path.write_text(DESIGN.read_text("utf-8").replace("{purchase: {at_least: 50000}}", "{single_purchse: {at_least: 50000}}"), "utf-8")
    return path


def test_a_clean_scheme_says_so() -> None:
    done = _check(DESIGN)
    assert (done.exit_code, done.output) == (0, "No findings in 1 scheme.\n")


def test_a_typo_is_shown_with_its_line_and_what_was_meant(tmp_path: Path) -> None:
    path = _typo(tmp_path)
    done = _check(path)
    assert done.exit_code == 1
    assert done.output == (
        f"{path}:20:12: error[unknown-key]: unknown key 'single_purchse' in qualification > single-purchase > when\n"
        "    |\n"
        " 20 |     when: {single_purchse: {at_least: 50000}}\n"
        "    |            ^^^^^^^^^^^^^^\n"
        "    = help: did you mean 'purchase' or 'largest_purchase'?\n"
        "1 error in 1 scheme.\n"
    )


def test_the_caret_stands_under_what_is_meant_behind_chinese(tmp_path: Path) -> None:
    path = tmp_path / "vip.yaml"
    path.write_text(DESIGN.read_text("utf-8").replace("{zh: 顾客, en: Guest}", "{zh: 顾客, eng: Guest}"), "utf-8")
    lines = _check(path).output.splitlines()
    shown, caret = lines[2], lines[3]
    before = shown[: shown.index("eng")]
    assert caret.index("^") == len(before) + sum("一" <= character <= "鿿" for character in before)
    assert caret.count("^") == 3


def test_json_is_a_list_of_objects(tmp_path: Path) -> None:
    path = _typo(tmp_path)
    done = _check(path, "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.output) == [
        {
            "file": str(path),
            "line": 20,
            "column": 12,
            "row": None,
            "code": "unknown-key",
            "severity": "error",
            "message": "unknown key 'single_purchse' in qualification > single-purchase > when",
            "help": "did you mean 'purchase' or 'largest_purchase'?",
        }
    ]
    assert json.loads(_check(DESIGN, "--format", "json").output) == []


def test_several_files_are_one_sorted_run(tmp_path: Path) -> None:
    path = _typo(tmp_path)
    missing = tmp_path / "missing.yaml"
    done = _check(path, missing, DESIGN)
    assert done.exit_code == 1
    assert [line.split(":")[0] for line in done.output.splitlines() if ": error[" in line] == [str(missing), str(path)]
    assert done.output.endswith("2 errors in 3 schemes.\n")


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "vip.yaml"
    path.write_text(DESIGN.read_text("utf-8").replace("rate: 0.92", "rate: 1"), "utf-8")
    done = _check(path)
    assert done.exit_code == 0
    assert "warning[no-effect]" in done.output
    assert done.output.endswith("1 warning in 1 scheme.\n")


def test_misuse_exits_with_2() -> None:
    assert _check().exit_code == 2
    assert _check(DESIGN, "--format", "xml").exit_code == 2


def test_a_pipe_gets_no_colours_and_a_hostile_line_no_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(b"scheme: \x1b[31mred\n")
    command = [sys.executable, "-c", "from patron.cli import main; main()", "check", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "\x1b" not in run.stdout
    assert "Traceback" not in run.stderr


def test_colours_are_for_terminals(tmp_path: Path) -> None:
    finding = Finding("sales.csv", CellPlace(18, "amount"), "negative", "-5 is below 0", "write 5")
    assert render_text([finding]) == "sales.csv: row 18, column amount: error[negative]: -5 is below 0\n    = help: write 5"
    assert render_text([finding], colour=True).count("\x1b[0m") == 2
    assert json.loads(render_json([finding]))[0]["row"] == 18
    assert json.loads(render_json([finding]))[0]["column"] == "amount"
    whole = Finding("sales.csv", None, "empty-file", "the file is empty", severity=Severity.WARNING)
    assert render_text([whole]) == "sales.csv: warning[empty-file]: the file is empty"
