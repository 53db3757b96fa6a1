"""The public data sets as purchases files, made by the documented scripts from the installed packages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.compile import compile_plan
from patron.files.prepare import DataFiles, prepare
from patron.scheme.load import load_scheme

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "real_data"


@pytest.fixture(scope="session")
def purchases_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("real")

    def made(name: str) -> Path:
        path = folder / f"{name}.parquet"
        if not path.exists():
            subprocess.run([sys.executable, EXAMPLES / f"{name}.py", path], check=True)
        return path

    return made


@pytest.fixture(scope="session")
def case_of(purchases_of: Callable[[str], Path]) -> Callable[[str, int], tuple[Plan, History]]:
    """A data set's plan and history as of a day."""

    def prepared(name: str, as_of: int) -> tuple[Plan, History]:
        loaded = load_scheme(EXAMPLES / f"{name}.yaml")
        plan = compile_plan(loaded.require(), loaded.industry)
        return plan, prepare(DataFiles(purchases_of(name)), plan, loaded.industry, as_of).history

    return prepared
