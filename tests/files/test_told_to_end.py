"""A command that works out a large file and is told to end (SIGTERM) leaves nothing behind on the disk."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from test_in_parts import SCHEME, sales

# The command with small parts, whose rows wait on the disk; the first part that is worked out takes as long as one likes.
SLOW = """
import os, sys, time
from patron.cli import main
from patron.files.in_parts import evaluate, spread

def part(*_):
    os.write(1, b"at work\\n")
    time.sleep(2)

evaluate.FROM, evaluate.MOST_WAITING, evaluate.PART, evaluate._part = 1, 0, 1, part
main(sys.argv[1:])
"""


def test_the_folder_of_waiting_rows_goes(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(SCHEME, encoding="utf-8")
    sales(random.Random(0), 30, 160).write_parquet(tmp_path / "sales.parquet")
    place, out = tmp_path / "place", tmp_path / "out.csv"
    place.mkdir()
    asked = ["evaluate", str(tmp_path / "house.yaml"), "--purchases", str(tmp_path / "sales.parquet"), "--as-of", "2025-06-30"]
    command = [sys.executable, "-c", SLOW, *asked, "--out", str(out), "--runner", "batch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(place)}
    ) as told:
        assert told.stdout is not None
        assert told.stdout.readline() == "at work\n"
        assert list(place.glob("patron-parts-*/lines"))
        told.send_signal(signal.SIGTERM)
        _, complaint = told.communicate(timeout=40)  # for the parts at work, not for all, which take minutes
    assert told.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in complaint
    assert not list(place.glob("patron-parts-*"))
    assert not out.exists()
