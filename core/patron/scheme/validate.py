"""Validation of a tree of nodes: the scheme, or as much of it as is sound, and every problem of its shape.

What is wrong is pruned and the rest validated again, so that the checks of references can run on the
sound part and one run shows everything. Problems inside what was pruned would only echo the first
finding, so pruned mappings are remembered as tainted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from patron.findings import TextPlace
from patron.scheme.messages import keys_of, model_at, to_problem
from patron.scheme.model import Scheme
from patron.scheme.nodes import Loc, MappingNode, Node, ScalarNode, SequenceNode, path_to, walk
from patron.scheme.problem import Problem
from patron.scheme.slips import empty_value_help
from patron.scheme.suggest import nearest

M = TypeVar("M", bound=BaseModel)
_ROUNDS = 12
_LOOKED_AT = 200  # unknown keys that are compared with missing ones
_NOWHERE = TextPlace(1, 1)
# For the head of a file that lacks a key, so that the rest can be checked; such a scheme is never handed out.
STAND_INS: dict[str, Node] = {
    "scheme": ScalarNode(_NOWHERE, "x"),
    "title": MappingNode(_NOWHERE, {"zh": ScalarNode(_NOWHERE, "x"), "en": ScalarNode(_NOWHERE, "x")}),
    "currency": ScalarNode(_NOWHERE, "CNY"),
    "time_zone": ScalarNode(_NOWHERE, "UTC"),
}
_NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class Tainted:
    """Mappings from which something was pruned, by identity, and whether a tier was."""

    nodes: set[int] = field(default_factory=set)
    gone: set[Loc] = field(default_factory=set)  # paths that were pruned
    tiers: bool = False

    def touches(self, root: MappingNode, loc: Loc) -> bool:
        """Whether something on the path was pruned in part."""
        return any(id(node) in self.nodes for node in path_to(root, loc))


def empty_values(root: MappingNode) -> list[Problem]:
    """Keys and items without a value; YAML reads them as null, which no key of the language takes."""
    return [
        Problem(
            loc,
            "empty-value",
            f"'{loc[-1]}' has no value" if isinstance(loc[-1], str) else "this item has no value",
            empty_value_help(loc[-1]),
            on_key=True,
        )
        for loc, node in walk(root)
        if loc and isinstance(node, ScalarNode) and not node.quoted and not node.parameter and node.text in _NULLS
    ]


def prune(root: MappingNode, locs: Iterable[Loc], tainted: Tainted) -> bool:
    """Take out the values at `locs`, last first; False if one of them is the whole file."""
    for loc in sorted(
        {existing(root, loc) for loc in locs}, key=lambda one: [(isinstance(step, int), str(step).zfill(9)) for step in one], reverse=True
    ):
        if not loc:
            return False
        parents = path_to(root, loc[:-1])
        if len(parents) < len(loc):
            continue  # gone with what was around it
        parent, step = parents[-1], loc[-1]
        tainted.gone.add(loc)
        tainted.tiers = tainted.tiers or loc[0] == "tiers"
        if isinstance(parent, MappingNode) and isinstance(step, str):
            parent.entries.pop(step, None)
            parent.keys.pop(step, None)
        elif isinstance(parent, SequenceNode) and isinstance(step, int):
            del parent.items[step]
        if len(parents) > 1:
            tainted.nodes.add(id(_item(parents[1:], loc)))
    return True


def _told_once(problems: list[Problem], errors: list[ErrorDetails], gone: set[Loc], model: type[BaseModel]) -> list[Problem]:
    """Without missing keys that are there under a misspelled name, or that were told to have no value."""
    meant: set[Loc] = set()
    if any(problem.code == "missing-key" for problem in problems):
        unknown = [problem.loc for problem in problems if problem.code == "unknown-key"]
        for loc in unknown[:_LOOKED_AT]:
            meant |= {(*loc[:-1], name) for name in nearest(str(loc[-1]), keys_of(model_at(loc[:-1], model)))[:1]}
    kept = []
    for problem, error in zip(problems, errors, strict=True):
        told = tuple(error["loc"])
        if problem.code == "missing-key" and (told in meant or told in gone):
            continue
        kept.append(problem)
    return kept


def existing(root: MappingNode, loc: Loc) -> Loc:
    """`loc` as far as the tree has it: one item standing for a list has no index."""
    nodes = path_to(root, loc)
    while len(nodes) > 1 and loc and nodes[-1] is nodes[-2]:
        nodes.pop()
    kept: list[str | int] = []
    node = nodes[0]
    for step in loc:
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node.entries:
            node = node.entries[step]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
        kept.append(step)
    return tuple(kept)


def _item(parents: list[MappingNode | SequenceNode | ScalarNode], loc: Loc) -> object:
    """The rule (the item of a list) that was pruned in part, else the mapping."""
    for depth, node in enumerate(parents):
        if isinstance(loc[depth], int) and isinstance(node, MappingNode):
            return node
    return parents[-1]


def validate(
    root: MappingNode,
    *,
    places: int,
    tainted: Tainted,
    report: Callable[[list[Problem]], None],
    measures: tuple[str, ...] | None = None,
) -> Scheme | None:
    """The scheme of the sound part of the tree, or None if too little is sound.

    `measures` are the industry's, as further keys of conditions; None: the industry is not known, and any will do.
    `report` is given the problems of the first reading while the tree is still whole; then what is wrong is pruned.
    """
    context = {"places": places, "measures": measures}
    return validate_as(Scheme, root, context=context, stand_ins=STAND_INS, tainted=tainted, report=report)


def validate_as(
    model: type[M],
    root: MappingNode,
    *,
    context: dict[str, Any],
    stand_ins: Mapping[str, Node],
    tainted: Tainted,
    report: Callable[[list[Problem]], None],
    anywhere: Mapping[str, Node] = MappingProxyType({}),
) -> M | None:
    """A file of any kind by its class: what `validate` does for schemes.

    `stand_ins` are for keys of the head that are missing, `anywhere` for keys of any section, so that the rest is checked.
    """
    for attempt in range(_ROUNDS):
        try:
            return model.model_validate(root.data(), context=context)
        except ValidationError as error:
            # A title that falls back on an id that is missing: the missing id is told by itself.
            errors = [one for one in error.errors(include_url=False) if one["type"] != "default_factory_not_called"]
        if attempt == 0:
            problems = [to_problem(one, context.get("measures") or (), model) for one in errors]
            report(_told_once(problems, errors, tainted.gone, model))
        errors = [one for one in errors if not (one["type"] == "missing" and _stood_in(root, tuple(one["loc"]), stand_ins, anywhere))]
        if errors and not prune(root, [tuple(one["loc"][:-1] if one["type"] == "missing" else one["loc"]) for one in errors], tainted):
            break
    return None


def _stood_in(root: MappingNode, loc: Loc, stand_ins: Mapping[str, Node], anywhere: Mapping[str, Node]) -> bool:
    """Puts a stand-in where a key is missing; False if there is none for it."""
    key = str(loc[-1])
    given = stand_ins.get(key) if len(loc) == 1 else None
    given = given if given is not None else anywhere.get(key)
    section = path_to(root, loc[:-1])[-1]
    if given is None or not isinstance(section, MappingNode) or existing(root, loc[:-1]) != loc[:-1]:
        return False
    section.entries[key] = given
    return True
