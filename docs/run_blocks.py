"""Runs what the pages show: files are written, commands run, and what they print is compared, or brought up to date.

A fenced block of a page is one of these; other blocks are for reading only:

- a block whose info string has `title="NAME"` is the file NAME (with `append` it is added to it);
- a `console` block holds commands after `$ `, each with what it prints below; a line `…` stands for any lines,
  `exit=1` in the info string for the exit code of its last command.

The blocks of a page run in order in one folder. `.venv/bin/python docs/run_blocks.py PAGE…` brings what the
commands print up to date; blocks with a `…` line are left as they are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ANY = "…"
_FENCE = re.compile(r"^```(\S*)[ ]?(.*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its first and last line of content (0-based, end exclusive), language, and info."""

    start: int
    end: int
    language: str
    info: str

    @property
    def title(self) -> str:
        """The file that the block is; empty for none."""
        found = re.search(r'title="([^"]+)"', self.info)
        return found[1] if found else ""

    @property
    def exit_code(self) -> int:
        """What the block's last command exits with."""
        found = re.search(r"exit=(\d)", self.info)
        return int(found[1]) if found else 0


@dataclass(frozen=True)
class Step:
    """A command, what the page says it prints, and what it printed."""

    command: str
    shown: list[str]
    printed: list[str]
    exit_code: int


def blocks(lines: list[str]) -> Iterator[Block]:
    """The fenced blocks of a page."""
    start, language, info = -1, "", ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if start < 0 and found:
            start, language, info = number + 1, found[1], found[2]
        elif start >= 0 and line == "```":
            yield Block(start, number, language, info)
            start = -1


def commands(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines below it."""
    for line in lines:
        if line.startswith("$ "):
            command, shown = line[2:], list[str]()
            yield command, shown
        else:
            shown.append(line)


def run(command: str, folder: Path) -> tuple[list[str], int]:
    """What a command prints, errors in their place, and its exit code."""
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100", "NO_COLOR": "1", "LANG": "C.UTF-8"}
    done = subprocess.run(  # noqa: S602 - the pages' own commands
        command, shell=True, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")] if done.stdout.strip() else [], done.returncode


def run_block(lines: list[str], folder: Path) -> list[Step]:
    """Runs the commands of a console block."""
    steps = []
    for command, shown in list(commands(lines)):
        printed, exit_code = run(command, folder)
        steps.append(Step(command, shown, printed, exit_code))
    return steps


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines are the same; `…` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*" if line.strip() == ANY else re.escape(line.rstrip()) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def write_file(block: Block, lines: list[str], folder: Path) -> None:
    """Writes the file that a block is."""
    path = folder / block.title
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = "a" if "append" in block.info else "w"
    with path.open(mode, encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def play(page: Path, folder: Path) -> Iterator[tuple[Block, list[Step]]]:
    """Writes the files and runs the commands of a page, in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for block in blocks(lines):
        content = lines[block.start : block.end]
        if block.title:
            write_file(block, content, folder)
        elif block.language == "console":
            yield block, run_block(content, folder)


def updated(page: Path, folder: Path) -> str:
    """The page with what its commands print now."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for block, steps in reversed(list(play(page, folder))):
        new: list[str] = []
        for step in steps:
            kept = step.shown if any(line.strip() == ANY for line in step.shown) else step.printed
            new += [f"$ {step.command}", *kept]
        lines[block.start : block.end] = new
    return "\n".join(lines) + "\n"


def main(pages: list[str]) -> None:
    """Brings pages up to date."""
    for name in pages:
        page = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            prepare(page, Path(folder))
            page.write_text(updated(page, Path(folder)), encoding="utf-8")


def prepare(page: Path, folder: Path) -> None:
    """The README's commands run at the root of the repository's files: they see a copy of `examples`."""
    examples = Path(__file__).parents[1] / "examples"
    if page.name == "README.md" and page.parent.resolve() == examples.parent and examples.is_dir():
        import shutil

        shutil.copytree(examples, folder / "examples")


if __name__ == "__main__":
    main(sys.argv[1:])
