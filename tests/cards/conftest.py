"""A hospital's card on files, and the commands on them: in this process, where many cases are asked, else as they are installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
from card_files import FILES, write_movements
from click.testing import CliRunner
from patron.cli import main

HERE = Path(__file__).parent
PATRON = Path(sys.executable).with_name("patron")
SALES = """\
purchase_id,member_id,at,amount,category
p1,ann,2025-03-05,1000,ward
p2,bob,2025-03-06,100000,exam
p3,ann,2025-05-06,800,exam
p4,ann,2025-05-07,50,meals
"""
MEMBERS = """\
member_id,customer_group
ann,neighbour
bob,
cyd,owner
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Scheme, sales and members; `movements` writes the rest."""
    (tmp_path / "hospital.yaml").write_text((HERE / "hospital.yaml").read_text("utf-8"), encoding="utf-8")
    (tmp_path / "p.csv").write_text(SALES, encoding="utf-8")
    (tmp_path / "m.csv").write_text(MEMBERS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def installed(folder: Path) -> Run:
    """The installed command in the folder."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(PATRON), *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)

    return run


@pytest.fixture
def moved(folder: Path) -> Run:
    """Evaluates with these movements behind READY and writes the cards; `as_of` inclusive."""

    def run(*rows: str, as_of: str = "2025-12-31", words: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        write_movements(folder, *rows)
        outputs = ("--out", "out.csv", "--cards", "cards.csv", "--card-ledger", "ledger.csv", "--card-rights", "rights.csv")
        command = ["evaluate", "hospital.yaml", *FILES, "--as-of", as_of, *outputs, *words]
        with chdir(folder):
            done = CliRunner().invoke(main, command)
        return subprocess.CompletedProcess(command, done.exit_code, done.stdout, done.stderr)

    return run
