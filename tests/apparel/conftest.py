from __future__ import annotations

from pathlib import Path

import pytest
from house import ready


@pytest.fixture
def ladder(tmp_path: Path) -> Path:
    """The ladder by quarter spend as `patron init` writes it."""
    return ready(tmp_path, "apparel", "apparel-ladder")


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """The card scheme as `patron init` writes it."""
    return ready(tmp_path, "apparel", "apparel-card")
