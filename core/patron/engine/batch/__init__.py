"""The batch runner: the plan compiled to a kernel over columns, on all cores."""

from patron.engine.batch.run import run

__all__ = ["run"]
