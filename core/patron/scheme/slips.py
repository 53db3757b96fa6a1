"""Slips of the keyboard that YAML misreads or reports a line too late: full-width punctuation, tabs, a missing space."""

from __future__ import annotations

import re
from collections.abc import Sequence

from patron.findings import TextPlace

_WRITTEN = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:^|(?<=\s))#.*""")
_KEY = r"(?:^\s*(?:- +)?|[{,]\s*)[a-z_]+"
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^ *(\t)"), "indent with spaces: a tab stands here"),
    (re.compile(r"^\s*?([\u3000\u00a0])"), "indent with plain spaces: a full-width one stands here"),
    (re.compile(rf"{_KEY}\s*(：)"), "write ': ' instead of the full-width '：'"),
    (re.compile(r"(，)\s*[a-z_]+\s*[:：]"), "write ', ' instead of the full-width '，'"),
    (re.compile(r"([｛｝［］])"), "write plain brackets: {} and []"),
    (re.compile(r"[:,]\s*([“”])"), 'write plain quotes: "…"'),
)
_NO_SPACE = re.compile(r"^\s*(?:- +)?[a-z_]+(:)[^\s:/]")
_COLON_IN_TEXT = re.compile(r"^\s*(?:- +)?[a-z_]+: +[^\s{\[&*!|>][^:]*(:) ")


def find_slip(lines: Sequence[str], line: int) -> tuple[TextPlace, str] | None:
    """Where, and what to write instead, if the line (from 1) at which the reader stopped, or the last one before it, shows a slip."""
    before = next((number for number in range(line - 1, max(line - 4, 0), -1) if _bare(lines[number - 1]).strip()), 0)
    for number in (line, before):
        if not 0 < number <= len(lines):
            continue
        bare = _bare(lines[number - 1])
        for pattern, instead in (*_SLIPS, (_NO_SPACE, "put a space after the colon")):
            if found := pattern.search(bare):
                return TextPlace(number, found.start(1) + 1), instead
    if 0 < line <= len(lines) and (found := _COLON_IN_TEXT.search(_bare(lines[line - 1]))):
        return TextPlace(line, found.start(1) + 1), "put a text that has ': ' in it into quotes"
    return None


def empty_value_help(key: object) -> str:
    """What to do about a key that has no value; it is often the rest of something that was written differently."""
    text = str(key)
    if "：" in text:
        return "write ': ' instead of the full-width '：'"
    if re.match(r"\d{3}(?!\d)", text):
        return "a comma ends a value here: write numbers without separators (50000), and quotes around a text with a comma"
    return "give it one, or delete it"


def _bare(line: str) -> str:
    """The line with what is quoted, and the comment, blanked out."""
    return _WRITTEN.sub(lambda found: " " * len(found[0]), line)
