"""Hands each function the arrays that it or its callees read: the template's `a.day` becomes an argument of its own.

Compiled code pays for every array that a call passes on, at compile time most of all.
"""

from __future__ import annotations

import ast

from patron.engine.batch.template.types import Arrays

NAMES = tuple(Arrays.__annotations__)  # in the order in which the entry takes them
_BUNDLE = "a"


def _used(function: ast.FunctionDef) -> set[str]:
    return {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute) and _is_bundle(node.value)}


def _called(function: ast.FunctionDef) -> set[str]:
    return {node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def _is_bundle(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == _BUNDLE


def needs(functions: dict[str, ast.FunctionDef], callees_first: list[str], entry: str) -> dict[str, tuple[str, ...]]:
    """The arrays of each function in the order of NAMES; the entry takes all."""
    found: dict[str, set[str]] = {}
    for name in callees_first:
        found[name] = _used(functions[name]).union(*(found[other] for other in _called(functions[name]) if other in found))
    found[entry] = set(NAMES)
    return {name: tuple(array for array in NAMES if array in used) for name, used in found.items()}


class Spread(ast.NodeTransformer):
    """Replaces the bundle by the arrays that are needed. Numbers are passed as `whole(21)`: Numba would
    compile a helper again for every literal number."""

    def __init__(self, needed: dict[str, tuple[str, ...]]) -> None:
        self.needed = needed

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """The function with its arrays first."""
        if node.args.args and node.args.args[0].arg == _BUNDLE:
            node.args.args = [*(ast.arg(_argument(name)) for name in self.needed[node.name]), *node.args.args[1:]]
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """An array by its own name."""
        self.generic_visit(node)
        return ast.Name(_argument(node.attr), node.ctx) if _is_bundle(node.value) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A call with the callee's arrays."""
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id not in self.needed:
            return node
        passed: list[ast.expr] = []
        for one in node.args:
            if _is_bundle(one):
                passed += [ast.Name(_argument(name), ast.Load()) for name in self.needed[node.func.id]]
            elif isinstance(one, ast.Constant | ast.UnaryOp):
                passed.append(ast.Call(ast.Name("whole", ast.Load()), [one], []))
            else:
                passed.append(one)
        node.args = passed
        return node


def _argument(name: str) -> str:
    """Apart from the template's local names."""
    return f"a_{name}"
