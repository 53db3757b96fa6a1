"""Which kind of file a file is, by its first key: a scheme, a population or assumptions."""

from __future__ import annotations

import re
from pathlib import Path

from patron.scheme.source import MAX_BYTES

KINDS = ("scheme", "population", "assumptions")
_KEY = re.compile(r"^(?:\ufeff)?['\"]?([A-Za-z_]+)['\"]?\s*[:：]", re.MULTILINE)


def kind_of(path: Path) -> str:
    """`population` or `assumptions` where that is the first key; all else, and what cannot be read, is taken for a scheme."""
    try:
        if not path.is_file():
            return "scheme"
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return "scheme"
    first = _KEY.search(text)
    return first[1] if first is not None and first[1] in KINDS else "scheme"
