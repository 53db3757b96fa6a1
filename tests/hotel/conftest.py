from __future__ import annotations

from pathlib import Path

import pytest
from house import ready


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """The hotel's scheme as `patron init` writes it."""
    return ready(tmp_path, "hotel")
