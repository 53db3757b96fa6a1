"""Output into a pipe with an encoding that lacks some signs is no crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("encoding", "said"), [("gbk", "如何取得等级"), ("latin-1", "VIP"), ("utf-8", "• 一次消费满")])
def test_a_charter_can_be_written_in_any_encoding(encoding: str, said: str, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    patron = [str(Path(sys.executable).with_name("patron"))]
    subprocess.run([*patron, "init", "jewelry"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    done = subprocess.run([*patron, "describe", "jewelry.yaml"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert said in done.stdout.decode(encoding)
