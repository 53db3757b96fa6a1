"""Which heading of a file is which column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from patron.files.columns import Column
from patron.files.headings import plain
from patron.files.mapping import ColumnMap
from patron.files.problems import listed, whole_file
from patron.files.source import Source
from patron.findings import CellPlace, Finding


@dataclass(frozen=True, slots=True)
class Match:
    """`index`: column name to position in the file; `unread`: headings that nothing reads; `used`: keys of the map that named one;
    `headings`: column name to the heading that the file has for it."""

    index: dict[str, int]
    unread: tuple[str, ...]
    used: frozenset[str]
    findings: tuple[Finding, ...]
    headings: dict[str, str]


def match_headings(source: Source, columns: Sequence[Column], mapping: ColumnMap) -> Match:
    """The company's own map comes first, then our names, then the known headings."""
    names = {column.name for column in columns}
    known = {plain(heading): column.name for column in columns for heading in reversed(column.headings)}
    known |= {plain(column.name): column.name for column in columns}
    mapped = {plain(theirs): (theirs, ours) for theirs, ours in mapping.columns.items()}
    by_map: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    used: set[str] = set()
    for position, heading in enumerate(source.headings):
        key = plain(heading)
        if key in mapped and mapped[key][1] in names:
            used.add(mapped[key][0])
            by_map.setdefault(mapped[key][1], []).append(position)
        elif key in known and key not in mapped:
            by_name.setdefault(known[key], []).append(position)
    chosen = {name: by_map.get(name) or by_name.get(name, []) for name in names}
    findings = [_twice(source, name, positions) for name, positions in sorted(chosen.items()) if len(positions) > 1]
    findings += [_missing(source, column) for column in columns if column.required and not chosen[column.name]]
    index = {name: positions[0] for name, positions in chosen.items() if positions}
    read = set(index.values())
    unread = tuple(heading for position, heading in enumerate(source.headings) if position not in read and heading.strip())
    return Match(index, unread, frozenset(used), tuple(findings), {name: source.headings[position] for name, position in index.items()})


def _twice(source: Source, name: str, positions: Sequence[int]) -> Finding:
    headings = [source.headings[position] for position in positions]
    message = f"{listed(repr(heading) for heading in headings)} are all read as {name}"
    instead = "rename one of them in the file" if len(set(headings)) == 1 else f"choose one: --map {headings[0]}={name}"
    return Finding(str(source.path), CellPlace(1, headings[1]), "column-twice", message, instead)


def _missing(source: Source, column: Column) -> Finding:
    headings = [heading for heading in source.headings if heading.strip()]
    near = get_close_matches(column.name, headings, n=1, cutoff=0.6)
    theirs = near[0] if near else "YOUR_COLUMN"
    also = f" ({listed(column.headings, 3)})" if column.headings else ""
    help_text = f"the file has {listed(headings)}; say which it is: --map {theirs}={column.name}"
    return whole_file(source.path, "missing-column", f"there is no column {column.name}{also}", help_text)
