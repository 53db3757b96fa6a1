"""A snapshot's `manifest.json`: read with its own checksum, and replaced at once or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from patron.files.problems import whole_file
from patron.files.snapshot.model import VERSION, Manifest
from patron.findings import Finding, FindingsError

NAME = "manifest.json"
_FORMAT = "patron snapshot"
_MOST_BYTES = 64 * 2**20


def is_snapshot(path: Path | None) -> bool:
    """Whether a path is a folder, which among files of data only a snapshot can be."""
    return path is not None and path.is_dir()


def read_manifest(folder: Path) -> Manifest:
    """What the snapshot holds; raises FindingsError if the folder is none, was damaged, or needs another patron."""
    path = folder / NAME
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FindingsError([damaged(path, "is larger than any manifest")])
        text = path.read_bytes()
    except FileNotFoundError:
        help_text = "name a folder that `patron snapshot PURCHASES --out DIR` has made, or a file of purchases"
        raise FindingsError([whole_file(folder, "not-a-snapshot", f"is a folder without {NAME}", help_text)]) from None
    except OSError as error:
        raise FindingsError([whole_file(path, "cannot-read", f"cannot be opened: {error.strerror}", "check its permissions")]) from error
    try:
        content = json.loads(text)
    except ValueError:
        raise FindingsError([damaged(path, "is not complete JSON")]) from None
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        help_text = "name a folder that `patron snapshot` has made"
        raise FindingsError([whole_file(folder, "not-a-snapshot", f"its {NAME} is not that of a snapshot", help_text)])
    version = content.get("version")
    if version != VERSION and isinstance(version, int) and content.get("sha256") == _sum(content):
        help_text = "update patron, or make the snapshot again from the files"
        message = f"is of format {version}, and this patron reads format {VERSION}"
        raise FindingsError([whole_file(folder, "snapshot-version", message, help_text)])
    if content.get("sha256") != _sum(content):
        raise FindingsError([damaged(path, "does not agree with its own checksum")])
    try:
        return Manifest.model_validate(content["snapshot"])
    except (ValidationError, KeyError):
        raise FindingsError([damaged(path, "does not say what a manifest must say")]) from None


def damaged(path: Path, message: str) -> Finding:
    """The finding about a file of a snapshot that cannot be relied on."""
    help_text = "make the snapshot again from the files, or restore the folder from a backup"
    return whole_file(path, "snapshot-damaged", message, help_text)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Puts the manifest in the place of the old one, once all that it names is on the disk."""
    content: dict[str, Any] = {"format": _FORMAT, "version": VERSION, "snapshot": manifest.model_dump()}
    content["sha256"] = _sum(content)
    temporary = folder / f"{NAME}.new"
    with temporary.open("wb") as file:
        file.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    temporary.replace(folder / NAME)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """The names of a folder's files to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(folder: Path) -> str:
    """A snapshot's SHA-256: that of its manifest, which has the checksums of all its files."""
    return hashlib.sha256((folder / NAME).read_bytes()).hexdigest()


def _sum(content: dict[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
