"""Whether a snapshot's files are those that were written.

Sizes are looked at whenever it is read. Checksums are worked out for files that have been touched since they were last found to be
right, as their inode, size and times say: after copying or restoring a folder all of them, once. `patron snapshot DIR --verify`
works out all of them always; it alone finds what a disk changes behind its own back.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from patron.files.snapshot.manifest import damaged, read_manifest
from patron.files.snapshot.model import Manifest, StoredFile
from patron.findings import Finding, FindingsError

STAMPS = "checked.json"
Stamp = list[int]


def check_files(folder: Path, manifest: Manifest, *, every: bool = False) -> None:
    """Raises FindingsError with each file that is not there, not of its size, or not of its checksum."""
    files = [file for segment in manifest.segments for file in segment.files]
    findings: list[Finding] = []
    stamps: dict[str, Stamp] = {}
    there: list[StoredFile] = []
    for file in files:
        try:
            found = (folder / file.name).stat()
        except OSError:
            findings.append(damaged(folder / file.name, "is not there"))
            continue
        if found.st_size != file.bytes:
            findings.append(damaged(folder / file.name, f"has {found.st_size:,} bytes in place of {file.bytes:,}"))
            continue
        stamps[file.name] = _stamp(found)
        there.append(file)
    known = {} if every else _known(folder)
    unknown = [file for file in there if known.get(file.name) != [file.sha256, *stamps[file.name]]]
    findings += _summed(folder, unknown)
    if findings:
        raise FindingsError(findings)
    if unknown:
        _write(folder, {file.name: [file.sha256, *stamps[file.name]] for file in there})


def checked_manifest(folder: Path, *, every: bool) -> Manifest:
    """What a snapshot holds, once its files are found to be right."""
    manifest = read_manifest(folder)
    check_files(folder, manifest, every=every)
    return manifest


def trust(folder: Path, files: Iterable[StoredFile]) -> None:
    """Notes that these files are right, by whoever has just written them."""
    known = _known(folder)
    for file in files:
        known[file.name] = [file.sha256, *_stamp((folder / file.name).stat())]
    _write(folder, known)


def _summed(folder: Path, files: list[StoredFile]) -> list[Finding]:
    def wrong(file: StoredFile) -> Finding | None:
        try:
            with (folder / file.name).open("rb") as opened:
                same = hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
        except OSError as error:
            return damaged(folder / file.name, f"cannot be read: {error.strerror}")
        return None if same else damaged(folder / file.name, "does not agree with its checksum")

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [one for one in pool.map(wrong, files) if one is not None]


def _stamp(found: os.stat_result) -> Stamp:
    return [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def _known(folder: Path) -> dict[str, list[str | int]]:
    try:
        known = json.loads((folder / STAMPS).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(folder: Path, known: dict[str, list[str | int]]) -> None:
    """A folder that cannot be written to is looked at again the next time."""
    temporary = folder / f"{STAMPS}.{os.getpid()}"
    with suppress(OSError):
        temporary.write_text(json.dumps(known), encoding="utf-8")
        temporary.replace(folder / STAMPS)
