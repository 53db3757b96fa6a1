"""A problem of a scheme by path, before it has a file and a place."""

from __future__ import annotations

from dataclasses import dataclass

from patron.findings import Finding, Severity, TextPlace
from patron.scheme.nodes import Loc, MappingNode, ScalarNode, key_place, path_text, path_to, place_of

_SAYS_ITSELF = {"currency", "industry", "time_zone"}  # "no industry is named … in industry" would say it twice


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at `loc`; `on_key`: the key itself is marked and not its value."""

    loc: Loc
    code: str
    message: str
    help: str = ""
    on_key: bool = False
    severity: Severity = Severity.ERROR


def locate(problem: Problem, root: MappingNode, path: str) -> Finding:
    """The problem as a finding: its path in words behind the message, its place in the file."""
    where = path_text(root, problem.loc[:-1] if problem.on_key else problem.loc)
    message = f"{problem.message} in {where}" if where and where not in _SAYS_ITSELF else problem.message
    place = key_place(root, problem.loc) if problem.on_key else _mark(root, problem.loc)
    nodes = path_to(root, problem.loc)
    help_ = problem.help
    if isinstance(nodes[-1], ScalarNode) and nodes[-1].changed and not problem.on_key:
        help_ = f"the value is that of --vary {nodes[-1].changed}" + (f"; {help_}" if help_ else "")
    elif isinstance(nodes[-1], ScalarNode) and nodes[-1].parameter and not problem.on_key:
        help_ = f"the value is that of parameter '{nodes[-1].parameter}'" + (f"; {help_}" if help_ else "")
    return Finding(path, place, problem.code, message, help_, problem.severity)


def _mark(root: MappingNode, loc: Loc) -> TextPlace | None:
    """The value's place; of a mapping without brackets, its first key."""
    place = place_of(root, loc)
    node = path_to(root, loc)[-1]
    if isinstance(node, MappingNode):
        return _first_key(node)
    return place


def _first_key(node: MappingNode) -> TextPlace:
    for place in node.keys.values():
        if (place.line, place.column) == (node.place.line, node.place.column):
            return place
    return node.place
