"""What is kept of a benchmark that failed: its complaint, without the folders of one machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from bench import without_places


@pytest.mark.parametrize(
    ("complaint", "kept"),
    [
        ("['/a/b-c/.venv/bin/python', '-c', 'x', '/tmp/q/in.csv'] ended with 1", "['python', '-c', 'x', 'in.csv'] ended with 1"),
        ("3/4 of core/patron/cli.py, see http://host/page", "3/4 of core/patron/cli.py, see http://host/page"),
        ("No such file: /purchases.parquet", "No such file: purchases.parquet"),
    ],
)
def test_a_complaint_tells_files_by_their_names(complaint: str, kept: str) -> None:
    assert without_places(complaint) == kept
