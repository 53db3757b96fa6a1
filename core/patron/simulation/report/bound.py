"""Figures on the page that say where they stand in result.json: each carries its path and its raw value."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from patron.simulation.report import figures

Document = dict[str, Any]
_FIGURE = Markup('<span data-figure="{}" data-value="{}">{}</span>')
_SHOWN: dict[str, Callable[[Any, int], str]] = {
    "money": lambda value, places: figures.money(None if value is None else int(value), places),
    "share": lambda value, _: figures.percent(value),
    "uplift": lambda value, _: figures.percent(value),
    "count": lambda value, _: figures.count(value),
    "months": lambda value, _: figures.count(value),
}


class Figures:
    """Looks figures up by their path and shows them in their unit."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.places: int = document["scheme"]["places"]

    def at(self, path: str) -> Any:
        """The value at a path: keys and numbers of list items joined by dots, or an item's `name`; KeyError where there is none."""
        found: Any = self.document
        for step in path.split("."):
            if isinstance(found, list):
                found = found[int(step)] if step.isdecimal() else next(one for one in found if one["name"] == step)
            else:
                found = found[step]
        return found

    def show(self, path: str, unit: str, sign: str = "") -> Markup:
        """The figure in its unit; a dash where there is none."""
        value = self.at(path)
        return self.mark(path, f"{sign if value is not None else ''}{_SHOWN[unit](value, self.places)}")

    def sentence(self, text: str, paths: dict[str, tuple[str, str]]) -> Markup:
        """A text with figures in its places: by the place's name the path and the unit."""
        return escape(text).format(**{name: self.show(path, unit) for name, (path, unit) in paths.items()})

    def mark(self, path: str, text: str) -> Markup:
        """A text that shows the figure at a path."""
        raw = json.dumps(self.at(path), ensure_ascii=False)
        return _FIGURE.format(path, raw, text)
