"""`patron snapshot`, and the commands that take a snapshot in place of purchases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from patron.cli import main
from snapshot_case import MEMBERS, MOVEMENTS, SALES, SCHEME, write

ROWS = [
    "P1,9,2024-01-05,600,gold,上海南京东路旗舰店,,",
    "P2,客1,2024-02-05,150,,,,",
    "P3,,2024-02-06,100,jade,B,,",
    "R1,9,2024-03-05,20,gold,,P1,",
]


def patron(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "house.yaml").write_text(SCHEME, encoding="utf-8")
    write(tmp_path / "sales.csv", SALES, ROWS)
    write(tmp_path / "members.csv", MEMBERS, ["9,2023-01-01,,,,,,茶", "客1,2023-01-01,9,,,,,"])
    write(tmp_path / "movements.csv", MOVEMENTS, ["V1,9,2024-06-01,调整,5,,"])
    return tmp_path


def snapshot(*more: str) -> Result:
    files = ["sales.csv", "--members", "members.csv", "--movements", "movements.csv"]
    return patron("snapshot", *files, "--scheme", "house.yaml", "--out", "snap", *more)


def test_it_says_what_it_holds(house: Path) -> None:
    made = snapshot()
    assert made.exit_code == 0
    assert "3 lines of sale, 1 returns, 2 members, 1 movements (general, CNY, Asia/Shanghai; 1 segment" in made.output
    shown = patron("snapshot", "snap", "--verify")
    assert shown.exit_code == 0
    assert "sales.csv" in shown.output
    assert "files are as they were written" in shown.output


FILES = ("--purchases", "sales.csv", "--members", "members.csv", "--movements", "movements.csv")
SNAP = ("--purchases", "snap")


def test_evaluate_and_explain_say_the_same(house: Path) -> None:
    snapshot()
    for name, source in (("a", FILES), ("b", SNAP)):
        done = patron("evaluate", "house.yaml", *source, "--as-of", "2024-12-31", "--out", f"{name}.csv", "--changes", f"{name}2.csv")
        assert done.exit_code == 0, done.output
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()
    assert Path("a2.csv").read_bytes() == Path("b2.csv").read_bytes()
    told = [patron("explain", "house.yaml", *source, "--as-of", "2024-12-31", "--member", "客1").output for source in (FILES, SNAP)]
    assert told[0] == told[1]


def test_simulate_compare_and_tune_say_the_same(house: Path) -> None:
    snapshot()
    text = SCHEME.replace("at_least: 500}", "at_least: 700}").replace("scheme: house", "scheme: other")
    (house / "other.yaml").write_text(text, encoding="utf-8")
    vary = "qualification.single.when.purchase.at_least=300:900:300"
    found = []
    for name, source in (("a", FILES), ("b", SNAP)):
        done = [
            patron("simulate", "house.yaml", *source, "--margin", "0.4", "--out", f"sim-{name}"),
            patron("compare", "house.yaml", "other.yaml", *source, "--margin", "0.4", "--out", f"cmp-{name}"),
            patron("tune", "house.yaml", *source, "--margin", "0.4", "--vary", vary, "--lang", "en"),
        ]
        assert [one.exit_code for one in done] == [0, 0, 0], [one.output for one in done]
        results = [Path(f"{folder}-{name}/{file}.json").read_text() for folder, file in (("sim", "result"), ("cmp", "compare"))]
        tuned = "\n".join(line for line in done[2].output.splitlines() if "nothing reads" not in line)
        found.append([tuned, *(json.dumps(without_files(json.loads(one))) for one in results)])
    assert found[0] == found[1]
    assert min(map(len, found[0])) > 100


def without_files(content: Any) -> Any:
    """A document without what it was made from."""
    if isinstance(content, list):
        return [without_files(one) for one in content]
    if not isinstance(content, dict):
        return content
    return {key: without_files(value) for key, value in content.items() if key not in {"inputs", "sha256", "data"}}


def test_members_and_movements_may_come_beside_it(house: Path) -> None:
    patron("snapshot", "sales.csv", "--scheme", "house.yaml", "--out", "snap")
    patron("evaluate", "house.yaml", *FILES, "--as-of", "2024-12-31", "--out", "a.csv")
    beside = (*SNAP, "--members", "members.csv", "--movements", "movements.csv")
    assert patron("evaluate", "house.yaml", *beside, "--as-of", "2024-12-31", "--out", "b.csv").exit_code == 0
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()
    assert patron("snapshot", "--append", "snap", "--members", "members.csv").exit_code == 0
    twice = patron("evaluate", "house.yaml", *beside, "--as-of", "2024-12-31", "--out", "b.csv")
    assert (twice.exit_code, "snapshot-has-table" in twice.output) == (1, True)


@pytest.mark.parametrize(("old", "new"), [("Asia/Shanghai", "Asia/Tokyo"), ("CNY", "EUR"), ("industry: general", "industry: jewelry")])
def test_a_scheme_of_other_days_money_or_goods_is_refused(house: Path, old: str, new: str) -> None:
    snapshot()
    text = SCHEME.replace(old, new)
    (house / "other.yaml").write_text(text, encoding="utf-8")
    done = patron("evaluate", "other.yaml", *SNAP, "--as-of", "2024-12-31", "--out", "b.csv")
    assert done.exit_code == 1
    assert "snapshot-disagrees" in done.output
    assert new.rpartition(" ")[2] in done.output
    assert not Path("b.csv").exists()


def test_findings_name_the_file_and_its_row(house: Path) -> None:
    """Of the second file, by its own numbers and headings."""
    snapshot()
    write(house / "v2.csv", MOVEMENTS, ["V2,9,2024-06-01,调整,5,,", "V3,9,2024-06-02,授予等级,,,nix", "V4,9,2024-06-02,兑换,9000,,"])
    assert patron("snapshot", "--append", "snap", "--movements", "v2.csv").exit_code == 0
    done = patron("evaluate", "house.yaml", *SNAP, "--as-of", "2024-12-31", "--out", "b.csv")
    assert done.exit_code == 1
    assert "v2.csv: row 3, column value: error[unknown-tier]" in done.output
    done = patron("evaluate", "house.yaml", *SNAP, "--as-of", "2024-12-31", "--out", "b.csv", "--on-error", "skip")
    assert done.exit_code == 0, done.output
    assert [line.split(",")[0] for line in Path("v2.rejected.csv").read_text().splitlines()] == ["row", "3", "4"]


def test_rows_that_cannot_be_read_stop_it_or_are_set_aside(house: Path) -> None:
    write(house / "sales.csv", SALES, [*ROWS, "P9,9,soon,5,,,,", "R9,9,2024-09-09,5,,,P77,"])
    done = snapshot()
    assert (done.exit_code, Path("snap").exists()) == (1, False)
    assert [path.name for path in house.iterdir() if path.name.startswith(".")] == []
    done = snapshot("--on-error", "skip")
    assert done.exit_code == 0, done.output
    assert [line.split(",")[0] for line in Path("sales.rejected.csv").read_text().splitlines()] == ["row", "6", "7"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("snapshot", "sales.csv"), "--out DIR"),
        (("snapshot", "--out", "x"), "PURCHASES"),
        (("snapshot", "sales.csv", "--out", "."), "there already"),
        (("snapshot", "sales.csv", "--out", "x", "--append", "snap"), "give one of them"),
        (("snapshot", "sales.csv", "--out", "x", "--scheme", "house.yaml", "--currency", "CNY"), "--scheme says it too"),
        (("snapshot", "sales.csv", "--append", "snap", "--currency", "CNY"), "goes with --out only"),
        (("snapshot", "sales.csv", "--out", "x", "--time-zone", "Mars"), "no time zone"),
        (("snapshot", "sales.csv", "--out", "x", "--currency", "YYY"), "no currency"),
        (("snapshot", "sales.csv", "--out", "x", "--industry", "jewellery"), "no industry"),
        (("snapshot", "snap", "--members", "members.csv"), "go with --out"),
        (("snapshot", "--append", "snap"), "say what is to be added"),
        (("fit", "house.yaml", "--purchases", "snap"), "directory"),
    ],
)
def test_misuse(house: Path, words: tuple[str, ...], said: str) -> None:
    snapshot()
    done = patron(*words)
    assert done.exit_code == 2, done.output
    assert said in done.output
