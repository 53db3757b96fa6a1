"""The commands of examples/README.md run, and the example house is shaped as the README says."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest
from house import patron

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMANDS = re.findall(r"^patron (.+)$", (EXAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_readme_runs(folder: Path, line: str) -> None:
    words = shlex.split(line)
    if "--population" in words and "--worlds" not in words:
        words += ["--worlds", "4"]  # the same, with fewer worlds than by default
    patron(*words, cwd=folder)


def test_every_way_into_and_out_of_the_tier_happens(folder: Path) -> None:
    words = next(line for line in COMMANDS if "--changes" in line)
    patron(*shlex.split(words), cwd=folder)
    with (folder / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        reasons = {row["reason"] for row in csv.DictReader(file)}
    rules = {"single-purchase", "year-total", "introduced-by-vip", "keep-by-single-purchase", "keep-by-year-total"}
    assert reasons == rules | {"lapse", "return", "grant"}


def test_the_example_is_small() -> None:
    assert (EXAMPLES / "sales.csv").stat().st_size < 1_500_000
