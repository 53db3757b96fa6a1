"""A snapshot to a history: mapped, its lines in a known order, ready for a scheme."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from patron.engine.history import History, MemberOrder, SourceNames
from patron.files.problems import whole_file
from patron.files.snapshot.columns import map_table
from patron.files.snapshot.guard import check_files
from patron.files.snapshot.manifest import digest_of, read_manifest
from patron.files.snapshot.merge import Lines, merged_lines
from patron.files.snapshot.model import Manifest, Segment
from patron.findings import FindingsError


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`history` has the tables as they were read: tiers, changes of profiles and further columns of members in the company's words.

    Its rows are numbered through all files of `manifest.sources`.
    """

    folder: Path
    manifest: Manifest
    history: History


def open_snapshot(folder: Path, *, every: bool = False) -> Snapshot:
    """Map a snapshot; raises FindingsError if it cannot be relied on. `every`: work out all checksums."""
    manifest = read_manifest(folder)
    try:
        check_files(folder, manifest, every=every)
        return Snapshot(folder, manifest, _history(folder, manifest))
    except (FindingsError, OSError):
        again = read_manifest(folder)
        if again == manifest:
            raise
    check_files(folder, again, every=every)  # it was added to or compacted at this very moment
    return Snapshot(folder, again, _history(folder, again))


def lines_of(folder: Path, segment: Segment) -> Lines:
    """A segment's lines, mapped."""
    buyers = map_table(folder, segment.buyers)
    frame = map_table(folder, segment.lines)
    first = np.append(buyers["first"].to_numpy(), frame.height - segment.walk_ins).astype(np.int64)
    return Lines(frame, buyers["member_id"], first, segment.single)


def _history(folder: Path, manifest: Manifest) -> History:
    lines = merged_lines([lines_of(folder, one) for one in manifest.segments])
    rest = rest_of(folder, manifest)
    order = MemberOrder(lines.frame, lines.member_ids, lines.first, lines.single)
    return replace(rest, lines=lines.frame, order=order)


def rest_of(folder: Path, manifest: Manifest) -> History:
    """Everything but lines. A member of a later segment takes the place of her row in earlier ones."""
    segments = manifest.segments
    members = map_table(folder, segments[0].members)
    for one in segments[1:]:
        if one.members.rows:
            newer = map_table(folder, one.members)
            older = members.filter(~pl.col("member_id").is_in(newer["member_id"].implode()))
            members = pl.concat([older, newer], how="diagonal")
    returns, movements = (
        pl.concat([map_table(folder, getattr(one, name)) for one in segments], rechunk=len(segments) > 1)
        for name in ("returns", "movements")
    )
    names = SourceNames(*(folder / name for name in ("purchases", "members", "movements")))
    return History(returns=returns, movements=movements, members=members, names=names)


def refuse_twice(folder: Path, manifest: Manifest, given: dict[str, Path | None]) -> None:
    """Raises FindingsError where a command names a file of what the snapshot has already."""
    findings = [
        whole_file(
            path,
            "snapshot-has-table",
            f"is given as {name}, and the snapshot {folder} has {name} of its own",
            f"leave --{name} out, or add the file to the snapshot: patron snapshot --append {folder} --{name} FILE",
        )
        for name, path in given.items()
        if path is not None and manifest.has(name)
    ]
    if findings:
        raise FindingsError(findings)


__all__ = ["Snapshot", "digest_of", "lines_of", "open_snapshot", "refuse_twice", "rest_of"]
