"""The whole generated source of a plan's kernel."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from patron.engine.batch.codegen.conditions import Emitter
from patron.engine.batch.codegen.fold import fold, reachable
from patron.engine.batch.codegen.offsets import constants
from patron.engine.batch.structure import Structure
from patron.engine.plan import Plan

_MODULES = ("calendar", "windows", "introducers", "tiers", "points", "spending", "movements", "returns", "member")
ENTRY = "run_members"


@dataclass(frozen=True, slots=True)
class Generated:
    """The source, its layout by name, and the thresholds in the order in which it reads them."""

    source: str
    layout: dict[str, int]
    bounds: tuple[int, ...]


@cache
def _template(name: str) -> str:
    return files("patron.engine.batch.template").joinpath(f"{name}.py").read_text(encoding="utf-8")


class _Whole(ast.NodeTransformer):
    """Passes numbers to helpers as `whole(21)`: Numba would compile a helper again for every literal number."""

    def __init__(self, functions: set[str]) -> None:
        self.functions = functions

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A call with its literal numbers wrapped."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.functions:
            node.args = [
                ast.Call(ast.Name("whole", ast.Load()), [one], []) if isinstance(one, ast.Constant | ast.UnaryOp) else one
                for one in node.args
            ]
        return node


def generate(plan: Plan, structure: Structure) -> Generated:
    """Functions decorated with `helper`, and `run_members` with `entry`; these names and `whole` are the importer's to give."""
    values = constants(plan, structure)
    emitter = Emitter(plan, structure)
    functions = {}
    for text in (*map(_template, _MODULES), emitter.source()):
        functions.update(fold(ast.parse(text), values))
    whole = _Whole(set(functions))
    parts = []
    for name in reachable(functions, ENTRY):
        parts.append(f"@{'entry' if name == ENTRY else 'helper'}\n{ast.unparse(whole.visit(functions[name]))}\n")
    return Generated("\n\n".join(parts), {name: int(value) for name, value in values.items()}, tuple(emitter.bounds.values))
