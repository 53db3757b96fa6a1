"""How a command of the store starts: a till that calls it once a sale waits for what it imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from store_house import House

_RUN = """
import sys
from patron.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
slow = {"altair", "alembic", "fastexcel", "numba", "patron.engine.batch", "patron.engine.run", "patron.explain.account", "xlsxwriter"}
print(sorted(slow & sys.modules.keys()))
"""


def test_a_sale_imports_no_engine_for_millions_and_no_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(tmp_path, monkeypatch)
    house.text("enroll", "A1")
    words = ["store", "purchase", "A1", "--line", "680", "--id", "S1", "--store", house.url]
    done = subprocess.run([sys.executable, "-c", _RUN, *words], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
