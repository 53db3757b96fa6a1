"""A snapshot to a valid history for a scheme, as `prepare` makes one from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from patron.engine.history import MEMBERS, History
from patron.engine.plan import Plan
from patron.engine.profiles import text_fields
from patron.files.columns import member_columns
from patron.files.headings import plain
from patron.files.parts import Part
from patron.files.problems import whole_file
from patron.files.profile_words import in_our_words
from patron.files.read import Reading, read_files
from patron.files.snapshot.ground import check_agrees
from patron.files.snapshot.load import open_snapshot, refuse_twice
from patron.files.snapshot.model import Manifest
from patron.findings import FindingsError
from patron.vocabulary import Industry

if TYPE_CHECKING:
    from patron.files.prepare import DataFiles


def read_snapshot(files: DataFiles, plan: Plan, industry: Industry) -> tuple[Reading, Mapping[str, Sequence[Part]]]:
    """The snapshot that stands in the place of the purchases, with the files beside it; raises FindingsError if it does not fit."""
    folder = files.purchases
    assert folder is not None
    snapshot = open_snapshot(folder)
    check_agrees(folder, snapshot.manifest, plan, industry)
    refuse_twice(folder, snapshot.manifest, {"members": files.members, "movements": files.movements})
    beside = _beside(files, plan, industry)
    history = snapshot.history
    unread: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    if files.members is not None:
        history = replace(history, members=beside.history.members, names=replace(history.names, members=files.members))
    else:
        members, left = _members(history.members, text_fields(plan.profile_fields, industry))
        history = replace(history, members=members)
        unread = ((folder / "members", left),) if left else ()
    if files.movements is not None:
        history = replace(history, movements=beside.history.movements, names=replace(history.names, movements=files.movements))
    else:
        history = replace(history, movements=in_our_words(history.movements, member_columns(industry, plan.profile_fields)))
    return Reading(history, beside.rejected, (*unread, *beside.unread), beside.headings), _parts(folder, snapshot.manifest)


def _parts(folder: Path, manifest: Manifest) -> Mapping[str, Sequence[Part]]:
    """The files that each table came of, by the path that the history gives it."""
    parts: dict[str, list[Part]] = {}
    for one in manifest.sources:
        parts.setdefault(str(folder / one.table), []).append(Part(one.before, Path(one.path), one.headings))
    return parts


def _beside(files: DataFiles, plan: Plan, industry: Industry) -> Reading:
    """Members and movements from files, where a command names them."""
    if files.members is None and files.movements is None:
        if files.mapping:
            help_text = "leave --map out: the columns were named when the snapshot was made"
            raise FindingsError([whole_file("--map", "bad-mapping", "is not used: no file is read beside the snapshot", help_text)])
        return Reading(History())
    return read_files(
        None,
        files.members,
        files.movements,
        time_zone=plan.time_zone,
        places=plan.places,
        industry=industry,
        mapping=files.mapping,
        on_error=files.on_error,
        profile_fields=plan.profile_fields,
    )


def _members(kept: pl.DataFrame, fields: Iterable[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The columns that a scheme reads, further ones by their headings; and the headings that nothing reads."""
    by_heading = {plain(name): name for name in reversed(kept.columns) if name not in MEMBERS}
    chosen: list[pl.Expr] = []
    used: set[str] = set()
    for name in fields:
        found = name if name in kept.columns else by_heading.get(plain(name))
        chosen.append((pl.lit(None, pl.String) if found is None else pl.col(found)).alias(name))
        used.add(found or "")
    left = tuple(name for name in kept.columns if name not in MEMBERS and name not in used and kept[name].null_count() < kept.height)
    return kept.select(*MEMBERS, *chosen), left
