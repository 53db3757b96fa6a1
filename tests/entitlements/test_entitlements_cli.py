"""Benefits on files: `patron test`, `evaluate --entitlements`, refused uses, `explain`, and what `simulate` says they cost."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from patron.cli import main

SCHEMES = Path(__file__).parent / "schemes"
MALL = SCHEMES / "mall.yaml"
HEAD = "movement_id,member_id,at,kind,ref,value\n"
FILES = {
    "purchases.csv": "purchase_id,member_id,at,amount,store\n"
    "1,ann,2025-02-10,6000,east\n2,bob,2025-05-01,1500,east\n3,cyd,2025-06-01,10,west\n",
    "members.csv": "member_id,birthday\nann,1990-06-01\nbob,1980-12-24\n",
    "movements.csv": HEAD + "u1,ann,2025-03-01,use_benefit,parking,2\nf1,ann,2025-06-03,false_claim,birthday-gift,\n",
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def patron(folder: Path, command: str, *words: str, movements: str | None = None) -> Result:
    if movements is not None:
        (folder / "movements.csv").write_text(HEAD + movements, encoding="utf-8")
    data = [word for name in ("purchases", "members", "movements") for word in (f"--{name}", str(folder / f"{name}.csv"))]
    return CliRunner().invoke(main, [command, str(MALL), *data, *words])


def evaluate(folder: Path, *words: str, movements: str | None = None) -> Result:
    out = ["--as-of", "2025-07-31", "--out", str(folder / "out.csv")]
    return patron(folder, "evaluate", *out, *words, movements=movements)


def test_the_domain_s_benefits_work_as_scheme_tests() -> None:
    result = CliRunner().invoke(main, ["test", str(SCHEMES)])
    assert result.exit_code == 0, result.output
    assert "11 passed" in result.output


def test_a_wrong_expectation_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mall.yaml").write_text(MALL.read_text(encoding="utf-8"), encoding="utf-8")
    text = """\
    tests:
      - name: one too many
        as_of: 2025-03-01
        purchases: [{on: 2025-02-10, amount: 6000}]
        expect:
          entitlements:
            gift-pack: {granted: 1, left: 2}
            gift-pakc: {granted: 1}
    """
    (tmp_path / "mall_test.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["test", str(tmp_path)])
    assert result.exit_code == 1
    assert "mall_test.yaml:7: one too many: gift-pack: left: expected 2, got 1" in result.output
    assert "mall_test.yaml:8: one too many: entitlements: expected gift-pakc, got no benefit that is issued" in result.output


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_table_is_sorted_and_the_same_in_every_format(files: Path, ending: str) -> None:
    out = files / f"benefits.{ending}"
    result = evaluate(files, "--entitlements", str(out))
    assert result.exit_code == 0, result.output
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "xlsx": pl.read_excel}[ending]
    frame = read(out)
    assert frame.columns == ["member_id", "benefit", "from", "until", "granted", "carried", "used", "lapsed", "left"]
    rows = [tuple(map(str, row)) for row in frame.rows()]
    assert rows == sorted(rows, key=lambda row: row[:3])
    assert ("ann", "parking", "2025-02-10", "2026-02-09", "12", "0", "2", "0", "10") in rows
    assert ("ann", "birthday-gift", "2025-06-01", "2025-06-30", "1", "0", "0", "1", "0") in rows
    assert ("ann", "lounge", "2025-02-10", "2025-12-31", "11", "0", "0", "0", "11") in rows
    assert {row[0] for row in rows} == {"ann", "bob"}


def test_uses_of_what_there_is_not_are_refused_with_their_rows_and_nothing_is_written(files: Path) -> None:
    moves = (
        "u1,ann,2025-03-01,use_benefit,parking,10\n"
        "u2,ann,2025-03-02,use_benefit,parking,3\n"
        "u3,bob,2025-03-02,use_benefit,parking,\n"
        "u4,ann,2025-07-01,use_benefit,birthday-gift,\n"
    )
    result = evaluate(files, "--entitlements", str(files / "e.csv"), movements=moves)
    assert result.exit_code == 1
    assert (
        "row 3, column ref: error[benefit-not-available]: member 'ann' has 2 of 'parking' left on 2025-03-02, and uses 3" in result.output
    )
    assert "row 4, column ref: error[benefit-not-available]: member 'bob' has none of 'parking' left on 2025-03-02" in result.output
    assert "row 5, column ref: error[benefit-not-available]: member 'ann' has none of 'birthday-gift' left" in result.output
    assert not (files / "e.csv").exists()
    assert not (files / "out.csv").exists()
    set_aside = evaluate(files, "--entitlements", str(files / "e.csv"), "--on-error", "skip", movements=moves)
    assert set_aside.exit_code == 0
    assert "3 rows were set aside" in set_aside.output
    used = pl.read_csv(files / "e.csv").filter(pl.col("used") > 0)
    assert used.select("benefit", "used", "left").rows() == [("parking", 10, 2)]


def test_movements_name_benefits_that_are_counted(files: Path) -> None:
    moves = (
        "u1,ann,2025-03-01,use_benefit,praking,\n"
        "u2,ann,2025-03-01,use_benefit,parking,0\n"
        "u3,ann,2025-03-01,use_benefit,,\n"
        "u4,ann,2025-03-01,false_claim,parking,\n"
    )
    result = evaluate(files, movements=moves)
    assert result.exit_code == 1
    for said in (
        "row 2, column ref: error[unknown-benefit]: 'praking' is no benefit of the scheme",
        "row 3, column value: error[not-a-count]: '0' is not how many",
        "row 4, column ref: error[missing-value]",
        "row 5, column ref: error[unknown-benefit]: 'parking' is no benefit that says what a false claim costs",
    ):
        assert said in result.output


def test_explain_says_what_is_left_and_how_it_came(files: Path) -> None:
    words = ("--as-of", "2025-07-31", "--member", "ann")
    result = patron(files, "explain", *words, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Benefits, what was used and what is left" in result.output
    answer = json.loads(patron(files, "explain", *words, "--format", "json").output)
    by_name = {one["benefit"]: one for one in answer["entitlements"]}
    assert by_name["parking"] == {
        "benefit": "parking",
        "issued_by": "year",
        "tier": "gold",
        "from": "2025-02-10",
        "until": "2026-02-09",
        "granted": 12,
        "carried": 0,
        "used": 2,
        "lapsed": 0,
        "left": 10,
    }
    assert "birthday-gift" not in by_name  # it is over; --all shows it
    everything = json.loads(patron(files, "explain", *words, "--format", "json", "--all").output)
    assert any(one["benefit"] == "birthday-gift" and one["lapsed"] == 1 for one in everything["entitlements"])


def test_a_false_claim_costs_twice_the_gift(files: Path) -> None:
    """A6: two gifts of 50 in the period would cost 100 at full take-up; none is taken up, and the false claim costs 100."""

    def cost(movements: str) -> int:
        words = ("--from", "2025-01-01", "--to", "2025-12-31", "--margin", "50 %", "--take-up", "0 %")
        result = patron(files, "simulate", *words, "--out", str(files / "out"), movements=movements)
        assert result.exit_code == 0, result.output
        return int(json.loads((files / "out" / "result.json").read_text(encoding="utf-8"))["costs"]["by_kind"]["benefit"])

    assert cost("") == 0
    assert cost("f1,ann,2025-06-03,false_claim,birthday-gift,\n") == 100_00
    assert cost("f1,ann,2025-06-03,false_claim,birthday-gift,3\n") == 300_00  # `value` says how many
