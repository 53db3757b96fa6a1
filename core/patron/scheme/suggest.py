"""Did you mean …? Names that a misspelled one may stand for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

_NEAR = 0.6
_NEAR_PART = 0.75  # of one word of the name alone
_MOST_WORDS = 8
_LONGEST = 64  # characters that are looked at
_SURE = 0.95  # so near that nothing else is offered beside it


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """At most three known names that resemble `name` or a word of it, the nearest first."""
    words = [word for word in re.split(r"[-_ /]", name) if len(word) > 3 and word != name]
    names = list(dict.fromkeys(known))
    scored: dict[int, float] = {}
    for text, least in [(name, _NEAR), *((word, _NEAR_PART) for word in words[:_MOST_WORDS])]:
        for place, score in _alike(text[:_LONGEST], names, least):
            scored[place] = max(score, scored.get(place, 0.0))
    ordered = sorted(scored, key=lambda place: (-scored[place], place))[:3]
    return [names[place] for place in ordered if scored[place] >= _SURE] or [names[place] for place in ordered]


def _alike(text: str, names: list[str], least: float) -> Iterator[tuple[int, float]]:
    """Places of the names that are at least so much like the text; the quick bounds spare most of the work."""
    matcher = difflib.SequenceMatcher()
    matcher.set_seq2(text.lower())
    for place, name in enumerate(names):
        matcher.set_seq1(name.lower())
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and (score := matcher.ratio()) >= least:
            yield place, score


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
