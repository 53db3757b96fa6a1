"""`patron fit`: what it says and writes."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fit_data import cdnow
from patron.cli import main
from patron.simulation.population.file import load_population
from patron.simulation.population.model import BgNbd


def fit(folder: Path, *options: str, sales: str = "cdnow.csv") -> Result:
    with chdir(folder):
        done = CliRunner().invoke(main, ["fit", "--purchases", sales, "--out", "cdnow.yaml", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    cdnow().write_csv(folder / "cdnow.csv")
    return folder


def test_cdnow_in_english(shop: Path) -> None:
    done = fit(shop, "--currency", "USD", "--holdout", "1997-09-30", "--lang", "en")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "fitted up to 1997-09-30 (r 0.243, alpha 4.414, a 0.793, b 2.426), forecast to 1998-06-30" in done.stdout
    assert "2,357 customers" in done.stdout
    total = next(line for line in done.stdout.splitlines() if "Total" in line)
    assert [word for word in total.split() if word[0].isdigit()] == ["2,357", "1,882", "1,653"]
    assert "The forecast is 12.1 % below what came, within 15 %." in done.stdout
    population = load_population(shop / "cdnow.yaml")
    assert isinstance(population.timing, BgNbd)
    assert (population.id, population.currency, population.customers, population.unit_days) == ("cdnow", "USD", 2357, 7)
    assert population.fitted["holdout_observed"] == 1882
    assert "maximum likelihood on 2,357 customers" in population.sources["timing"]


def test_cdnow_in_chinese_as_json(shop: Path) -> None:
    done = fit(shop, "--currency", "USD", "--holdout", "50 %", "--format", "json", "--model", "pareto-nbd", "--unit", "day")
    said = json.loads(done.stdout)
    assert (said["timing"]["model"], said["timing"]["unit_days"]) == ("pareto-nbd", 1.0)
    assert said["holdout"]["end"] == "1997-09-30"
    assert said["holdout"]["timing"]["alpha"] == pytest.approx(7 * 10.578, abs=0.05)
    assert "最大似然" in said["sources"]["timing"]


def test_the_table_in_chinese_twice_the_same(shop: Path) -> None:
    done, written = fit(shop, "--currency", "USD"), (shop / "cdnow.yaml").read_bytes()
    assert done.exit_code == 0
    assert fit(shop, "--currency", "USD").stdout == done.stdout
    assert (shop / "cdnow.yaml").read_bytes() == written
    for word in ("留出检验", "全部历史", "新顾客首购后一年内", "来源", "已写入 cdnow.yaml"):
        assert word in done.stdout


def test_too_little_is_a_finding_and_writes_nothing(tmp_path: Path) -> None:
    cdnow().head(60).write_csv(tmp_path / "few.csv")
    done = fit(tmp_path, "--currency", "USD", sales="few.csv")
    assert done.exit_code == 1
    assert "few.csv: error[too-few-repeat-buyers]" in done.stderr
    assert not (tmp_path / "cdnow.yaml").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--industry", "jewellery"), "jewelry"),
        (("--currency", "RMB"), "CNY"),
        (("--holdout", "2"), "between 0 and 1"),
        (("--holdout", "0"), "above 0 and below 1"),
        (("--holdout", "soon"), "30 %"),
        (("--out", "cdnow.txt"), ".yaml"),
        (("--movements", "cdnow.csv"), "--scheme"),
    ],
)
def test_misuse(shop: Path, options: tuple[str, ...], said: str) -> None:
    done = fit(shop, *options)
    assert done.exit_code == 2
    assert said in done.stderr
