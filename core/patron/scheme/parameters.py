"""Parameters: `$name` gives way to the named figure wherever a value stands; the place of use is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from patron.scheme.nodes import Loc, MappingNode, ScalarNode, walk
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean

SECTION = "parameters"
USE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_-]*)")
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Replaced:
    """What the replacing found: problems, and the paths of uses that have no figure to give way to."""

    problems: tuple[Problem, ...]
    without_figure: tuple[Loc, ...]


def replace_parameters(root: MappingNode, overrides: Mapping[str, str]) -> Replaced:
    """Replace every use in the tree, in place; `overrides` are figures by name that come before the file's own."""
    section = root.entries.get(SECTION)
    defined = section.entries if isinstance(section, MappingNode) else {}
    problems = list(_definitions(defined))
    for name in overrides:
        if name not in defined:
            problems.append(Problem((), "unknown-parameter", f"no parameter is named '{name}'", did_you_mean(name, defined, "parameters")))
    figures = _figures(defined, overrides)
    used: set[str] = set()
    without: list[Loc] = []
    for loc, node in walk(root):
        use = USE.fullmatch(node.text) if isinstance(node, ScalarNode) and not node.quoted and loc[:1] != (SECTION,) else None
        if use is None or not isinstance(node, ScalarNode):
            continue
        name = use[1]
        used.add(name)
        if name not in defined:
            problems.append(Problem(loc, "unknown-parameter", f"no parameter is named '{name}'", did_you_mean(name, defined, "parameters")))
        if name in figures:
            figure = figures[name]
            node.text, node.quoted, node.parameter, node.changed = figure.text, figure.quoted, name, figure.changed
        else:
            without.append(loc)
    for name in defined:
        if name not in used:
            problems.append(
                Problem(
                    (SECTION, name),
                    "unused-parameter",
                    f"nothing reads the parameter '{name}'",
                    f"use it as ${name}, or delete it",
                    on_key=True,
                )
            )
    return Replaced(tuple(problems), tuple(without))


def _definitions(defined: Mapping[str, object]) -> Iterator[Problem]:
    for name, node in defined.items():
        loc: Loc = (SECTION, name)
        if not NAME.fullmatch(name):
            yield Problem(
                loc,
                "bad-parameter-name",
                f"'{name}' is not a parameter's name",
                "use small letters, digits and '_', a letter first, such as year_total",
                on_key=True,
            )
        value = node.entries.get("value") if isinstance(node, MappingNode) else None
        if isinstance(value, ScalarNode) and not value.quoted and USE.fullmatch(value.text):
            yield Problem((*loc, "value"), "nested-parameter", f"the value '{value.text}' is itself a parameter", "write the figure")


def _figures(defined: Mapping[str, object], overrides: Mapping[str, str]) -> dict[str, ScalarNode]:
    figures = {}
    for name, node in defined.items():
        value = node.entries.get("value") if isinstance(node, MappingNode) else None
        if isinstance(value, ScalarNode):
            if name in overrides:
                value.text, value.quoted = overrides[name], False
            if value.text and not USE.fullmatch(value.text):
                figures[name] = value
    return figures
