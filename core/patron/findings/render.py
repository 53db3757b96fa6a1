"""Findings for people (text with the marked line) and for programs (JSON)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from patron.findings.finding import CellPlace, Finding, Severity, TextPlace

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33"}
_WIDEST = 160  # a longer line is shown in part, around what is marked


def render_text(findings: Iterable[Finding], *, colour: bool = False) -> str:
    """Every finding with its line and a caret under what is meant; empty text for none.

    `colour` adds terminal colours. Files are read again for their lines; one that cannot be read is
    shown without.
    """
    return "\n".join(_text(finding, colour) for finding in findings)


def render_json(findings: Iterable[Finding]) -> str:
    """A JSON array of objects: file, line, column (1-based, null where there is none), row (of a table file), code,
    severity, message, help. `column` is a number in a text file and a heading in a table file.
    """
    return json.dumps([as_object(finding) for finding in findings], ensure_ascii=False, indent=2)


def as_object(finding: Finding) -> dict[str, str | int | None]:
    """A finding as plain data, the shape of one object in the JSON format."""
    line: int | None = None
    row: int | None = None
    column: int | str | None = None
    match finding.place:
        case TextPlace():
            line, column = finding.place.line, finding.place.column
        case CellPlace():
            row, column = finding.place.row, finding.place.column or None
    return {
        "file": finding.path,
        "line": line,
        "column": column,
        "row": row,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
    }


def _text(finding: Finding, colour: bool) -> str:
    paint = _painter(colour)
    place = finding.place
    if isinstance(place, TextPlace):
        where = f"{finding.path}:{place.line}:{place.column}: "
    elif isinstance(place, CellPlace):
        where = f"{finding.path}: row {place.row}" + (f", column {place.column}: " if place.column else ": ")
    else:
        where = f"{finding.path}: "
    tint = _COLOURS[finding.severity]
    parts = [f"{where}{paint(f'{finding.severity.value}[{finding.code}]', f'1;{tint}')}: {_one_line(finding.message)}"]
    margin = "    "
    if isinstance(place, TextPlace):
        line = _line(finding.path, place.line)
        if line:
            number = f"{place.line:>3} "
            margin = " " * len(number)
            shown, lead, marks = _marked(line, place)
            parts += [f"{margin}|", f"{number}| {shown}", f"{margin}| {' ' * lead}{paint('^' * marks, f'1;{tint}')}"]
    if finding.help:
        parts.append(f"{margin}= {paint('help', '1')}: {_one_line(finding.help)}")
    return "\n".join(parts)


def _painter(colour: bool) -> Callable[[str, str], str]:
    return (lambda text, code: f"\033[{code}m{text}\033[0m") if colour else (lambda text, code: text)


def _one_line(text: str) -> str:
    """Control characters that a file may hold do not reach the terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


@cache
def _lines(path: str, modified: int) -> tuple[str, ...]:
    try:
        return tuple(Path(path).read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    except (OSError, ValueError):
        return ()


def _line(path: str, number: int) -> str:
    try:
        about = Path(path).stat()
    except (OSError, ValueError):
        return ""
    lines = _lines(path, about.st_mtime_ns) if about.st_size < 1 << 20 else ()
    return lines[number - 1].rstrip() if number <= len(lines) else ""


def _marked(line: str, place: TextPlace) -> tuple[str, int, int]:
    """The line as shown, the cells before the marks, and the number of marks: a Chinese character takes two cells."""
    from rich.cells import cell_len

    start = place.column - 1
    first = max(0, start - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = _one_line(line.replace("\t", " ")[first : first + _WIDEST])
    lead = cell_len(shown[: start - first])
    return shown, lead, max(1, cell_len(shown[start - first : start - first + place.length]))
