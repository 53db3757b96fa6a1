"""Keys of single values in a scheme: `year_total` for a parameter, `single-purchase.purchase.at_least` for a value of a rule.

A key names a value by the ids and keys on its way, of which those in between may be left out while only one value
is meant: `single-purchase.at_least`. What is named by most of its way wins over what is named by less of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from patron.scheme.nodes import Loc, MappingNode, Node, ScalarNode, SequenceNode, path_to
from patron.scheme.parameters import SECTION, USE
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean

# What is said of a rule and not part of it.
_WORDS = {"id", "zh", "en", "note"}
_HEAD = {"scheme", "industry", "currency", "time_zone"}
_SILENT = {"when", "any_of", "all_of"}  # keys that a short name leaves out
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Key:
    """A value of the file: its short name, every step of its way from the top, and where it stands."""

    name: str
    steps: tuple[str, ...]
    loc: Loc
    text: str
    parameter: str = ""  # the parameter that is used there
    uses: tuple[Key, ...] = ()  # of a parameter: the values that are taken from it


def keys_of(root: MappingNode) -> list[Key]:
    """Every value that can be changed, in the order of the file; names are unique."""
    values = [one for one in _values(root) if one.steps[0] not in _HEAD | {SECTION, "title"}]
    found = [_parameter(name, node, values) for name, node in _parameters(root).items()]
    found += values
    names: dict[str, int] = {}
    for one in found:
        names[one.name] = names.get(one.name, 0) + 1
    return [
        one if names[one.name] == 1 else Key(".".join(one.steps), one.steps, one.loc, one.text, one.parameter, one.uses) for one in found
    ]


def find_key(root: MappingNode, name: str) -> Key | Problem:
    """The value that a key names, or what is wrong with the key (as a problem of the whole file)."""
    known = keys_of(root)
    wanted = tuple(part.strip() for part in name.split("."))
    exact = [one for one in known if one.name == name.strip()]
    found = exact or [one for one in known if _fits(wanted, one.steps)]
    if len(found) > 1:
        found = [one for one in found if _adjoining(wanted, one.steps)] or found
    if not found:
        return Problem((), "unknown-figure", f"nothing that can be changed is named '{name}'", _help(name, known))
    if len(found) > 1:
        shown = ", ".join(one.name for one in found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        return Problem((), "ambiguous-figure", f"'{name}' may be any of {len(found)} values", f"write one of {shown}")
    if found[0].parameter:
        used = found[0].parameter
        return Problem(found[0].loc, "ambiguous-figure", f"'{name}' is the parameter '{used}'", f"write {used}")
    return found[0]


def change_values(root: MappingNode, changes: Mapping[str, str]) -> list[Problem]:
    """Put other texts in the place of values, in the tree; what is wrong with the keys."""
    problems = []
    for name, text in changes.items():
        found = find_key(root, name)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        node = path_to(root, found.loc)[-1]
        assert isinstance(node, ScalarNode)
        node.text, node.quoted, node.changed = text, False, f"{found.name}={text}"
    return problems


def _parameters(root: MappingNode) -> dict[str, Node]:
    section = root.entries.get(SECTION)
    entries = section.entries if isinstance(section, MappingNode) else {}
    values = {name: node.entries.get("value") for name, node in entries.items() if isinstance(node, MappingNode)}
    return {name: value for name, value in values.items() if isinstance(value, ScalarNode)}


def _parameter(name: str, node: Node, values: list[Key]) -> Key:
    assert isinstance(node, ScalarNode)
    uses = tuple(one for one in values if one.parameter == name)
    return Key(name, (name,), (SECTION, name, "value"), node.text, uses=uses)


def _values(node: Node, steps: tuple[str, ...] = (), loc: Loc = (), within: int = 0) -> Iterator[Key]:
    """Values below a node; `within`: how many steps come before the nearest rule."""
    if isinstance(node, MappingNode):
        for key, value in node.entries.items():
            if key not in _WORDS:
                yield from _values(value, (*steps, key), (*loc, key), within)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            named = item.entries.get("id") if isinstance(item, MappingNode) else None
            if isinstance(named, ScalarNode) and named.text:
                yield from _values(item, (*steps, named.text), (*loc, index), len(steps))
            else:
                yield from _values(item, (*steps, str(index + 1)), (*loc, index), within)
    else:
        use = USE.fullmatch(node.text) if not node.quoted else None
        short = [step for step in steps[within:-1] if step not in _SILENT and not step.isdigit()]
        yield Key(".".join([*short, steps[-1]]), steps, loc, node.text, node.parameter or (use[1] if use else ""))


def _fits(wanted: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    """Whether the wanted steps come in this order, the last of them last."""
    if not wanted or wanted[-1] != steps[-1]:
        return False
    rest = iter(steps)
    return all(step in rest for step in wanted)


def _adjoining(wanted: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    """Whether nothing but `when` and the like was left out between the wanted steps."""
    spoken = tuple(step for step in steps if step not in _SILENT or step in wanted)
    return spoken[-len(wanted) :] == wanted


def _help(name: str, known: list[Key]) -> str:
    near = did_you_mean(name, [one.name for one in known if not one.parameter])
    if near:
        return near
    figures = [one.name for one in known if not one.parameter and one.text[:1].isdigit()]
    more = f" … ({len(figures)} in all)" if len(figures) > _SHOWN else ""
    return f"figures: {', '.join(figures[:_SHOWN])}{more}" if figures else ""
