"""Tasks that fail, machines without Spark, and what a cluster does not do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from patron.cluster import tasks
from patron.cluster.unavailable import not_available
from patron.engine.plan.compile import compile_plan
from patron.engine.plan.uses import Exchange
from patron.files.prepare import DataFiles
from patron.scheme.load import load_scheme
from spark_shop import write_shop
from test_spark_evaluate import evaluate


def failing(marker: Path, *, always: bool) -> Any:
    """A step that fails in the midst of what it sends: once, which the marker tells, or always. It goes to the workers as code."""
    step = tasks.step

    def stepped(told: bytes, name: str, first: bool, found: Iterable[Any]) -> Iterator[Any]:
        for number, batch in enumerate(step(told, name, first, found)):
            yield batch
            if number == 0 and (always or not marker.exists()):
                marker.touch()
                raise RuntimeError("the disk is gone")

    return stepped


def test_a_task_that_fails_midway_is_tried_again(spark: object, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "failed"
    assert evaluate(shop, tmp_path / "here.csv").exit_code == 0
    monkeypatch.setattr(tasks, "step", failing(marker, always=False))
    done = evaluate(shop, tmp_path / "there.csv", "--on", "spark", "--parts", "3")
    assert (done.exit_code, done.output) == (0, "")
    assert marker.exists()
    for name in ("", "-changes"):
        assert (tmp_path / f"there{name}.csv").read_bytes() == (tmp_path / f"here{name}.csv").read_bytes()


def test_a_task_that_fails_for_good_writes_nothing(spark: object, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "step", failing(tmp_path / "failed", always=True))
    out = tmp_path / "out"
    out.mkdir()
    done = evaluate(shop, out / "there.csv", "--on", "spark", "--parts", "2")
    assert done.exit_code == 1
    assert done.output == "Error: Spark gave up: RuntimeError: the disk is gone\n"
    assert list(out.iterdir()) == []


def test_without_pyspark_the_command_says_what_to_install(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one == "pyspark" or one.startswith("pyspark.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = evaluate(shop, tmp_path / "members.csv", "--on", "spark")
    assert done.exit_code == 1
    assert "pip install 'patron[spark]'" in done.output
    assert "Java 17" in done.output
    assert not (tmp_path / "members.csv").exists()


def test_workers_with_other_versions_are_refused() -> None:
    order = tasks.Order(None, None, (("patron", "0.0.1"), ("no-such-plugin", "1")))  # type: ignore[arg-type]
    with pytest.raises(tasks.OtherVersionsError, match=r"a worker has patron .* instead of 0.0.1, no-such-plugin missing instead of 1"):
        tasks.order_of(order.pickled())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--on", "sparc"], "'sparc' is no master; write spark, spark://HOST:7077, local[4], yarn or k8s://…"),
        (["--on", "spark://"], "is no master"),
        (["--parts", "3"], "--parts goes with --on only"),
        (["--on", "spark", "--on-error", "skip"], "rows that are wrong cannot be set aside"),
        (["--on", "spark", "--cards", "cards.csv"], "--cards: not available with --on"),
    ],
)
def test_what_a_cluster_does_not_do_is_misuse(shop: Path, tmp_path: Path, options: list[str], said: str) -> None:
    done = evaluate(shop, tmp_path / "members.csv", *options)
    assert done.exit_code == 2
    assert said in done.output


def test_what_counts_over_all_members_stays_on_one_machine(tmp_path: Path) -> None:
    loaded = load_scheme(write_shop(tmp_path) / "scheme.yaml")
    plan = compile_plan(loaded.require(), loaded.industry)
    moved = DataFiles(movements=tmp_path / "movements.csv")
    assert list(not_available(plan, moved)) == []
    entry = Exchange("bag", "goods", points=100, in_total=7)
    limited = replace(plan, points=replace(plan.points, exchange=(entry,)))
    assert list(not_available(limited, DataFiles())) == []
    (reason,) = not_available(limited, moved)
    assert "'bag' is limited over all members" in reason.en
    assert "对全体会员限量" in reason.zh
