"""A file of sales read in pieces, some side by side, so that no more of it is in memory twice than a few pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from patron.engine.batch import processors
from patron.files.source import FIRST_ROW, Source
from patron.files.table import Cells, Table, understood

T = TypeVar("T")
PIECE = 1 << 20  # rows


def pieces(cells: Cells, take: Callable[[int, Table], T], *, every_problem: bool = False) -> Iterator[T]:
    """What `take` makes of the number of each piece and its table, in the order of the file; it runs in threads.

    A file that cannot be read by stretches is one piece. Raises FindingsError if the file cannot be read.
    """
    parts = list(_stretches(cells.source))

    def work(number: int) -> T:
        return take(number, understood(replace(cells, source=parts[number]), every_problem=every_problem))

    if len(parts) == 1:
        yield work(0)
        return
    threads = processors.threads()
    waiting: list[Future[T]] = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for number in range(len(parts)):
                waiting.append(pool.submit(work, number))
                if len(waiting) > threads:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            pool.shutdown(cancel_futures=True)


def _stretches(source: Source) -> Iterator[Source]:
    height = source.height or 0
    if height <= PIECE:
        yield source
        return
    for offset in range(0, height, PIECE):
        yield replace(source, frame=source.frame.slice(offset, PIECE), first=FIRST_ROW + offset)
