"""What a bar of progress says."""

from __future__ import annotations

_PHASES: dict[str, tuple[str, str]] = {}


def phase(what: str, lang: str) -> str:
    """A phase's name in the language; one without words as it is."""
    zh, en = _PHASES.get(what, (what, what))
    return zh if lang == "zh" else en
