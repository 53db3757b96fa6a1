"""Lines by member and time, in memory and from runs on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.ordering import in_event_order
from patron.files.snapshot.columns import TableWriter
from patron.files.snapshot.model import StoredTable

Numbers = npt.NDArray[np.int64]
PIECE = 4_000_000  # rows of a file that are in memory at once
_SAMPLES = 4096  # of a run's members, to find where ranges of members begin
BUYERS = {"member_id": pl.String(), "first": pl.Int64()}


def by_member(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series, Numbers]:
    """The lines by member_id as text, in each by instant, purchase and as they come, walk-ins last; the members; each one's lines."""
    ids = lines["member_id"]
    members = ids.drop_nulls().unique().sort()
    known = members.to_frame("member_id").with_row_index("code")
    found = ids.to_frame("member_id").join(known, on="member_id", how="left", maintain_order="left")["code"]
    code = found.cast(pl.Int64).fill_null(len(members)).to_numpy()
    at = lines["at"].to_numpy()
    before = (code[1:] < code[:-1]) | ((code[1:] == code[:-1]) & (at[1:] <= at[:-1]))
    if before.any():
        lines = lines[in_event_order(code, at, lines["purchase_id"])]
    return lines, members, np.bincount(code, minlength=len(members) + 1)[: len(members)].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Written:
    """The tables of a segment's lines, and what is to be known of them."""

    lines: StoredTable
    buyers: StoredTable
    walk_ins: int
    single: bool


def write_lines(runs: Sequence[pl.DataFrame], folder: Path, prefix: str) -> Written:
    """Runs of lines that are each in order, as one table in order; at least one run. No more than some millions of rows are copied."""
    table = TableWriter(folder, f"{prefix}.lines", runs[0].schema)
    buyers = TableWriter(folder, f"{prefix}.buyers", BUYERS)
    rows = 0
    single = True
    for part in _ranges(runs):
        lines, members, counts = by_member(pl.concat(part) if len(part) > 1 else part[0])
        table.append(lines)
        first = rows + np.cumsum(counts) - counts
        buyers.append(pl.DataFrame({"member_id": members, "first": first}, schema=BUYERS))
        rows += int(counts.sum())
        single = single and not _several(lines[: int(counts.sum())])
    walk_ins = [run.slice(_members_end(run)) for run in runs]
    for run in walk_ins:
        table.append(run)
    return Written(table.close(), buyers.close(), sum(run.height for run in walk_ins), single)


def _several(lines: pl.DataFrame) -> bool:
    """Whether a purchase has more than one line."""
    at = lines["at"].to_numpy()
    tied = np.flatnonzero(at[1:] == at[:-1])
    ids = lines["purchase_id"]
    return bool((ids.gather(tied) == ids.gather(tied + 1)).any())


def _members_end(run: pl.DataFrame) -> int:
    return run.height - run["member_id"].null_count()


def _ranges(runs: Sequence[pl.DataFrame]) -> Iterator[list[pl.DataFrame]]:
    """The members' lines of all runs by ranges of members, each of about PIECE rows."""
    ends = [_members_end(run) for run in runs]
    cuts = _cuts([run["member_id"].slice(0, end) for run, end in zip(runs, ends, strict=True)])
    places = [
        [0, *(int(run["member_id"].slice(0, end).search_sorted(cut, side="left")) for cut in cuts), end]
        for run, end in zip(runs, ends, strict=True)
    ]
    for number in range(len(cuts) + 1):
        yield [run.slice(place[number], place[number + 1] - place[number]) for run, place in zip(runs, places, strict=True)]


def _cuts(ids: Sequence[pl.Series]) -> list[str]:
    """Members at which a new range begins."""
    height = sum(len(one) for one in ids)
    if height <= PIECE or len(ids) == 1:
        return _every(ids[0]) if len(ids) == 1 and height > PIECE else []
    step = max(1, height // (len(ids) * _SAMPLES))
    sample = pl.concat([one.gather_every(step) for one in ids]).sort()
    wanted = -(-height // PIECE)
    return sample.gather([len(sample) * number // wanted for number in range(1, wanted)]).unique().sort().to_list()


def _every(ids: pl.Series) -> list[str]:
    """Cuts of one run, which is in order."""
    return ids.gather_every(PIECE, PIECE).unique().sort().to_list()
