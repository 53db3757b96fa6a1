"""`simulate … --on` Spark: the files of one machine, byte for byte; what is left to one machine is refused, in both languages."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from patron.cli import main
from spark_shop import write_shop

FILES = ("result.json", "report.html", "result.xlsx")


def simulate(shop: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["simulate", str(shop / "scheme.yaml"), "--out", str(out), *more])


def over_sales(shop: Path, out: Path, *more: str) -> Result:
    files = [part for name in ("purchases", "members", "movements") for part in (f"--{name}", str(shop / f"{name}.parquet"))]
    return simulate(shop, out, *files, *more)


def test_figures_over_past_sales_are_those_of_one_machine(spark: object, shop: Path, tmp_path: Path) -> None:
    asked = ["--margin", "0.4", "--from", "2023-07-01", "--take-up", "parking=0.5", "--redeemed", "0.8", "--lang", "en"]
    here = over_sales(shop, tmp_path / "here", *asked)
    there = over_sales(shop, tmp_path / "there", *asked, "--on", "spark", "--parts", "3")
    assert (here.exit_code, there.exit_code) == (0, 0), there.output
    for name in FILES:
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name
    assert there.output.replace("there", "here") == here.output


def test_what_only_all_sales_show_is_told_as_on_one_machine(spark: object, shop: Path, tmp_path: Path) -> None:
    margins = tmp_path / "margins.csv"
    margins.write_text("category,margin\ngold,0.2\n", encoding="utf-8")
    for asked in (["--from", "2030-01-01", "--to", "2030-12-31"], ["--margins", str(margins)]):
        here, there = (
            over_sales(shop, tmp_path / "here", *asked),
            over_sales(shop, tmp_path / "there", *asked, "--on", "spark", "--parts", "2"),
        )
        assert (here.exit_code, there.exit_code) == (1, 1), there.output
        assert there.output == here.output
    assert not (tmp_path / "there").exists()


def test_an_opening_balance_after_the_last_sale_is_told_as_on_one_machine(spark: object, tmp_path: Path) -> None:
    shop = write_shop(tmp_path)
    opened = pl.when(pl.int_range(pl.len()) == 3).then(pl.lit("2026-05-01"))
    pl.read_parquet(shop / "members.parquet").with_columns(opening_on=opened).write_parquet(shop / "members.parquet")
    here, there = over_sales(shop, tmp_path / "here"), over_sales(shop, tmp_path / "there", "--on", "spark", "--parts", "2")
    assert (here.exit_code, there.exit_code) == (1, 1), there.output
    assert "opening_on is after the as-of date" in here.output
    assert there.output == here.output


def test_worlds_on_a_cluster_make_the_same_report(spark: object, shop: Path, tmp_path: Path) -> None:
    made = ["--population", "60", "--worlds", "4", "--months", "6", "--margin", "0.5"]
    here = simulate(shop, tmp_path / "here", *made, "--jobs", "1")
    there = simulate(shop, tmp_path / "there", *made, "--on", "spark")
    assert (here.exit_code, there.exit_code) == (0, 0), there.output
    assert (tmp_path / "there" / "result.json").read_bytes() == (tmp_path / "here" / "result.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "en", "zh"),
    [
        (["--population", "50", "--jobs", "2"], "--jobs counts processes of this machine", "--jobs 按本机进程计"),
        (["--population", "50", "--parts", "2"], "--parts is of members", "--parts 是会员的份数"),
        (["--population", "50", "--tornado"], "--vary and --tornado are worked out on one machine", "--vary 和 --tornado 在一台机器上计算"),
        (["--purchases", "purchases.csv", "--tornado"], "--vary and --tornado are worked out on one machine", "--vary 和 --tornado"),
        (["--purchases", "purchases.csv", "--on-error", "skip"], "rows that are wrong cannot be set aside", "无法跳过有误的行"),
    ],
)
def test_what_is_left_to_one_machine_is_refused(shop: Path, tmp_path: Path, options: list[str], en: str, zh: str) -> None:
    options = [str(shop / one) if one.endswith(".csv") else one for one in options]
    for lang, said in (("en", en), ("zh", zh)):
        done = simulate(shop, tmp_path / "out", *options, "--on", "spark", "--lang", lang)
        assert done.exit_code == 2
        assert said in " ".join(done.output.split())
