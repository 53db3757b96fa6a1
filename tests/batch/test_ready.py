"""Compiled code made ready beside other work."""

from __future__ import annotations

import subprocess
import sys

AFTERWARDS = """
from patron.engine.batch import ready, steps
ready.begin().join()
print("pick" in steps._compiled)
"""


def test_compiled_code_is_ready() -> None:
    done = subprocess.run([sys.executable, "-c", AFTERWARDS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
