"""Runs the commands of examples/boards/*/README.md: a simulated population for each industry, and its report.

The scheme, customers and assumptions are those of `patron init`, with as many customers as asked for. What a command prints is kept
beside the report as `1.txt`, `2.txt`, …

    python examples/boards.py OUT [--customers 20000] [--worlds 10] [--industry jewelry]… [--only simulate]
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from pathlib import Path

BOARDS = Path(__file__).resolve().parent / "boards"
PATRON = Path(sys.executable).parent / "patron"
INDUSTRIES = tuple(sorted(path.parent.name for path in BOARDS.glob("*/README.md")))


def commands(industry: str) -> list[list[str]]:
    """The words after `patron` of each command of the industry's page, in order."""
    text = (BOARDS / industry / "README.md").read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^patron (.+)$", text, re.MULTILINE)]


def run(words: list[str], folder: Path) -> str:
    """What the command prints. `tune` ends with 1 where no values meet the targets, which is an answer too."""
    done = subprocess.run([PATRON, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - our own command
    if done.returncode > (1 if words[0] == "tune" else 0) or done.stderr.startswith("Traceback") or not done.stdout:
        raise SystemExit(f"patron {shlex.join(words)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def board(industry: str, out: Path, *, customers: int, worlds: int | None = None, only: str | None = None) -> None:
    """Every command of the page in `out`, or those named `only` after `init`; `worlds`: None, as many as the page says."""
    out.mkdir(parents=True, exist_ok=True)
    for number, words in enumerate(commands(industry), start=1):
        if only not in (None, words[0]) and words[0] != "init":
            continue
        if worlds is not None and "--worlds" in words:
            words[words.index("--worlds") + 1] = str(worlds)
        (out / f"{number}.txt").write_text(run(words, out), encoding="utf-8")
        if words[0] == "init":
            path = out / "population.yaml"
            text = re.sub(r"(?m)^customers: \d+$", f"customers: {customers}", path.read_text(encoding="utf-8"))
            path.write_text(text, encoding="utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="A simulated population and its report for each industry.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--worlds", type=int, help="in place of those that the pages say")
    parser.add_argument("--industry", action="append", choices=INDUSTRIES)
    parser.add_argument("--only", choices=("check", "simulate", "tune"))
    given = parser.parse_args()
    for industry in given.industry or INDUSTRIES:
        board(industry, given.out / industry, customers=given.customers, worlds=given.worlds, only=given.only)
        sys.stdout.write(f"{industry}: {given.out / industry}\n")


if __name__ == "__main__":
    main()
