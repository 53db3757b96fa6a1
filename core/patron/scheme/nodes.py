"""A scheme file as a tree of nodes, each with its place: what YAML says, before it means anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from patron.findings import TextPlace
from patron.scheme.values import FileText

Loc = tuple[str | int, ...]  # keys and indexes from the root, as pydantic gives them


@dataclass(slots=True)
class ScalarNode:
    """A scalar with its text as in the file; `parameter` names the parameter that it was replaced from.

    `changed`: `KEY=text` where another text than the file's was put in its place.
    """

    place: TextPlace
    text: str
    quoted: bool = False
    parameter: str = ""
    changed: str = ""

    def data(self) -> FileText:
        """The text, which remembers whether it was in quotes."""
        return FileText(self.text, quoted=self.quoted)


@dataclass(slots=True)
class SequenceNode:
    """A list."""

    place: TextPlace
    items: list[Node] = field(default_factory=list)

    def data(self) -> list[Any]:
        """The items as plain data."""
        return [item.data() for item in self.items]


@dataclass(slots=True)
class MappingNode:
    """A mapping; keys are unique texts in file order, each with the place of the key itself."""

    place: TextPlace
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, TextPlace] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """The entries as plain data."""
        return {key: value.data() for key, value in self.entries.items()}


Node = ScalarNode | SequenceNode | MappingNode


def walk(node: Node | None, loc: Loc = ()) -> Iterator[tuple[Loc, Node]]:
    """Every node with its path, parents first, in file order."""
    if node is None:
        return
    yield loc, node
    if isinstance(node, MappingNode):
        for key, value in node.entries.items():
            yield from walk(value, (*loc, key))
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.items):
            yield from walk(value, (*loc, index))


def path_to(root: Node | None, loc: Sequence[str | int]) -> list[Node]:
    """The nodes from the root along `loc`, as far as the file goes (a single item stands for a list of one)."""
    if root is None:
        return []
    found: list[Node] = [root]
    for step in loc:
        node = found[-1]
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node.entries:
            found.append(node.entries[step])
        elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
            found.append(node.items[step])
        elif not (step == 0 and not isinstance(node, SequenceNode)):
            break
    return found


def place_of(root: Node | None, loc: Sequence[str | int]) -> TextPlace | None:
    """Where the value at `loc` stands, or the nearest mapping or list around it that the file has."""
    nodes = path_to(root, loc)
    return nodes[-1].place if nodes else None


def key_place(root: Node | None, loc: Sequence[str | int]) -> TextPlace | None:
    """Where the last key of `loc` stands; the value's place for an item of a list."""
    if loc:
        parent = path_to(root, loc[:-1])
        if parent and isinstance(parent[-1], MappingNode) and loc[-1] in parent[-1].keys:
            return parent[-1].keys[str(loc[-1])]
    return place_of(root, loc)


def path_text(root: Node | None, loc: Sequence[str | int]) -> str:
    """The path for people: ids instead of indexes, as `qualification > single-purchase > when`."""
    parts: list[str] = []
    for depth, step in enumerate(loc):
        if isinstance(step, str):
            parts.append(step)
            continue
        nodes = path_to(root, loc[: depth + 1])
        node = nodes[-1] if len(nodes) == depth + 2 else None
        name = node.entries.get("id") if isinstance(node, MappingNode) else None
        if isinstance(name, ScalarNode) and name.text:
            parts.append(name.text)
        elif node is not None and not isinstance(node, ScalarNode):
            parts.append(f"item {step + 1}")
    return " > ".join(parts)
