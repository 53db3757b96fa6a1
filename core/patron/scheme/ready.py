"""The ready schemes that ship inside packages."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath


def ready_files(package: str, resource: str) -> dict[str, str]:
    """A ready scheme and its tests, by file name, from the `schemes` folder of an installed package."""
    folder = files(package) / "schemes"
    names = (resource, f"{PurePath(resource).stem}_test.yaml")
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}
