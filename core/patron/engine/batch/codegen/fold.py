"""Names become numbers, and branches that can never run go: from the template to the source for one structure."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

_OPERATIONS: dict[type[ast.AST], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _constant(node: ast.AST) -> int | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _constant(node.operand)
        return None if inner is None else -inner
    return None


class Folder(ast.NodeTransformer):
    """Replaces the known names, and drops what can then never run; annotations and docstrings go as well."""

    def __init__(self, values: dict[str, int | bool]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A known name is its value."""
        if node.id in self.values and isinstance(node.ctx, ast.Load):
            return ast.Constant(self.values[node.id])
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function without its annotations and docstring."""
        node.returns = None
        for argument in node.args.args:
            argument.annotation = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """One branch, where the test is known."""
        self.generic_visit(node)
        known = _constant(node.test)
        if known is None:
            node.body = node.body or [ast.Pass()]
            return node
        return node.body if known else node.orelse

    def visit_For(self, node: ast.For) -> ast.AST | None:
        """A loop over nothing goes."""
        self.generic_visit(node)
        call = node.iter
        if isinstance(call, ast.Call) and len(call.args) == 1 and _constant(call.args[0]) == 0:
            return None
        node.body = node.body or [ast.Pass()]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """One side, where the test is known."""
        self.generic_visit(node)
        known = _constant(node.test)
        if known is None:
            return node
        return node.body if known else node.orelse

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """`not` of something known."""
        self.generic_visit(node)
        known = _constant(node.operand)
        return ast.Constant(not known) if isinstance(node.op, ast.Not) and known is not None else node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Parts that are known decide, or go."""
        self.generic_visit(node)
        decides = isinstance(node.op, ast.Or)
        kept: list[ast.expr] = []
        for part in node.values:
            known = _constant(part)
            if known is None:
                kept.append(part)
            elif bool(known) is decides:
                kept.append(ast.Constant(decides))
                break
        if not kept:
            return ast.Constant(not decides)
        if len(kept) == 1 or _constant(kept[0]) is not None:
            return kept[0]
        node.values = kept
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Offsets are added up."""
        self.generic_visit(node)
        left, right = _constant(node.left), _constant(node.right)
        operation = _OPERATIONS.get(type(node.op))
        if operation is None or left is None or right is None:
            return node
        return ast.Constant(operation(left, right))

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Counts are compared; `kind in (1, 2)` is spelt out, which compiles in less time."""
        self.generic_visit(node)
        if isinstance(node.ops[0], ast.In) and isinstance(node.comparators[0], ast.Tuple):
            return ast.BoolOp(ast.Or(), [ast.Compare(node.left, [ast.Eq()], [one]) for one in node.comparators[0].elts])
        left, right = _constant(node.left), _constant(node.comparators[0])
        operation = _OPERATIONS.get(type(node.ops[0]))
        if len(node.ops) > 1 or operation is None or left is None or right is None:
            return node
        return ast.Constant(bool(operation(left, right)))


def fold(tree: ast.Module, values: dict[str, int | bool]) -> dict[str, ast.FunctionDef]:
    """The functions of a module by name, folded."""
    folder = Folder(values)
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            folded = folder.visit(node)
            assert isinstance(folded, ast.FunctionDef)
            found[node.name] = ast.fix_missing_locations(folded)
    return found


def reachable(functions: dict[str, ast.FunctionDef], entry: str) -> list[str]:
    """The functions that the entry needs, callees first."""
    ordered: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        seen.add(name)
        called = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name) and node.id in functions}
        for other in sorted(called - seen):
            if other not in seen:
                visit(other)
        ordered.append(name)

    visit(entry)
    return ordered
