"""Seasons: there where something asks for them, and each start named once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from patron.scheme.checks.context import Context
from patron.scheme.durations import Window, WindowKind
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem

_HELP = "say when they start, such as 'seasons: [03-01, 06-01, 09-01, 12-01]'"


def check_seasons(context: Context) -> Iterator[Problem]:
    """Every window of a season, and every promise of each season."""
    stated = context.scheme.seasons
    for index, start in enumerate(stated or []):
        if stated and start in stated[:index]:
            text = f"{start[0]:02d}-{start[1]:02d}"
            yield Problem(("seasons", index), "named-twice", f"'{text}' is named twice", "once is enough")
    if not stated:
        for loc in _asking(context.scheme, ()):
            yield Problem(loc, "needs-seasons", "the scheme names no seasons", _HELP)


def _asking(part: Any, loc: Loc) -> Iterator[Loc]:
    """Where the scheme speaks of seasons."""
    if isinstance(part, Window) and part.kind is WindowKind.SEASON:
        yield loc
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            if name == "each_season" and value is not None:
                yield (*loc, name)
            yield from _asking(value, (*loc, field.alias or name))
        for name, value in (part.model_extra or {}).items():
            yield from _asking(value, (*loc, name))
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from _asking(value, (*loc, index))
