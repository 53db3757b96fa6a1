"""`patron evaluate` of a large file: read once, handed to parts of the members, checked and run part by part, two side by side.

The answer is that of the whole file. Where rows are wrong in a way that only rows together show, or points are spent that are not there,
there is no answer here: the whole file is then read as a small one is, so that its findings are the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch import processors
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.profiles import never_filled, unlisted_words
from patron.engine.results import Evaluation
from patron.engine.run import run
from patron.engine.validate import find_faults
from patron.engine.validate.movements import check_movements
from patron.engine.validate.purchases import MOST_TOTAL
from patron.files.in_parts.chains import MOST, divide
from patron.files.in_parts.ending import ended_in_order
from patron.files.in_parts.room import available
from patron.files.in_parts.spread import Spread, split
from patron.files.in_parts.waiting import NoPlaceError
from patron.files.prepare import DataFiles, Prepared
from patron.files.read import Take, read_files
from patron.files.sales import Sales
from patron.files.sources import open_source
from patron.files.table import Table
from patron.files.tier_words import in_our_tiers
from patron.findings import FindingsError
from patron.vocabulary import Industry

FROM = 4_000_000  # rows of a file that is worked out in parts
PART = 1_500_000  # rows of a part
ROW = 100  # bytes that a row takes while it waits
MOST_WAITING = 3 << 30  # bytes of rows that wait in memory; more wait on the disk


def in_parts(
    files: DataFiles, plan: Plan, industry: Industry, as_of: int, said: Callable[[str], None]
) -> tuple[Evaluation, Prepared] | None:
    """Every member's result, and what was read without the sales; None where the file is not large, or must be looked at as a whole.

    Raises FindingsError for what cannot be read, and NoPlaceError where rows that do not fit into memory cannot wait on the disk.
    """
    height = _height(files, plan)
    if height is None:
        return None
    with _folder(height) as folder:
        spread: list[Spread] = []

        def begin(tables: Mapping[str, Table]) -> Take:
            members = tables["members"].frame if "members" in tables else History().members
            movements = tables["movements"].frame if "movements" in tables else History().movements
            spread.append(Spread(divide(plan, members, movements, min(MOST, -(-height // PART))), folder))
            return spread[0].take

        reading = read_files(
            files.purchases,
            files.members,
            files.movements,
            time_zone=plan.time_zone,
            places=plan.places,
            industry=industry,
            mapping=files.mapping,
            on_error=files.on_error,
            profile_fields=plan.profile_fields,
            instead=begin,
        )
        history, fields = in_our_tiers(reading.history, plan.tiers), plan.profile_fields
        unlisted = unlisted_words(history, fields, industry)
        prepared = Prepared(history, reading.rejected, reading.unread, never_filled(history, fields), unlisted, reading.headings)
        apart = spread[0].apart()
        if apart is None or not spread[0].agreed or spread[0].total > MOST_TOTAL or any(check_movements(history, plan)):
            return None
        evaluation = _run(_Parts(plan, history, spread[0], apart, as_of, _once(said)))
    return None if evaluation is None else (evaluation, prepared)


def _once(said: Callable[[str], None]) -> Callable[[str], None]:
    """Says of several parts what the first has to say."""
    first: list[str] = []

    def say(message: str) -> None:
        first.append(message)
        if len(first) == 1:
            said(message)

    return say


def _height(files: DataFiles, plan: Plan) -> int | None:
    """The rows of the file of sales, if it is one to be worked out in parts: cards, benefits and coupons are looked at as a whole."""
    whole = plan.cards or plan.benefits.ids or plan.coupons or plan.restricted or plan.points.vouchers
    if whole or files.purchases is None or files.purchases.is_dir():
        return None
    height = open_source(files.purchases).height
    return height if height is not None and height >= FROM else None


@contextmanager
def _folder(height: int) -> Iterator[Path | None]:
    """Where rows wait that would take more than a quarter of the memory that is free, or more than MOST_WAITING; else None."""
    if height * ROW <= min(MOST_WAITING, available() // 4):
        yield None
        return
    try:
        kept = tempfile.TemporaryDirectory(prefix="patron-parts-")
    except OSError as error:
        raise NoPlaceError(error) from error
    with ended_in_order(), kept as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class _Parts:
    """`history` has everything but the sales, which are in `spread`; `apart` as `Spread.apart` says."""

    plan: Plan
    history: History
    spread: Spread
    apart: npt.NDArray[np.bool_]
    as_of: int
    said: Callable[[str], None]


def _run(parts: _Parts) -> Evaluation | None:
    """Every part; None if one has faults."""
    division, history = parts.spread.division, parts.history
    members = split(history.members, division.of(history.members["member_id"]), division.count)
    moved_in = division.of(history.movements["member_id"], lambda: history.movements["movement_id"])
    movements = split(history.movements, moved_in, division.count)
    rest = [replace(history, members=mine, movements=moved) for mine, moved in zip(members, movements, strict=True)]
    blank = Sales(history.lines, history.returns)
    with ThreadPoolExecutor(processors.threads()) as pool:
        found = list(pool.map(lambda number: _part(parts, blank, number, rest[number]), range(division.count)))
    whole = [one for one in found if one is not None]
    if len(whole) < len(found):
        return None
    together = pl.concat([one.members for one in whole]).sort("member_id"), pl.concat([one.changes for one in whole])
    return Evaluation(together[0].rechunk(), together[1].sort("member_id", maintain_order=True).rechunk())


def _part(parts: _Parts, blank: Sales, number: int, rest: History) -> Evaluation | None:
    sales = parts.spread.part(number, blank)
    history = replace(rest, lines=sales.lines, returns=sales.returns)
    if find_faults(history, parts.plan, parts.as_of, agreed=not parts.apart[number]):
        return None
    try:
        return run(parts.plan, history, parts.as_of, runner="batch", progress=parts.said)
    except FindingsError:
        return None
