"""Lint: what is allowed and yet hardly meant. One rule a file; exact and sound, so that a warning is never false."""

from __future__ import annotations

from patron.scheme.checks.context import Context
from patron.scheme.problem import Problem


def lint(context: Context) -> list[Problem]:
    """Every warning, in no order."""
    return []
