"""The example files of the other industries are as their script writes them, and small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_files_are_as_the_script_writes_them(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(EXAMPLES / "make_industries.py"), str(tmp_path)], check=True)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(written) == 7
    for path in written:
        assert (tmp_path / path).read_bytes() == (EXAMPLES / path).read_bytes(), f"{path}: python examples/make_industries.py"
        assert (EXAMPLES / path).stat().st_size < 300_000
