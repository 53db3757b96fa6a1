"""Did you mean …? Names that a misspelled one may stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """At most three known names that resemble `name`, the nearest first; names that it is a part of count too."""
    names = list(dict.fromkeys(known))
    found = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    parts = {part for part in name.replace("-", "_").split("_") if len(part) > 3}
    for part in sorted(parts):
        found += [near for near in difflib.get_close_matches(part, names, n=2, cutoff=0.75) if near not in found]
    return found[:3]


def quoted(names: Iterable[str], last: str = "or") -> str:
    """`'a', 'b' or 'c'`."""
    texts = [f"'{name}'" for name in names]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}" if texts else ""


def did_you_mean(name: str, known: Iterable[str], kind: str = "") -> str:
    """A help line: suggestions if some name is near, else the known names if they are few."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near:
        return f"did you mean {quoted(near)}?"
    if not names:
        return ""
    return f"{kind or 'known'}: {', '.join(names)}" if len(names) <= 24 else ""
