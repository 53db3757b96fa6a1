"""Rows that are set aside: written as they came, with the reason; everything else is read."""

from __future__ import annotations

import csv

import pytest
from patron.engine.plan import Plan, Tier
from patron.files.prepare import DataFiles, Prepared, prepare, run_on
from patron.files.rejected import write_rejected
from patron.findings import CellPlace, Finding, FindingsError
from patron.vocabulary import GENERAL

HEAD = "purchase_id,member_id,at,amount,returns,group_id\n"
PLAN = Plan("s", "general", "CNY", 2, "Asia/Shanghai", (Tier("guest", "顾客", "Guest"), Tier("vip", "会员", "VIP")))


def skip(purchases=None, members=None, movements=None) -> Prepared:
    return prepare(DataFiles(purchases, members, movements, (), "skip"), PLAN, GENERAL, 20454)


def test_rejected_rows_are_written_as_they_came(write, read, tmp_path):
    sales = write("单号,会员号,时间,金额,备注\nP1,M1,2025-01-05,1,好\nP2,M1,x,-1,坏\nP3,M1,2025-01-05,1,好,多\n", encoding="gbk")
    history = read(sales, on_error="skip", rejected=tmp_path / "out")
    assert history.lines["purchase_id"].to_list() == ["P1"]
    rows = list(csv.reader((tmp_path / "out" / "sales.rejected.csv").open(encoding="utf-8", newline="")))
    assert rows[0] == ["row", "reason", "单号", "会员号", "时间", "金额", "备注"]
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert rows[1][2:] == ["P2", "M1", "x", "-1", "坏"]
    assert "时间: 'x' is no time" in rows[1][1]
    assert "金额: '-1' is below 0" in rows[1][1]


def test_nothing_is_written_where_nothing_is_wrong(write, read, tmp_path):
    read(write(HEAD + "P1,M1,2025-01-05,1,,\n"), on_error="skip", rejected=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_heading_called_reason_is_kept_apart(write, read, tmp_path):
    read(write("reason,purchase_id,member_id,at,amount\nwhy,P1,M1,2025-01-05,x\n"), on_error="skip", rejected=tmp_path)
    assert (tmp_path / "sales.rejected.csv").read_text(encoding="utf-8").startswith("row,reason,reason_,purchase_id,")


def test_a_purchase_whose_rows_disagree_goes_as_a_whole_and_its_returns_with_it(write):
    prepared = skip(write(HEAD + "P1,M1,2025-01-05,1,,\nP1,M2,2025-01-05,1,,\nP2,M1,2025-01-05,1,,\nR1,M1,2025-01-06,1,P1,\n"))
    assert prepared.history.lines["purchase_id"].to_list() == ["P2"]
    assert prepared.history.returns.height == 0
    reasons = prepared.rejected[0].reasons
    assert {row: reason.split(":")[0] for row, reason in reasons.items()} == {
        2: "another row of this purchase is wrong",
        3: "member_id",
        5: "returns",
    }


def test_only_the_returns_that_take_too_much_go(write):
    prepared = skip(write(HEAD + "P1,M1,2025-01-05,10,,\nR1,M1,2025-01-06,6,P1,\nR2,M1,2025-01-07,6,P1,\nR3,M1,2025-01-08,4,P1,\n"))
    assert prepared.history.returns["purchase_id"].to_list() == ["R1", "R3"]


def test_rows_that_only_the_run_finds_wrong_are_set_aside_too(write):
    prepared = skip(
        movements=write("movement_id,member_id,at,kind,points\nV1,M1,2025-01-05,redeem,5\nV2,M1,2025-01-06,redeem,5\n", "moves.csv")
    )

    def run(history):
        rows = history.movements["row"].to_list()
        if 3 in rows:
            raise FindingsError([Finding(str(history.names.movements), CellPlace(3, "points"), "points-not-available", "too many")])
        return rows

    result, after = run_on(prepared, "skip", run)
    assert result == [2]
    assert after.rejected_rows == 1
    with pytest.raises(FindingsError):
        run_on(prepared, "stop", run)


def test_stop_names_every_fault_and_reads_nothing(write):
    files = DataFiles(write(HEAD + "P1,M1,2025-01-05,1,,\nP1,M2,2025-01-05,1,,\nR1,M1,2025-01-06,1,P9,\n"))
    with pytest.raises(FindingsError) as caught:
        prepare(files, PLAN, GENERAL, 20454)
    assert [finding.code for finding in caught.value.findings] == ["purchase-disagrees", "unknown-purchase"]


def test_two_files_of_one_name_have_each_their_own(write, tmp_path):
    sales = write(HEAD + "P1,M1,x,1,,\n", "data.csv")
    (tmp_path / "more").mkdir()
    members = write("member_id,joined_on\nM1,x\n", "more/data.csv")
    prepared = skip(sales, members)
    assert [path.name for path in write_rejected(prepared.rejected, tmp_path / "out")] == ["data.rejected.csv", "data-2.rejected.csv"]
