"""Entitlements as a table: one row a benefit issued to a member."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from patron.engine.entitlements import ISSUE_COLUMNS, run
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.files.write import Output


def entitlement_table(issues: pl.DataFrame) -> pl.DataFrame:
    """The rows of `--entitlements`: dates as Date, `until` empty where it is good as long as the tier."""
    return issues.select(*ISSUE_COLUMNS).with_columns(pl.col("from", "until").cast(pl.Date))


def entitlement_output(plan: Plan, history: History, evaluation: Evaluation, as_of: int, path: Path) -> Output:
    """The table of a run, to be written."""
    return Output(path, entitlement_table(run(plan, history, evaluation, as_of).issues))
