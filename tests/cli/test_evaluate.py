"""`patron evaluate` as its users run it: the installed command on files in a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fastexcel
import polars as pl
import pytest

PATRON = Path(sys.executable).with_name("patron")
SCHEME = """\
scheme: house
title: {zh: 会员方案, en: House scheme}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 会员, en: VIP}, term: 12 months}
qualification:
  - id: single-purchase
    grants: vip
    when: {purchase: {at_least: 1000}}
maintenance:
  - id: keep-by-total
    keeps: vip
    when: {spend: {within: 12 months, at_least: 500}}
points:
  accrual:
    - {id: all-spend, for: [guest, vip], one_point_per: 10}
  expiry: {after: 12 months}
"""
SALES = """\
purchase_id,member_id,at,amount,returns
P1,M1,2024-01-05T23:30:00+08:00,1200,
P2,M1,2024-06-05 10:00,600.55,
R1,M1,2024-07-01,100.5,P2
P3,M2,2025-01-04,30.5,
P4,,2025-01-04,99999,
"""
EXPECTED = """\
member_id,tier,since,review_on,reason,points,points_pending,points_earned,points_expired,points_taken_back,points_spent,spend_12m
M1,vip,2024-01-05,2026-01-05,keep-by-total,50,0,180,120,10,0,500.05
M2,guest,,,,3,0,3,0,0,0,30.50
"""
CHANGES = """\
member_id,on,from,to,reason
M1,2024-01-05,guest,vip,single-purchase
M1,2025-01-05,vip,vip,keep-by-total
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
    return tmp_path


def evaluate(
    folder: Path, *options: str, sales: str = "sales.csv", out: str = "out.csv", as_of: str = "2025-01-05"
) -> subprocess.CompletedProcess[str]:
    command = [PATRON, "evaluate", "scheme.yaml", "--purchases", sales, "--as-of", as_of, "--out", out, *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_members_and_changes_by_the_contract(folder):
    done = evaluate(folder, "--changes", "changes.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / "out.csv").read_bytes().decode() == EXPECTED
    assert (folder / "changes.csv").read_bytes().decode() == CHANGES


def test_a_file_with_chinese_headings_in_gbk(folder):
    words = {"purchase_id": "小票号", "member_id": "会员卡号", "at": "消费时间", "amount": "实付金额（元）", "returns": "退货原单号"}
    content = SALES
    for ours, theirs in words.items():
        content = content.replace(ours, theirs, 1)
    (folder / "销售.csv").write_bytes(content.encode("gbk"))
    assert evaluate(folder, sales="销售.csv").returncode == 0
    assert (folder / "out.csv").read_text(encoding="utf-8") == EXPECTED


def test_a_companys_own_headings_by_a_map(folder):
    (folder / "sales.csv").write_text(SALES.replace("member_id", "客户").replace("amount", "net"), encoding="utf-8")
    assert evaluate(folder, "--map", "客户=member_id", "--map", "net=amount").returncode == 0
    assert (folder / "out.csv").read_text(encoding="utf-8") == EXPECTED


def test_parquet_and_excel_hold_typed_cells(folder):
    assert evaluate(folder, "--changes", "changes.xlsx", out="out.parquet").returncode == 0
    frame = pl.read_parquet(folder / "out.parquet")
    assert frame.write_csv() == EXPECTED
    assert [frame.schema[name] for name in ("since", "points", "spend_12m")] == [pl.Date(), pl.Int64(), pl.Decimal(38, 2)]
    sheet = fastexcel.read_excel(folder / "changes.xlsx").load_sheet(0).to_polars()
    assert sheet["reason"].to_list() == ["single-purchase", "keep-by-total"]


def test_members_and_movements_files_are_read(folder):
    members = "member_id,referred_by,opening_on,opening_tier,opening_since,opening_points\nM0,,,,,\nM3,M1,2024-12-31,vip,2024-06-30,40\n"
    (folder / "members.csv").write_text(members, encoding="utf-8")
    moves = "movement_id,member_id,at,kind,points\nV1,M3,2025-01-02,redeem,15\nV2,M2,2025-01-05,adjust,-3\n"
    (folder / "moves.csv").write_text(moves, encoding="utf-8")
    assert evaluate(folder, "--members", "members.csv", "--movements", "moves.csv").returncode == 0
    rows = pl.read_csv(folder / "out.csv").select("member_id", "tier", "reason", "points", "points_spent").rows()
    assert rows == [
        ("M0", "guest", None, 0, 0),
        ("M1", "vip", "keep-by-total", 50, 0),
        ("M2", "guest", None, 0, 3),
        ("M3", "vip", "opening", 25, 15),
    ]


def test_the_order_of_rows_changes_nothing(folder):
    head, *rows = SALES.splitlines()
    (folder / "sales.csv").write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    assert evaluate(folder).returncode == 0
    assert (folder / "out.csv").read_text(encoding="utf-8") == EXPECTED


def test_wrong_data_is_named_by_row_and_column_and_nothing_is_written(folder):
    (folder / "sales.csv").write_text(SALES.replace("600.55", "600.555").replace(",P2", ",P9"), encoding="utf-8")
    before = names(folder)
    done = evaluate(folder, "--changes", "changes.csv")
    assert done.returncode == 1
    assert "sales.csv: row 3, column amount: error[too-many-places]" in done.stderr
    assert names(folder) == before


def test_rows_that_are_wrong_can_be_set_aside(folder):
    (folder / "sales.csv").write_text(SALES + "P5,M2,2025-01-04,x,\nR9,M2,2025-01-05,1,P5\n", encoding="utf-8")
    (folder / "result").mkdir()
    done = evaluate(folder, "--on-error", "skip", out="result/out.csv")
    assert done.returncode == 0
    assert "2 rows were set aside in result/sales.rejected.csv" in done.stderr
    assert (folder / "result" / "out.csv").read_text(encoding="utf-8") == EXPECTED
    rejected = (folder / "result" / "sales.rejected.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in rejected] == ["row", "7", "8"]


def test_points_that_are_not_there_are_an_error_in_the_data(folder):
    moves = "movement_id,member_id,at,kind,points\nV1,M2,2025-01-05,redeem,4\nV2,M2,2025-01-05,redeem,3\n"
    (folder / "moves.csv").write_text(moves, encoding="utf-8")
    done = evaluate(folder, "--movements", "moves.csv")
    assert done.returncode == 1
    assert "moves.csv: row 2, column points: error[points-not-available]" in done.stderr
    assert not (folder / "out.csv").exists()
    chinese = moves.replace("movement_id,member_id,at,kind,points", "变动编号,会员号,时间,变动类型,积分")
    (folder / "moves.csv").write_text(chinese, encoding="utf-8")
    assert "moves.csv: row 2, column 积分: error[points-not-available]" in evaluate(folder, "--movements", "moves.csv").stderr
    assert evaluate(folder, "--movements", "moves.csv", "--on-error", "skip").returncode == 0
    assert pl.read_csv(folder / "out.csv")["points_spent"].to_list() == [0, 3]
    assert "V1" in (folder / "moves.rejected.csv").read_text(encoding="utf-8")


def test_a_scheme_with_errors_is_shown_and_nothing_is_written(folder):
    (folder / "scheme.yaml").write_text(SCHEME.replace("purchase:", "purchse:"), encoding="utf-8")
    done = evaluate(folder)
    assert done.returncode == 1
    assert "scheme.yaml:11:12: error[" in done.stderr
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"out": "out.txt"}, "must end in"),
        ({"out": "out"}, "must end in"),
        ({"out": "sales.csv"}, "another file of this command"),
        ({"as_of": "2025-13-01"}, "not a date"),
        ({"as_of": "01.02.2025"}, "not a date"),
        ({"sales": "absent.csv"}, "does not exist"),
    ],
)
def test_misuse_exits_with_2(folder, options, said):
    before = names(folder)
    done = evaluate(folder, **options)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert names(folder) == before


def test_a_folder_that_is_no_snapshot_is_a_finding(folder):
    before = names(folder)
    done = evaluate(folder, sales=".")
    assert done.returncode == 1
    assert "error[not-a-snapshot]" in done.stderr
    assert names(folder) == before


@pytest.mark.parametrize("as_of", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_misuse(folder, as_of):
    done = evaluate(folder, as_of=as_of)
    assert done.returncode == 2
    assert "too far away" in done.stderr
    assert "Traceback" not in done.stderr


def test_out_and_changes_must_differ(folder):
    assert evaluate(folder, "--changes", "out.csv").returncode == 2


def test_a_folder_that_cannot_be_made_is_no_crash(folder):
    (folder / "file").write_text("")
    done = evaluate(folder, out="file/out.csv")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_same_command_writes_the_same_bytes(folder, ending):
    contents = []
    for run in ("a", "b"):
        assert evaluate(folder, "--changes", f"{run}2.{ending}", out=f"{run}.{ending}").returncode == 0
        contents.append([(folder / f"{run}{part}.{ending}").read_bytes() for part in ("", "2")])
    assert contents[0] == contents[1]
