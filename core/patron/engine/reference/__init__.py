"""The reference runner: pure Python, exact, one event after another; what explains and what other runners are tested against."""

from patron.engine.reference.runner import run

__all__ = ["run"]
