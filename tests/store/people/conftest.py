"""Stores for tests of members."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from patron.store.store import Store
from store_people import Clock, circle


@pytest.fixture
def clock() -> Clock:
    """The stores' clock."""
    return Clock()


@pytest.fixture
def store(sqlite_url: str, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """A store on SQLite."""
    with circle(sqlite_url, tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def both(store_url: str, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """A store on each database."""
    with circle(store_url, tmp_path, clock) as opened:
        yield opened
