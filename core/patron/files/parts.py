"""Tables that came of several files: which file a row is of, and which row of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """A file whose rows have numbers above `before`, each that much higher than in the file. `headings`: ours to the file's."""

    before: int
    path: Path
    headings: Mapping[str, str]


def part_of(parts: Sequence[Part], row: int) -> Part:
    """The file of a row; `parts` in order."""
    return next(part for part in reversed(parts) if part.before < row)
