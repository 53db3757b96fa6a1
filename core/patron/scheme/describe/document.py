"""A charter as data: sections of paragraphs and nested points, rendered as text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Format = Literal["text", "markdown"]
_TWO_REMARKS = re.compile(r"(）（|\) \()(?=[^（()）]*[）)][。.]?$)")  # at the end of a line; a name may end in brackets, too


def _one_remark(between: re.Match[str]) -> str:
    return "；" if between[1] == "）（" else "; "


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a list, with points below it."""

    text: str
    below: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section: paragraphs (plain strings) and points, in order."""

    title: str
    blocks: tuple[str | Point, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A titled charter; sections without blocks are left out by whoever builds it."""

    title: str
    sections: tuple[Section, ...]

    def render(self, form: Format = "text") -> str:
        """The document as text for a terminal, or as Markdown; ends in a newline."""
        lines = list(_markdown(self) if form == "markdown" else _text(self))
        return "\n".join(_TWO_REMARKS.sub(_one_remark, line) for line in lines).rstrip("\n") + "\n"


def _points(point: Point, mark: str, depth: int = 0) -> Iterator[str]:
    yield f"{'  ' * depth}{mark} {point.text}"
    for child in point.below:
        yield from _points(child, mark, depth + 1)


def _blocks(blocks: tuple[str | Point, ...], mark: str) -> Iterator[str]:
    """Paragraphs stand apart; the points of one list stand together."""
    previous: str | Point | None = None
    for block in blocks:
        if previous is not None and not (isinstance(block, Point) and isinstance(previous, Point)):
            yield ""
        if isinstance(block, Point):
            yield from _points(block, mark)
        else:
            yield block
        previous = block
    yield ""


def _markdown(document: Document) -> Iterator[str]:
    yield f"# {document.title}"
    yield ""
    for section in document.sections:
        yield f"## {section.title}"
        yield ""
        yield from _blocks(section.blocks, "-")


def _text(document: Document) -> Iterator[str]:
    yield document.title
    yield ""
    for number, section in enumerate(document.sections, start=1):
        yield f"{number}. {section.title}"
        yield ""
        yield from _blocks(section.blocks, "•")
