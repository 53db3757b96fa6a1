"""The house's rules for code: short files and functions, every public name documented, nothing left undone."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 70
MEDIAN_LINES_OF_A_FILE = 130
BINARY = {".xlsx", ".parquet", ".png", ".ico", ".woff2"}


def tracked() -> list[Path]:
    """Every file of the repository; without git, every file that a fresh copy has."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    skipped = {".venv", ".git", "out", "build", "dist"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)]


FILES = tracked()
PYTHON = [path for path in FILES if path.suffix == ".py"]
SHIPPED = [path for path in PYTHON if path.is_relative_to(ROOT / "core") or path.relative_to(ROOT).match("plugins/*/patron_*/*.py")]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_file_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_FILE


def test_half_of_the_files_are_very_short() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in SHIPPED)
    assert lengths[len(lengths) // 2] < MEDIAN_LINES_OF_A_FILE


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_function_is_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [f"{node.name}:{node.lineno}" for node in functions if (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", SHIPPED, ids=shown)
def test_every_public_name_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has none"
    assert undocumented(tree) == []


def undocumented(tree: ast.Module | ast.ClassDef) -> list[str]:
    found = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            found += [] if ast.get_docstring(node) or overrides(node) else [f"{node.name}:{node.lineno}"]
            found += undocumented(node) if isinstance(node, ast.ClassDef) else []
    return found


def overrides(node: ast.AST) -> bool:
    """Setters, overloads and overriding methods say what the first one says."""
    decorators = getattr(node, "decorator_list", [])
    return any(ast.unparse(decorator).split(".")[-1] in {"setter", "overload", "override"} for decorator in decorators)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_nothing_is_left_undone_and_no_path_is_of_one_machine(path: Path) -> None:
    if path.suffix in BINARY or path == Path(__file__):
        return
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    words = re.findall(r"\b(?:TO" + r"DO|FIX" + r"ME|XXX)\b|NotImplemented" + r"Error", text)
    assert words == []
    assert re.findall(r"(?<![\w./])/(?:home|root|work|Users)/\w+", text) == []


def test_no_two_modules_of_tests_have_one_name() -> None:
    """pytest imports them by name alone, and takes no second one."""
    names = Counter(path.name for path in PYTHON if path.name.startswith("test_") and "template" not in path.parts)
    assert [name for name, times in names.items() if times > 1] == []
