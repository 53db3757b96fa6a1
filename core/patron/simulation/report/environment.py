"""The templates of the pages: texts are escaped, and a name that is not there is an error."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, values: dict[str, Any]) -> str:
    """A page from a template of this package."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("patron.simulation.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
