"""Rows of a large file that do not fit into memory, and a disk that does not take them: one line, and nothing half-written."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from patron.cli.evaluate_command import command
from patron.files.in_parts import evaluate
from patron.files.in_parts.waiting import NoPlaceError, Waiting
from test_in_parts import SCHEME, sales

FULL = Path("/dev/full")
ONLY_WITH_FULL = pytest.mark.skipif(not FULL.exists(), reason="a device that is always full")


class Full(tempfile.TemporaryDirectory[str]):
    """A folder on a disk that is full."""

    def __enter__(self) -> str:
        for name in ("lines", "returns"):
            Path(self.name, name).symlink_to(FULL)
        return self.name


@ONLY_WITH_FULL
def test_a_full_disk_is_said() -> None:
    waiting = Waiting(FULL)
    with pytest.raises(NoPlaceError, match=r"cannot wait on the disk: No space left on device \(TMPDIR names another folder"):
        waiting.add(0, pl.DataFrame({"a": [1, 2, 3]}), np.array([0, 3], dtype=np.int64))


@pytest.mark.parametrize("full", [False, pytest.param(True, marks=ONLY_WITH_FULL)], ids=["no-folder", "full"])
def test_the_command_ends_with_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool) -> None:
    (tmp_path / "house.yaml").write_text(SCHEME, encoding="utf-8")
    sales(random.Random(0), 30, 160).write_parquet(tmp_path / "sales.parquet")
    monkeypatch.setattr(evaluate, "FROM", 1)
    monkeypatch.setattr(evaluate, "MOST_WAITING", 0)
    place = tmp_path / "place"
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    if full:
        place.mkdir()
        monkeypatch.setattr(tempfile, "TemporaryDirectory", Full)
    out = tmp_path / "out.csv"
    asked = [str(tmp_path / "house.yaml"), "--purchases", str(tmp_path / "sales.parquet"), "--as-of", "2025-06-30", "--out", str(out)]
    result = CliRunner().invoke(command, [*asked, "--runner", "batch"])
    assert result.exit_code == 1
    told = [line for line in result.output.splitlines() if not line.startswith("compiling")]
    assert len(told) == 1
    assert told[0].startswith("Error: rows that do not fit into memory cannot wait on the disk: ")
    assert not out.exists()
    assert not list(place.glob("*"))
