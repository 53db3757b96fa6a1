"""What a run was made from, so that it can be repeated: hashes of its inputs and versions of its programs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from patron import __version__
from patron.files.snapshot.manifest import NAME as MANIFEST


@dataclass(frozen=True, slots=True)
class Identity:
    """Names and SHA-256 of the inputs by role (`purchases`, `members`, …), the scheme's SHA-256, and versions by program."""

    scheme_sha256: str
    files: tuple[tuple[str, str, str], ...]  # role, name without folder, hash
    versions: tuple[tuple[str, str], ...]

    @property
    def data_sha256(self) -> str:
        """One hash of all inputs but the scheme: of their roles and hashes, in order."""
        text = "\n".join(f"{role} {digest}" for role, _, digest in self.files)
        return hashlib.sha256(text.encode()).hexdigest()


def identity_of(scheme_sha256: str, files: Mapping[str, Path | None], industry: str) -> Identity:
    """Reads the files once to hash them, of a snapshot only its manifest, which has the checksums of all others; a file that is not
    given is left out."""
    hashed = []
    for role, given in files.items():
        if given is not None:
            path = given / MANIFEST if given.is_dir() else given
            with path.open("rb") as opened:
                hashed.append((role, given.name, hashlib.file_digest(opened, "sha256").hexdigest()))
    versions = [("patron", __version__)]
    with suppress(PackageNotFoundError):
        versions.append((f"patron-{industry}", version(f"patron-{industry}")))
    return Identity(scheme_sha256, tuple(hashed), tuple(versions))
