"""The batch runner: the plan compiled to a kernel over columns, on all cores."""

from patron.engine.batch.part import Part, PartAnswer, Told
from patron.engine.batch.run import run, run_part

__all__ = ["Part", "PartAnswer", "Told", "run", "run_part"]
