"""The parts that texts of the store are laid out with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


def heading(text: str) -> Text:
    """A title."""
    return Text(text, style="bold")


def section(title: str, body: RenderableType) -> list[RenderableType]:
    """A blank line, a title, and the body below it."""
    return [Text(""), heading(title), indented(body)]


def indented(body: RenderableType, by: int = 2) -> RenderableType:
    """The body, two columns to the right."""
    return Padding(body, (0, 0, 0, by))


def hanging(line: str) -> RenderableType:
    """A line that keeps its indentation where it is too long and goes on below."""
    return indented(Text(line.lstrip()), len(line) - len(line.lstrip()))


def facts(rows: Iterable[tuple[str, str]]) -> RenderableType:
    """Names and values side by side."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(Text(name, style="dim"), Text(value))
    return grid


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> RenderableType:
    """Columns under headings; those in `right` hold figures."""
    body = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(headings):
        body.add_column(name, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        body.add_row(*(Text(cell) for cell in row))
    return body


def marked(holds: bool, text: str) -> RenderableType:
    """A line with ✓ or ✗ before it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row(Text("✓", style="green") if holds else Text("✗", style="red"), Text(text))
    return grid
