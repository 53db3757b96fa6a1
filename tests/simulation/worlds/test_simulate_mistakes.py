"""Mistakes around simulations, through the command: told in one finding or one line, at once, and nothing is left half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner
from patron.cli import main
from search_case import CLUB

PATRON = Path(sys.executable).parent / "patron"
POPULATION = """\
population: town
industry: general
currency: CNY
customers: 60
timing: {model: bg-nbd, unit: week, r: 1.2, alpha: 8, a: 0.5, b: 4, source: made for the test}
amounts: {model: gamma-gamma, p: 6.25, q: 3.74, gamma: 15.44, source: made for the test}
arrival: {before: 6 months, new_each_year: 30 %, source: made for the test}
"""
ASSUMPTIONS = "assumptions: few\nentries:\n  - {id: often, for: vip, purchase_rate: {from: 0 %, to: 20 %}, source: a guess}\n"
NO_PROMISE = CLUB.split("discounts:")[0].replace('parameters:\n  worth: {value: 12, note: "a gift"}   # what a gift costs\n', "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("club.yaml", CLUB), ("town.yaml", POPULATION), ("few.yaml", ASSUMPTIONS), ("free.yaml", NO_PROMISE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def said(folder: Path, *words: str, expect: int) -> str:
    before = sorted(folder.rglob("*"))
    with chdir(folder):
        done = CliRunner().invoke(main, list(words))
    assert done.exit_code == expect, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert expect == 0 or sorted(folder.rglob("*")) == before
    return done.output


@pytest.mark.parametrize(("other", "option"), [("town.yaml", "--population"), ("few.yaml", "--assumptions")])
def test_a_file_of_another_kind_where_a_scheme_is_meant(folder: Path, other: str, option: str) -> None:
    for words in (
        ("simulate", other, "--population", "60", "--out", "out"),
        ("compare", "club.yaml", other, "--population", "60", "--out", "out"),
        ("tune", other, "--population", "60", "--vary", "big.purchase.at_least=1,2"),
        ("describe", other),
    ):
        told = said(folder, *words, expect=1)
        assert told.count("error[") == 1, told
        assert "error[not-a-scheme]" in told
        assert f"give it with {option}" in told


def test_tune_looks_at_its_file_before_it_searches(folder: Path) -> None:
    (folder / "file").write_text("", encoding="utf-8")
    (folder / "town.yaml").write_text(POPULATION.replace("CNY", "USD"), encoding="utf-8")  # would be refused next
    words = ("tune", "club.yaml", "--population", "town.yaml", "--vary", "big.purchase.at_least=1,2", "--out")
    assert "file/new.yaml cannot be written" in said(folder, *words, "file/new.yaml", expect=1).replace("\\", "/")
    assert "cannot be written" not in said(folder, *words, "new.yaml", expect=1)


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "nan", "inf", "1e999"])
def test_no_number_is_no_number_anywhere(folder: Path, number: str) -> None:
    wrong = {
        "club.yaml": CLUB.replace("at_least: 1000", f"at_least: {number}"),
        "town.yaml": POPULATION.replace("alpha: 8", f"alpha: {number}"),
        "few.yaml": ASSUMPTIONS.replace("to: 20 %", f"to: {number}"),
    }
    for name, text in wrong.items():
        right = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
        told = said(folder, "simulate", "club.yaml", "--population", "town.yaml", "--assumptions", "few.yaml", "--out", "out", expect=1)
        assert "error[" in told, (name, told)
        assert name in told
        (folder / name).write_text(right, encoding="utf-8")


def test_the_scheme_in_another_currency_than_the_population(folder: Path) -> None:
    (folder / "club.yaml").write_text(CLUB.replace("currency: CNY", "currency: USD"), encoding="utf-8")
    told = said(folder, "simulate", "club.yaml", "--population", "town.yaml", "--out", "out", expect=1)
    assert "error[population-disagrees]: the population's currency is CNY, the scheme's is USD" in told


def test_who_promises_nothing_has_nothing_to_pay_back(folder: Path) -> None:
    words = ("simulate", "free.yaml", "--population", "town.yaml", "--worlds", "2", "--jobs", "1", "--months", "3", "--margin", "0.3")
    assert "nothing to pay back" in said(folder, *words, "--lang", "en", "--out", "en", expect=0)
    assert "没有投入，无须回本" in said(folder, *words, "--lang", "zh", "--out", "zh", expect=0)
    assert "Nothing to pay back" in (folder / "en" / "report.html").read_text(encoding="utf-8")
    assert "没有投入，无须回本" in (folder / "zh" / "report.html").read_text(encoding="utf-8")


# Shells start what runs in the background with Ctrl-C ignored, and so would be all that the tests start.
HEARING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the processes of a process are read from /proc")
def test_ctrl_c_ends_quietly(folder: Path) -> None:
    """Right after the processes were started, when they are still importing, and a while later."""
    for wait in (0.0, 2.0):
        words = ["simulate", "club.yaml", "--population", "5000", "--worlds", "5000", "--jobs", "2", "--out", "out"]
        running = subprocess.Popen(
            [sys.executable, "-c", HEARING, PATRON, *words],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        until = time.monotonic() + 120
        while running.poll() is None and time.monotonic() < until and len(children.read_text(encoding="ascii").split()) < 3:
            time.sleep(0.02)  # the two that work, and Python's own that keeps track of what they share
        time.sleep(wait)
        os.killpg(running.pid, signal.SIGINT)
        out, told = running.communicate(timeout=120)
        assert running.returncode in (1, 130)
        assert "Traceback" not in out + told, told
        assert told.strip() == "Aborted!"
        assert not (folder / "out").exists()
