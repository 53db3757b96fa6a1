"""The hooks a plugin may implement, and `hookimpl`, the marker for its implementations.

A plugin is a module named by an entry point of the group `patron`. It declares `PATRON_API = 1`
and imports only `patron.vocabulary`, `patron.hookspecs`, `patron.findings` and `patron.scheme.model`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pluggy

from patron.findings import Severity
from patron.vocabulary import Industry

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

API_VERSION = 1

hookspec = pluggy.HookspecMarker("patron")
hookimpl = pluggy.HookimplMarker("patron")


@dataclass(frozen=True, slots=True)
class SchemeProblem:
    """Something that only the industry can find wrong in a scheme.

    `loc` is the path of keys and indexes to the value, as `("discounts", 0, "goods")`; `code` is
    kebab-case and begins with the industry's id, as `jewelry-rate-for-gold`; `message` is one line
    without a final period; `help` says what would be right.
    """

    loc: tuple[str | int, ...]
    code: str
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR


@hookspec
def patron_industry() -> Industry:
    """Return the industry whose vocabulary this plugin adds."""
    raise AssertionError  # a specification: pluggy never calls it


@hookspec
def patron_check_scheme(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """Return what only this industry can find wrong in a valid scheme of it."""
    raise AssertionError  # a specification: pluggy never calls it


__all__ = ["API_VERSION", "SchemeProblem", "hookimpl", "hookspec", "patron_check_scheme", "patron_industry"]
