"""Operating-system processes that use one store at the same time, through the public API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.pool import Pool
from typing import Any

import patron
from patron.store.refused import RefusedError

Asked = tuple[str, str, list[tuple[dict[str, Any], str | None]]]  # url, method, (what is told, key)
_open: dict[str, Any] = {}


def tell_all(asked: Asked) -> list[Any]:
    """Tell everything, one after another: the answer as JSON, or the codes of what was refused. The store stays open."""
    url, method, told = asked
    if url not in _open:
        _open[url] = patron.open_store(url)
    return [_answer(_open[url], method, one, key) for one, key in told]


def _answer(store: Any, method: str, told: dict[str, Any], key: str | None) -> Any:
    try:
        return getattr(store, method)(told, key=key).as_json()
    except RefusedError as error:
        return [one.code for one in error.refusals]


@contextmanager
def clients(count: int) -> Iterator[Pool]:
    """So many processes, started once."""
    with get_context("spawn").Pool(count) as pool:
        yield pool


def at_once(pool: Pool, url: str, method: str, told: list[list[tuple[dict[str, Any], str | None]]]) -> list[Any]:
    """Each process tells its list; all answers in one list."""
    asked: list[Asked] = [(url, method, each) for each in told]
    return [answer for answers in pool.map(tell_all, asked, chunksize=1) for answer in answers]
