"""Threads that need a source at once, as the parts of a large file do, all get it."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from patron.engine.batch.codegen import source
from patron.engine.batch.structure import Wanted, structure_of
from plans import plan, rule, spend, tier


@pytest.fixture
def switching() -> Iterator[None]:
    """Threads take turns wherever garbage is collected, which is often."""

    def give_way(phase: str, _: dict[str, int]) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(give_way)


def test_a_source_is_made_in_several_threads_at_once(switching: None) -> None:
    scheme = plan([tier("guest"), tier("vip", term="12 months")], qualification=[rule("one", 1, spend("12 months", at_least=7))])
    wanted = Wanted(returns=True, movements=True, opening_points=True, groups=False, prices=False, detail=True, columns=1)
    structure = structure_of(scheme, wanted)
    for _ in range(3):
        source._source.cache_clear()
        with ThreadPoolExecutor(4) as pool:
            made = {pool.submit(source.generate, scheme, structure) for _ in range(4)}
        assert len({one.result().source for one in made}) == 1
