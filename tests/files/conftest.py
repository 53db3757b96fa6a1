"""What the tests of files share: a writer of small files, and a reader that gives findings as short text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patron.engine.history import History
from patron.files.read import read_history
from patron.findings import CellPlace, FindingsError
from patron.vocabulary import GENERAL

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(content: str | bytes, name: str = "sales.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return to_file


@pytest.fixture
def read() -> Callable[..., History]:
    def history(purchases: Path | None = None, members: Path | None = None, movements: Path | None = None, **options: Any) -> History:
        settings = {"time_zone": "Asia/Shanghai", "places": 2, "industry": GENERAL} | options
        return read_history(purchases, members, movements, **settings)

    return history


@pytest.fixture
def faults(read: Callable[..., History]) -> Callable[..., list[str]]:
    """`row:column:code` of every finding (`code` alone for a whole file)."""

    def found(*files: Path | None, **options: Any) -> list[str]:
        with pytest.raises(FindingsError) as caught:
            read(*files, **options)
        return [short(finding.place, finding.code) for finding in caught.value.findings]

    return found


def short(place: object, code: str) -> str:
    return f"{place.row}:{place.column}:{code}" if isinstance(place, CellPlace) else code
