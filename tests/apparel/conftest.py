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


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """Classes A, B and C as `patron init` writes them."""
    return ready(tmp_path, "apparel", "apparel-classes")


@pytest.fixture
def mall(tmp_path: Path) -> Path:
    """The mall's scheme as `patron init` writes it."""
    return ready(tmp_path, "apparel", "apparel-mall")


@pytest.fixture
def goods_ladder(tmp_path: Path) -> Path:
    """The ladder by goods as `patron init` writes it."""
    return ready(tmp_path, "apparel", "apparel-goods-ladder")
