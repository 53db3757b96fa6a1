"""Compiled code made ready beside other work."""

from __future__ import annotations

import subprocess
import sys

AFTERWARDS = """
import sys
from patron.engine.batch import ready, steps
thread = ready.begin()
thread.join()
assert "pick" in steps._compiled
assert "scipy.linalg" not in sys.modules, "a third of Numba's start, for what no kernel has"
import scipy.linalg
print(scipy.linalg.det([[2.0, 0.0], [0.0, 3.0]]))
"""


def test_compiled_code_is_ready_without_linear_algebra_which_can_be_imported_later():
    done = subprocess.run([sys.executable, "-c", AFTERWARDS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "6.0"), done.stderr
