"""Companies' files to a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Literal

import polars as pl

from patron.engine.history import MEMBERS, MOVEMENTS, History, SourceNames
from patron.files.columns import Cell, Column, member_columns, movement_columns, purchase_columns
from patron.files.mapping import ColumnMap, Given, read_mapping
from patron.files.problems import Problem, to_findings, whole_file
from patron.files.profile_words import in_our_words
from patron.files.rejected import Rejected, write_rejected
from patron.files.sales import Sales, read_sales, taken, told_apart
from patron.files.sources import open_source
from patron.files.table import Table, cells_of, read_cells
from patron.findings import Finding, FindingsError
from patron.vocabulary import Industry

OnError = Literal["stop", "skip"]
Take = Callable[[int, pl.DataFrame], None]  # of the number of a piece of the file, and its rows; in threads


@dataclass(frozen=True, slots=True)
class Reading:
    """A history, and what was not read: `rejected` rows (only with `skip`) and headings that nothing reads, by file.

    `headings`: by path, what the file calls each of our columns.
    """

    history: History
    rejected: tuple[Rejected, ...] = ()
    unread: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_history(
    purchases: Path | None,
    members: Path | None = None,
    movements: Path | None = None,
    *,
    time_zone: str,
    places: int,
    industry: Industry,
    mapping: Given = None,
    on_error: OnError = "stop",
    rejected: Path | None = None,
    profile_fields: Sequence[str] = (),
) -> History:
    """The files as one history: amounts in minor units (`places` of the currency), dates local to `time_zone`.

    `on_error="stop"` raises FindingsError with what cannot be read; `"skip"` leaves such rows out and, if `rejected`
    names a folder, writes them to `<name of the file>.rejected.csv` in it, each with the reason. `profile_fields`: columns of
    the members file that are kept as text, beside the core's and the industry's.
    """
    reading = read_files(
        purchases,
        members,
        movements,
        time_zone=time_zone,
        places=places,
        industry=industry,
        mapping=mapping,
        on_error=on_error,
        profile_fields=profile_fields,
    )
    if rejected is not None and reading.rejected:
        write_rejected(reading.rejected, rejected)
    return reading.history


def read_files(
    purchases: Path | None,
    members: Path | None = None,
    movements: Path | None = None,
    *,
    time_zone: str,
    places: int,
    industry: Industry,
    mapping: Given = None,
    on_error: OnError = "stop",
    profile_fields: Sequence[str] = (),
    instead: Callable[[Mapping[str, Table]], Take] | None = None,
) -> Reading:
    """As `read_history`, and says what was left out; writes nothing.

    `instead` is given the tables of members and movements, and makes what takes each piece of the sales; the history has none then.
    """
    column_map = read_mapping(mapping)
    wanted: list[tuple[str, Path, Sequence[Column]]] = []
    about_members = member_columns(industry, profile_fields)
    if purchases is not None:
        wanted.append(("purchases", purchases, purchase_columns(industry, places)))
    if members is not None:
        wanted.append(("members", members, about_members))
    if movements is not None:
        wanted.append(("movements", movements, movement_columns(places)))
    tables: dict[str, Table] = {}
    sales: Sales | None = None
    found: dict[str, list[Finding]] = {name: [] for name, _, _ in wanted}
    for name, path, columns in reversed(wanted):  # sales last
        every = on_error == "skip"
        try:
            cells = cells_of(open_source(path), columns, column_map, time_zone)
            if name != "purchases":
                tables[name] = read_cells(cells, every_problem=every)
                if name == "movements":  # before members are told apart by who introduced whom
                    tables[name] = replace(tables[name], frame=in_our_words(tables[name].frame, about_members))
            elif instead is None:
                sales, tables[name] = read_sales(cells, every_problem=every)
            else:
                tables[name] = taken(cells, instead(tables), every_problem=every)[1]
        except FindingsError as error:
            found[name] = list(error.findings)
            continue
        table = tables[name]
        if on_error == "stop":
            found[name] = to_findings(path, table.problems, max(table.bad_rows, len(table.problems)))
    findings = [one for name, _, _ in wanted for one in found[name]]
    findings += unused_keys(column_map, wanted, tables)
    if findings:
        raise FindingsError(findings)
    rejected = tuple(rejected_of(path, tables[name].problems) for name, path, _ in wanted if tables[name].problems)
    unread = tuple((path, tables[name].match.unread) for name, path, _ in wanted if tables[name].match.unread)
    headings = {str(path): tables[name].match.headings for name, path, _ in wanted}
    history = joined(tables, {name: path for name, path, _ in wanted}, sales)
    return Reading(history, rejected, unread, headings)


def rejected_of(path: Path, problems: Sequence[Problem]) -> Rejected:
    """The rows that could not be read, each with all that is wrong in it."""
    reasons: dict[int, str] = {}
    for problem in problems:
        said = f"{problem.column}: {problem.message}" if problem.column else problem.message
        reasons[problem.row] = f"{reasons[problem.row]}; {said}" if problem.row in reasons else said
    return Rejected(path, reasons)


def _right_way(mapping: ColumnMap, target: str, ours: Mapping[str, Column]) -> str:
    """Help for a target that is no column of ours: the pair turned round, if that would be right."""
    theirs = next((one for one, other in mapping.columns.items() if other == target and one in ours), None)
    return f"your column comes first: {target}={theirs}" if theirs else f"the columns are {', '.join(sorted(ours))}"


def unused_keys(mapping: ColumnMap, wanted: Sequence[tuple[str, Path, Sequence[Column]]], tables: Mapping[str, Table]) -> list[Finding]:
    """Keys of the map that name no column of ours, or no heading of any file: nothing would read them."""
    ours = {column.name: column for _, _, columns in wanted for column in columns}
    findings = [
        whole_file(mapping.name, "bad-mapping", f"{target!r} is no column", _right_way(mapping, target, ours))
        for target in sorted({*mapping.columns.values(), *mapping.values} - set(ours))
    ]
    for name, words in mapping.values.items():
        column = ours.get(name)
        if column is not None and column.cell not in {Cell.TEXT, Cell.CHOICE}:
            findings.append(
                whole_file(mapping.name, "bad-mapping", f"the cells of {name} are no words to be renamed", "leave it out of 'values'")
            )
        elif column is not None and column.cell == Cell.CHOICE:
            findings += [
                whole_file(mapping.name, "bad-mapping", f"{word!r} is no known {name}", f"known are {', '.join(column.shown)}")
                for word in words.values()
                if word.lower() not in column.spellings
            ]
    if len(tables) < len(wanted):
        return findings
    used = {theirs for table in tables.values() for theirs in table.match.used}
    return findings + [
        whole_file(mapping.name, "bad-mapping", f"no file has a column {theirs!r}", "check its spelling")
        for theirs, target in sorted(mapping.columns.items())
        if theirs not in used and target in ours
    ]


def joined(tables: Mapping[str, Table], paths: Mapping[str, PurePath], sales: Sales | None = None) -> History:
    """The tables of the files `purchases`, `members` and `movements`, of those that there are, as one history.

    `sales`: those of the table `purchases`, where it has been told apart before.
    """
    names = SourceNames(**paths)
    history = History(names=names)
    if sales is None and "purchases" in tables:
        sales = told_apart(tables["purchases"].frame)
    lines, returns = (sales.lines, sales.returns) if sales is not None else (history.lines, history.returns)
    members = history.members
    if "members" in tables:
        frame = tables["members"].frame
        members = frame.select(*_typed(MEMBERS), *(name for name in frame.columns if name not in MEMBERS))
    movements = tables["movements"].frame.select(_typed(MOVEMENTS)) if "movements" in tables else history.movements
    return History(lines=lines, returns=returns, movements=movements, members=members, names=names)


def _typed(schema: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    return [pl.col(name).cast(dtype) for name, dtype in schema.items()]
