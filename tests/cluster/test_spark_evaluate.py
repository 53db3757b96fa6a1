"""`evaluate --on` Spark: what a run on one machine writes, byte for byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from patron.cli import main
from spark_shop import rows_of_shop, write_shop


def evaluate(shop: Path, out: Path, *more: str, kind: str = "parquet") -> Result:
    files = [part for name in ("purchases", "members", "movements") for part in (f"--{name}", str(shop / f"{name}.{kind}"))]
    ending = out.suffix
    also = ["--changes", str(out.with_name(f"{out.stem}-changes{ending}"))]
    return CliRunner().invoke(
        main, ["evaluate", str(shop / "scheme.yaml"), *files, "--as-of", "2024-12-31", "--out", str(out), *also, *more]
    )


@pytest.fixture(scope="module")
def alone(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine gives."""
    out = tmp_path_factory.mktemp("alone") / "members.csv"
    done = evaluate(shop, out)
    assert done.exit_code == 0, done.output
    changes = pl.read_csv(out.with_name("members-changes.csv"))
    assert changes.filter(pl.col("reason") == "friend-of-gold").height > 10, "introductions have to matter"
    return out


def same(alone: Path, out: Path) -> None:
    for name in ("members", "members-changes"):
        assert out.with_name(f"{name}.csv").read_bytes() == alone.with_name(f"{name}.csv").read_bytes()


@pytest.mark.parametrize("parts", [1, 5])
def test_the_files_are_those_of_one_machine(spark: object, shop: Path, alone: Path, tmp_path: Path, parts: int) -> None:
    done = evaluate(shop, tmp_path / "members.csv", "--on", "spark", "--parts", str(parts))
    assert (done.exit_code, done.output) == (0, "")
    same(alone, tmp_path / "members.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["members-changes.csv", "members.csv"]


def test_csv_files_are_cut_where_lines_are_rows(
    spark: object, shop: Path, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patron.cluster.inputs.LARGE_CSV", 40_000)
    done = evaluate(shop, tmp_path / "members.csv", "--on", "spark", "--parts", "2", kind="csv")
    assert (done.exit_code, done.output) == (0, "")
    same(alone, tmp_path / "members.csv")


def test_parquet_and_excel_come_out_too(spark: object, shop: Path, alone: Path, tmp_path: Path) -> None:
    assert evaluate(shop, tmp_path / "members.parquet", "--on", "spark", "--parts", "2").exit_code == 0
    assert evaluate(shop, tmp_path / "alone.parquet").exit_code == 0
    for name in ("", "-changes"):
        there, here = (pl.read_parquet(tmp_path / f"{stem}{name}.parquet") for stem in ("members", "alone"))
        assert there.equals(here)
        assert there.schema == here.schema


def test_what_is_wrong_in_the_data_is_told_as_on_one_machine(spark: object, tmp_path: Path) -> None:
    rows = rows_of_shop()
    sales = [row for row in rows["purchases"] if row["member_id"] and not row["returns"]]
    other = next(row for row in sales if row["member_id"] != sales[0]["member_id"])
    late = {"at": sales[0]["at"].replace(year=2026), "amount": 10}
    rows["purchases"] += [
        {**late, "purchase_id": sales[0]["purchase_id"], "member_id": other["member_id"], "returns": None},
        {**late, "purchase_id": "back-1", "member_id": other["member_id"], "returns": sales[0]["purchase_id"]},
        {**late, "purchase_id": "back-2", "member_id": other["member_id"], "returns": "nothing"},
    ]
    rows["movements"].append({**rows["movements"][0], "member_id": other["member_id"]})
    shop = write_shop(tmp_path, rows)
    here, there = evaluate(shop, tmp_path / "here.csv"), evaluate(shop, tmp_path / "there.csv", "--on", "spark", "--parts", "3")
    assert (here.exit_code, there.exit_code) == (1, 1)
    assert there.output == here.output
    assert not list(tmp_path.glob("there*"))


def test_points_that_are_not_there_are_told_whichever_round_finds_them(spark: object, tmp_path: Path) -> None:
    rows = rows_of_shop()
    for row in rows["movements"][:60]:
        if row["kind"] == "give":
            row["points"] = 1_000_000
    shop = write_shop(tmp_path, rows)
    here, there = evaluate(shop, tmp_path / "here.csv"), evaluate(shop, tmp_path / "there.csv", "--on", "spark", "--parts", "3")
    assert (here.exit_code, there.exit_code) == (1, 1)
    assert there.output == here.output


def test_a_terminal_sees_nothing_of_sparks_chatter(java: None, shop: Path, alone: Path, tmp_path: Path) -> None:
    command = "evaluate scheme.yaml --purchases purchases.parquet --members members.parquet --movements movements.parquet"
    options = ["--as-of", "2024-12-31", "--out", str(tmp_path / "members.csv"), "--changes", str(tmp_path / "members-changes.csv")]
    argv = [sys.executable, "-c", "from patron.cli import main; main()", *command.split(), *options, "--on", "local[2]", "--parts", "2"]
    done = subprocess.run(argv, cwd=shop, capture_output=True, text=True, check=False)
    said = done.stderr.replace("compiling the scheme's rules for the first time …\n", "")
    assert (done.returncode, done.stdout, said) == (0, "", "")
    same(alone, tmp_path / "members.csv")
