"""Did you mean …? Names that a misspelled one may stand for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_NEAR = 0.6
_NEAR_PART = 0.75  # of one word of the name alone
_SURE = 0.95  # so near that nothing else is offered beside it


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """At most three known names that resemble `name` or a word of it, the nearest first."""
    words = [word for word in re.split(r"[-_ /]", name) if len(word) > 3 and word != name]
    scored = []
    for place, candidate in enumerate(dict.fromkeys(known)):
        whole = _alike(name, candidate)
        part = max((_alike(word, candidate) for word in words), default=0.0)
        score = max(whole if whole >= _NEAR else 0.0, part if part >= _NEAR_PART else 0.0)
        if score:
            scored.append((-score, place, candidate))
    ordered = sorted(scored)[:3]
    sure = [candidate for score, _, candidate in ordered if -score >= _SURE]
    return sure or [candidate for _, _, candidate in ordered]


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


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
