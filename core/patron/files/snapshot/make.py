"""Making a snapshot from files, adding to one, and bringing its segments together."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from patron.engine.history import History
from patron.engine.validate import Found, line_faults
from patron.files.prepare import DataFiles, Prepared, settled
from patron.files.problems import whole_file
from patron.files.rejected import Rejected
from patron.files.snapshot.adding import faults_of_added
from patron.files.snapshot.columns import map_table
from patron.files.snapshot.ground import Ground, ground_again
from patron.files.snapshot.guard import check_files, trust
from patron.files.snapshot.intake import Intake, renumbered, take_in
from patron.files.snapshot.load import lines_of, open_snapshot, rest_of
from patron.files.snapshot.manifest import read_manifest, sync_folder, write_manifest
from patron.files.snapshot.model import Manifest, Segment, SourceFile
from patron.files.snapshot.segments import write_segment
from patron.findings import FindingsError

MOST_SEGMENTS = 31  # beyond them a snapshot is compacted when it is added to


@dataclass(frozen=True, slots=True)
class Made:
    """A snapshot as it is now, and the rows that were set aside."""

    manifest: Manifest
    rejected: tuple[Rejected, ...]
    unread: tuple[tuple[Path, tuple[str, ...]], ...]


def make_snapshot(files: DataFiles, ground: Ground, folder: Path) -> Made:
    """A new folder, complete or not there at all; raises FindingsError with what is wrong in the files."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as place:
        runs, building = Path(place) / "runs", Path(place) / "snapshot"
        runs.mkdir()
        building.mkdir()
        taken = take_in(files, ground, runs)
        segment, rejected = _checked(building, taken, files, lambda history: line_faults(history, ground.industry.id))
        shutil.rmtree(runs)
        manifest = Manifest(
            time_zone=ground.time_zone,
            currency=ground.currency,
            places=ground.places,
            industry=ground.industry.id,
            fields=ground.fields,
            sources=taken.sources,
            segments=[segment],
        )
        write_manifest(building, manifest)
        trust(building, segment.files)
        building.replace(folder)
        sync_folder(folder.parent)
    return Made(manifest, rejected, _unread(taken.sources))


def append_snapshot(files: DataFiles, folder: Path) -> Made:
    """Adds a segment; what was there keeps its bytes. Raises FindingsError with what is wrong, and for files and ids that are there."""
    opened = open_snapshot(folder)
    ground = ground_again(folder, opened.manifest)
    _refuse_again(opened.manifest, files)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as runs:
        taken = take_in(files, ground, Path(runs), _before(opened.manifest))
        taken, rejected = _settle(taken, files, lambda history: faults_of_added(opened, history, ground.industry.id))
        before = {one.table: one.before for one in taken.sources}
        lines = [renumbered(run, before.get("purchases", 0)) for run in taken.runs]
        rest = replace(
            taken.rest,
            returns=renumbered(taken.rest.returns, before.get("purchases", 0)),
            members=renumbered(taken.rest.members, before.get("members", 0)),
            movements=renumbered(taken.rest.movements, before.get("movements", 0)),
        )
        name = _next(opened.manifest, "".join(one.sha256 for one in taken.sources))
        segment = write_segment(folder, name, lines, rest)
    manifest = opened.manifest.model_copy(
        update={"sources": [*opened.manifest.sources, *taken.sources], "segments": [*opened.manifest.segments, segment]}
    )
    _put(folder, opened.manifest, manifest, segment)
    if len(manifest.segments) > MOST_SEGMENTS:
        manifest = compact_snapshot(folder)
    return Made(manifest, rejected, _unread(taken.sources))


def compact_snapshot(folder: Path) -> Manifest:
    """One segment in place of several; the old files go once the new ones are complete."""
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    if len(manifest.segments) > 1:
        runs = [lines_of(folder, one).frame for one in manifest.segments]
        name = _next(manifest, "".join(one.id for one in manifest.segments))
        segment = write_segment(folder, name, runs, rest_of(folder, manifest))
        compacted = manifest.model_copy(update={"segments": [segment]})
        _put(folder, manifest, compacted, segment)
        manifest = compacted
    remove_leftovers(folder, manifest)
    return manifest


def remove_leftovers(folder: Path, manifest: Manifest) -> None:
    """Files of segments that the manifest does not name: of before, or of a process that was ended midway."""
    named = {file.name for segment in manifest.segments for file in segment.files}
    for path in folder.iterdir():
        if path.suffix in {".values", ".views", ".texts", ".valid"} and path.name not in named:
            path.unlink()


def _put(folder: Path, old: Manifest, new: Manifest, segment: Segment) -> None:
    """The new manifest, unless somebody else has put one there meanwhile."""
    if read_manifest(folder) != old:
        for file in segment.files:
            (folder / file.name).unlink()
        help_text = "nothing of yours was added; give the command again"
        raise FindingsError([whole_file(folder, "snapshot-changed", "was changed by another process meanwhile", help_text)])
    write_manifest(folder, new)
    trust(folder, segment.files)


def _checked(folder: Path, taken: Intake, files: DataFiles, find: Callable[[History], list[Found]]) -> tuple[Segment, tuple[Rejected, ...]]:
    """The first segment: written first, since in order its lines are looked at without much memory."""
    segment = write_segment(folder, "s1", taken.runs, taken.rest)
    lines = map_table(folder, segment.lines)
    history = replace(taken.rest, lines=lines)
    prepared = settled(_prepared(taken, history), files.on_error, find)
    if prepared.history is not history:  # rows were set aside
        again = write_segment(folder, "s2", [prepared.history.lines], prepared.history)
        for file in segment.files:
            (folder / file.name).unlink()
        segment = again
    return segment, prepared.rejected


def _settle(taken: Intake, files: DataFiles, find: Callable[[History], list[Found]]) -> tuple[Intake, tuple[Rejected, ...]]:
    """What is added, without the rows that are set aside."""
    history = replace(taken.rest, lines=pl.concat(taken.runs))
    prepared = settled(_prepared(taken, history), files.on_error, find)
    if prepared.history is not history:
        found = prepared.history
        rows = found.lines["row"]
        taken.runs = [run.filter(pl.col("row").is_in(rows.implode())) for run in taken.runs]
        taken.rest = replace(found, lines=taken.rest.lines)
    return taken, prepared.rejected


def _prepared(taken: Intake, history: History) -> Prepared:
    headings = {one.path: one.headings for one in taken.sources}
    return Prepared(history, taken.rejected, headings=headings)


def _unread(sources: list[SourceFile]) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    return tuple((Path(one.path), tuple(one.unread)) for one in sources if one.unread and one.table != "members")


def _before(manifest: Manifest) -> dict[str, int]:
    """By table, the last number that a row has."""
    return {one.table: one.before + one.rows for one in manifest.sources}


def _next(manifest: Manifest, content: str) -> str:
    """A name that no segment has or had; the same for the same content, so that two who add the same do not differ."""
    last = max(int(one.id[1:].partition("x")[0]) for one in manifest.segments)
    return f"s{last + 1}x{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def _refuse_again(manifest: Manifest, files: DataFiles) -> None:
    findings = []
    known = {(str(one.table), one.sha256): one.path for one in manifest.sources}
    for table, path in (("purchases", files.purchases), ("members", files.members), ("movements", files.movements)):
        if path is None or not path.is_file():
            continue
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        if (table, digest) in known:
            message = f"is in the snapshot already, as {known[table, digest]}"
            findings.append(whole_file(path, "already-there", message, "name a file that has not been added yet"))
    if findings:
        raise FindingsError(findings)
