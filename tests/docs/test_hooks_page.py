"""The page on hooks: every hook with its exact signature, and every class that a plugin hands over."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from patron import hookspecs, vocabulary

PAGE = (Path(__file__).parents[2] / "docs" / "hooks.md").read_text(encoding="utf-8")


def hooks() -> dict[str, object]:
    return {name: value for name, value in vars(hookspecs).items() if name.startswith("patron_") and inspect.isfunction(value)}


def signature(name: str, hook: object) -> str:
    assert callable(hook)
    shown = inspect.signature(hook)
    parameters = ", ".join(f"{one.name}: {one.annotation}" for one in shown.parameters.values())
    return f"def {name}({parameters}) -> {shown.return_annotation}"


def test_every_hook_is_there_with_its_signature_and_sentence() -> None:
    assert hooks()
    for name, hook in hooks().items():
        assert f"### `{name}`\n\n```python\n{signature(name, hook)}\n```\n\n{inspect.getdoc(hook)}\n" in PAGE


def test_no_hook_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE)) == set(hooks())


def test_every_class_of_the_vocabulary_is_named() -> None:
    classes = {name for name, value in vars(vocabulary).items() if inspect.isclass(value) and value.__module__ == vocabulary.__name__}
    assert classes == set(re.findall(r"^\| `([A-Z]\w+)` \|", PAGE, re.MULTILINE))


def test_the_version_of_the_api_is_the_one_shown() -> None:
    assert f"PATRON_API = {hookspecs.API_VERSION}\n" in PAGE
