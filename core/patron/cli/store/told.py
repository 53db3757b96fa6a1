"""What a till program tells: an object, a list of them, or one a line (JSON lines), from a file or the standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import click

_LONGEST = 16 * 1024 * 1024  # characters of one object, or of a file that is one list

FILE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True, path_type=Path)


@dataclass(frozen=True, slots=True)
class Told:
    """One object with its place, `line 3` or `item 3`; `problem` says why there is none."""

    place: str
    content: dict[str, Any]
    problem: str = ""


def told_in(path: Path) -> Iterator[Told]:
    """The objects of a file, or of the standard input for `-`; those of JSON lines come as they are read."""
    with _opened(path) as file:
        lines = enumerate(_lines(file), 1)
        number, line = next(((number, line) for number, line in lines if line.strip()), (0, ""))
        if not number:
            return
        first = _parsed(line, f"line {number}")
        closed = line.lstrip().startswith("{") and line.rstrip().endswith("}")
        if first.problem and not closed:  # the beginning of an object or a list that takes several lines
            yield from _whole(line + file.read(_LONGEST))
            return
        yield first
        yield from (_parsed(further, f"line {place}") for place, further in lines if further.strip())


def _whole(text: str) -> Iterator[Told]:
    """A file that is one object or one list."""
    try:
        read = _json(text)
    except ValueError as error:
        yield Told("", {}, str(error))
        return
    items = read if isinstance(read, list) else [read]
    for number, one in enumerate(items, 1):
        place = f"item {number}" if isinstance(read, list) else ""
        yield Told(place, one) if isinstance(one, dict) else Told(place, {}, "not an object with keys and values")


def _parsed(line: str, place: str) -> Told:
    try:
        read = _json(line)
    except ValueError as error:
        return Told(place, {}, str(error))
    return Told(place, read) if isinstance(read, dict) else Told(place, {}, "not an object with keys and values")


def _json(text: str) -> Any:
    """JSON with exact decimals; a key that is there twice, and figures that are none, are refused."""
    if len(text) >= _LONGEST:
        raise ValueError("too long")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            raise ValueError("a key is there twice")
        return made

    def no_figure(text: str) -> Any:
        raise ValueError(f"{text} is no figure")

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=no_figure, object_pairs_hook=once)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _lines(file: IO[str]) -> Iterator[str]:
    """Lines as they come, so that a program that waits for its answer gets it; one that is too long stays in parts."""
    while line := file.readline(_LONGEST):
        yield line


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if str(path) == "-":
        yield sys.stdin
        return
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        yield file
