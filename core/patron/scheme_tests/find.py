"""Which files of tests a command line means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from patron.scheme_tests.read import SUFFIX

_SKIPPED = {"node_modules", "__pycache__", "site-packages"}


def find_tests(paths: Iterable[Path]) -> list[Path]:
    """Every `*_test.yaml`: below folders, the named files, and those beside named schemes; sorted, each once."""
    found: dict[Path, Path] = {}
    for path in paths:
        for one in sorted(_below(path) if path.is_dir() else _named(path)):
            found.setdefault(one.resolve(), one)
    return list(found.values())


def _named(path: Path) -> Iterator[Path]:
    if path.name.endswith(SUFFIX):
        yield path
    elif path.suffix in {".yaml", ".yml"}:
        beside = path.with_name(path.stem + SUFFIX)
        if beside.is_file():
            yield beside


def _below(folder: Path) -> Iterator[Path]:
    """Files below a folder; hidden folders and those of other tools are left out."""
    for child in folder.iterdir():
        if child.is_dir():
            if not child.name.startswith(".") and child.name not in _SKIPPED:
                yield from _below(child)
        elif child.name.endswith(SUFFIX):
            yield child
