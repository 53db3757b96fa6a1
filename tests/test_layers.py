"""Who may import whom: every import statement of the code is read, those inside functions too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = ROOT / "core" / "patron"
# From the lowest; a layer imports those below it and itself.
LAYERS = (
    ("patron.findings", "patron.vocabulary"),
    ("patron.hookspecs", "patron.industry_check"),
    ("patron.plugins",),
    ("patron.scheme",),
    ("patron.engine",),
    ("patron.files",),
    ("patron.cluster",),
    ("patron.explain", "patron.quote", "patron.simulation", "patron.scheme_tests", "patron.store"),
    ("patron.cli", "patron.pytest_plugin"),
)
PUBLIC_TO_PLUGINS = ("patron.vocabulary", "patron.hookspecs", "patron.findings", "patron.scheme.model")
# The one look upwards: hooks speak of the scheme's model, in annotations only.
ALLOWED = {("patron.hookspecs", "patron.scheme.model"), ("patron.plugins", "patron.scheme.model")}


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(CORE.rglob("*.py")):
        name = ".".join(("patron", *path.relative_to(CORE).with_suffix("").parts)).removesuffix(".__init__")
        found.append((name, path))
    return found


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "patron":
                yield from (f"patron.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def within(module: str, packages: tuple[str, ...] | str) -> bool:
    names = (packages,) if isinstance(packages, str) else packages
    return any(module == name or module.startswith(f"{name}.") for name in names)


def layer_of(module: str) -> int | None:
    return next((number for number, packages in enumerate(LAYERS) if within(module, packages)), None)


def test_every_module_has_a_layer() -> None:
    assert [name for name, _ in modules() if name != "patron" and layer_of(name) is None] == []


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_a_module_imports_only_lower_layers(module: str, path: Path) -> None:
    own = layer_of(module)
    if own is None:
        return
    upwards = []
    for imported in imports(path):
        other = layer_of(imported)
        if other is not None and other > own and not any(within(module, a) and within(imported, b) for a, b in ALLOWED):
            upwards.append(imported)
    assert upwards == []


def test_the_runners_do_not_import_each_other() -> None:
    pairs = (("patron.engine.reference", "patron.engine.batch"), ("patron.engine.batch", "patron.engine.reference"))
    for module, path in modules():
        for own, other in pairs:
            if within(module, own):
                assert [name for name in imports(path) if within(name, other)] == [], module


def test_plugins_import_only_the_public_part() -> None:
    for path in sorted((ROOT / "plugins").glob("*/patron_*/**/*.py")):
        inner = [name for name in imports(path) if within(name, "patron") and not within(name, PUBLIC_TO_PLUGINS)]
        assert inner == [], path


def test_the_charter_and_the_model_know_no_engine() -> None:
    for module, path in modules():
        if within(module, "patron.scheme"):
            assert [name for name in imports(path) if within(name, ("patron.engine", "polars", "numpy", "numba"))] == [], module


def test_only_the_command_line_knows_the_command_line() -> None:
    for module, path in modules():
        if not within(module, "patron.cli"):
            assert [name for name in imports(path) if within(name, "click")] == [], module
