"""The plugins that these tests run with: the shop of `patron_testshop`, and one that cannot be loaded."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest
from patron import plugins


@pytest.fixture
def shop_plugins(monkeypatch: pytest.MonkeyPatch) -> plugins.Plugins:
    found = plugins.Plugins(
        [EntryPoint("shop", "patron_testshop", plugins.GROUP), EntryPoint("broken", "patron_no_such_module", plugins.GROUP)]
    )
    monkeypatch.setattr(plugins, "installed", lambda: found)
    return found
