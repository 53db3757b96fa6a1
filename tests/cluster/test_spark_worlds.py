"""`simulate --population … --on`: worlds on a cluster, the same document; what is left to one machine is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from patron.cli import main


def simulate(shop: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["simulate", str(shop / "scheme.yaml"), "--out", str(out), *more])


def test_worlds_on_a_cluster_make_the_same_report(spark: object, shop: Path, tmp_path: Path) -> None:
    made = ["--population", "60", "--worlds", "4", "--months", "6", "--margin", "0.5"]
    here = simulate(shop, tmp_path / "here", *made, "--jobs", "1")
    there = simulate(shop, tmp_path / "there", *made, "--on", "spark")
    assert (here.exit_code, there.exit_code) == (0, 0), there.output
    assert (tmp_path / "there" / "result.json").read_bytes() == (tmp_path / "here" / "result.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--purchases", "purchases.csv"], "--on goes with --population"),
        (["--population", "50", "--jobs", "2"], "--jobs counts processes of this machine"),
        (["--population", "50", "--tornado"], "--vary and --tornado are worked out on one machine"),
    ],
)
def test_what_is_left_to_one_machine_is_refused(shop: Path, tmp_path: Path, options: list[str], said: str) -> None:
    options = [str(shop / one) if one.endswith(".csv") else one for one in options]
    done = simulate(shop, tmp_path / "out", *options, "--on", "spark")
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
