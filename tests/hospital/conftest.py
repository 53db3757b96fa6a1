from __future__ import annotations

from pathlib import Path

import pytest
from house import ready


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """The hospital's cards as `patron init` writes them."""
    return ready(tmp_path, "hospital", "hospital-cards")
