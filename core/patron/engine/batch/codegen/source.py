"""The whole generated source of a plan's kernel."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock

from patron.engine.batch.codegen.arrays import Spread, needs
from patron.engine.batch.codegen.conditions import Emitter
from patron.engine.batch.codegen.fold import fold, reachable
from patron.engine.batch.codegen.offsets import constants
from patron.engine.batch.structure import Structure
from patron.engine.plan import Plan

_MODULES = ("calendar", "windows", "streams", "introducers", "tiers", "points", "spending", "issuing", "movements", "returns", "member")
ENTRY = "run_members"
_parsing = Lock()  # CPython 3.11 takes the depths of trees built at once in several threads for one, and refuses them (its issue 106905)
_AT_EVERY_PURCHASE = {  # and at the beginning and end of every member
    "run_member",
    "begin",
    "begin_points",
    "come_in",
    "purchase",
    "add_beside",
    "adds_beside",
    "keep_judged",
    "judge",
    "qualify",
    "look_up",
    "slide",
    "sliding_sum",
    "sliding_count",
    "accrue",
    "within_cap",
    "new_lot",
    "earn",
    "give_bonuses",
    "post",
    "detail_level",
    "amend",
    "write_out",
    "past_sum",
}


@dataclass(frozen=True, slots=True)
class Generated:
    """The source, its layout by name, and the thresholds in the order in which it reads them."""

    source: str
    layout: dict[str, int]
    bounds: tuple[int, ...]


@cache
def _template(name: str) -> str:
    return files("patron.engine.batch.template").joinpath(f"{name}.py").read_text(encoding="utf-8")


def generate(plan: Plan, structure: Structure) -> Generated:
    """Functions decorated with `helper` or `inlined`, and `run_members` with `entry`; these and `whole` are the importer's to give."""
    values = constants(plan, structure)
    emitter = Emitter(plan, structure)
    conditions = emitter.source()
    with _parsing:  # parts of the members are run side by side
        source = _source(conditions, tuple(values.items()))
    return Generated(source, {name: int(value) for name, value in values.items()}, tuple(emitter.bounds.values))


@lru_cache(maxsize=64)
def _source(conditions: str, values: tuple[tuple[str, int | bool], ...]) -> str:
    functions = {}
    for text in (*map(_template, _MODULES), conditions):
        functions.update(fold(ast.parse(text), dict(values)))
    names = reachable(functions, ENTRY)
    spread = Spread(needs(functions, names, ENTRY))
    parts = []
    for name in names:
        kind = "entry" if name == ENTRY else "inlined" if name in _AT_EVERY_PURCHASE else "helper"
        parts.append(f"@{kind}\n{ast.unparse(spread.visit(functions[name]))}\n")
    return "\n\n".join(parts)
