"""One Spark session on this machine, with tasks that are tried again, for all tests that need one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def java() -> None:
    """Where there is no Java the test is skipped and says so; not where everything has to be there."""
    if shutil.which("java") or os.environ.get("JAVA_HOME"):
        return
    if os.environ.get("CI"):
        pytest.fail("there is no Java: the tests of clusters need Java 17 (apt-get install openjdk-17-jre-headless)")
    pytest.skip("NOT TESTED: runs on Spark, since there is no Java (apt-get install openjdk-17-jre-headless)")


@pytest.fixture(scope="session")
def spark(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The driver may not be sent more than a megabyte in one job: rows cannot go through it unseen."""
    folder = tmp_path_factory.mktemp("spark")
    folder.joinpath("spark-defaults.conf").write_text("spark.driver.maxResultSize 1m\nspark.driver.memory 600m\n", encoding="utf-8")
    before = os.environ.get("SPARK_CONF_DIR")
    os.environ["SPARK_CONF_DIR"] = str(folder)
    try:
        from patron.cluster.session import cluster

        with cluster("local[2,4]") as session:
            yield session
    finally:
        os.environ.pop("SPARK_CONF_DIR")
        if before is not None:
            os.environ["SPARK_CONF_DIR"] = before


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `scheme.yaml` and two years of sales, members and movements, as Parquet and as CSV."""
    from spark_shop import write_shop

    return write_shop(tmp_path_factory.mktemp("shop"))
