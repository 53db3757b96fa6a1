"""A Spark session that keeps quiet: its chatter goes to a file, which is named only when something fails."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCAL = "local[*,4]"  # every processor; a task that fails is tried again, as on a cluster
_INSTALL = "it needs PySpark: pip install 'patron[spark]', and Java 17 or newer"


class ClusterError(Exception):
    """Spark could not be started, or gave up; one line for the user."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A session and where its log is."""

    spark: Any
    log: Path | None

    @property
    def cores(self) -> int:
        """About how many tasks run at a time."""
        return int(self.spark.sparkContext.defaultParallelism)

    def failed(self, error: BaseException) -> ClusterError:
        """What to say of an error of Spark's."""
        where = f" (Spark's log: {self.log})" if self.log is not None else ""
        return ClusterError(f"{_reason(error)}{where}")


def master_of(on: str) -> str:
    """What `--on` names: `spark` alone is this machine; anything else is a master URL as Spark's own tools take it."""
    return LOCAL if on == "spark" else on


@contextmanager
def cluster(on: str) -> Iterator[Cluster]:
    """A session on the master, stopped afterwards; one that is running in this process is taken, and left running."""
    session_class = _session_class()
    running = session_class.getActiveSession()
    if running is not None:
        _settled(running)
        yield Cluster(running, None)
        return
    handle, name = tempfile.mkstemp(prefix="patron-spark-", suffix=".log")
    log = Path(name)
    opened = None
    try:
        try:
            with _stderr_to(handle):
                opened = _start(session_class, on)
        except Exception as error:
            raise Cluster(None, log).failed(error) from None
        yield Cluster(opened, log)
    except ClusterError:
        raise
    else:
        log.unlink(missing_ok=True)
    finally:
        os.close(handle)
        if opened is not None:
            with suppress(Exception):
                opened.stop()


def require_spark() -> None:
    """Raises ClusterError where PySpark, or what it needs, is not installed."""
    _session_class()


def _session_class() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pandas  # noqa: F401 - mapInArrow asks for it
            import pyarrow  # noqa: F401
            from pyspark.sql import SparkSession
    except ImportError as error:
        raise ClusterError(f"--on spark: {_INSTALL} ({error})") from None
    return SparkSession


def _start(session_class: Any, on: str) -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = session_class.builder.appName("patron").master(master_of(on))
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    if master_of(on).startswith("local"):
        builder = builder.config("spark.ui.enabled", "false").config("spark.driver.host", "localhost")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    spark = builder.getOrCreate()
    _settled(spark)
    return spark


_SETTINGS = {
    "spark.ui.showConsoleProgress": "false",
    "spark.executorEnv.POLARS_MAX_THREADS": "1",  # a task is one processor's work
    "spark.executorEnv.NUMBA_NUM_THREADS": "1",
    "spark.executorEnv.OMP_NUM_THREADS": "1",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",  # a record is a parcel of up to megabytes
}


def _settled(spark: Any) -> None:
    """What a session that was there already has to have, too."""
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", _SETTINGS["spark.sql.execution.arrow.maxRecordsPerBatch"])
    spark.conf.set("spark.sql.adaptive.enabled", "false")  # parts are made as large as they are on purpose


@contextmanager
def _stderr_to(handle: int) -> Iterator[None]:
    """What is started meanwhile (the Java machine, and all that it starts) writes its chatter to a file."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [(number, os.dup(number)) for number in (1, 2)]
    try:
        for number, _ in kept:
            os.dup2(handle, number)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for number, old in kept:
            os.dup2(old, number)
            os.close(old)


def _reason(error: BaseException) -> str:
    """The line of an error of Spark's that says what happened: that of the Python code in the worker, where there is one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    raised = [line for line in lines if _is_raised(line)]
    if "JAVA_GATEWAY_EXITED" in str(error) or "Java gateway process exited" in str(error):
        return "Java could not be started: Spark needs Java 17 or newer (JAVA_HOME, or java on the path)"
    said = (raised or lines or [type(error).__name__])[-1 if raised else 0]
    return f"Spark gave up: {said[:300]}"


def _is_raised(line: str) -> bool:
    """Whether a line is the end of a Python traceback: `package.Error: message`."""
    name, colon, _ = line.partition(":")
    last = name.rpartition(".")[2]
    return bool(colon) and name.replace(".", "").replace("_", "").isalnum() and last.endswith(("Error", "Exception"))
