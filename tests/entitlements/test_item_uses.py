"""Uses of rights that come with items bought: counted, refused where none is left, and told by `explain`."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from patron.cli import main
from patron.engine.batch import run as run_batch
from patron.engine.derived import derive
from patron.engine.entitlements.items import refused_item_uses
from patron.engine.plan.compile import compile_plan
from patron.engine.reference import run as run_reference
from patron.files.prepare import DataFiles, prepare
from patron.scheme.load import load_scheme

SCHEME = """\
scheme: club
title: {zh: 会员, en: Club}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 24 months}
qualification:
  - {id: big, grants: vip, when: {purchase: {at_least: 1000}}}
benefits:
  - id: cleaning
    for: vip
    each_item:
      - {goods: {category: watch}, valid_for: 1 year}
      - {valid_for: 1 year, price_below: 3000, times: 1}
      - {valid_for: 3 years, price_from: 3000, times: 3}
    title: {zh: 清洗, en: Cleaning}
  - {id: hotline, for: vip, title: {zh: 热线, en: Hotline}}
"""
SALES = """\
purchase_id,member_id,at,amount,category,returns
p1,ann,2025-01-10T10:00,1000,ring,
p2,ann,2025-02-10T10:00,3000,ring,
r1,ann,2025-06-01T10:00,3000,ring,p2
p3,bob,2025-01-10T10:00,999,ring,
p4,cid,2025-01-10T10:00,2000,watch,
p4,cid,2025-01-10T10:00,500,ring,
"""
HEAD = "movement_id,member_id,at,kind,ref,value\n"


def patron(folder: Path, command: str, *words: str) -> Result:
    data = ["--purchases", str(folder / "sales.csv"), "--movements", str(folder / "moves.csv"), "--as-of", "2026-06-30"]
    return CliRunner().invoke(main, [command, str(folder / "club.yaml"), *data, *words])


def write(folder: Path, *uses: str) -> None:
    (folder / "club.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    rows = [f"u{number},{member},{on},use_benefit,cleaning,{value}" for number, (member, on, value) in enumerate(map(str.split, uses))]
    (folder / "moves.csv").write_text(HEAD + "\n".join([*rows, ""]), encoding="utf-8")


@pytest.mark.parametrize(
    ("uses", "refused"),
    [
        (["ann 2025-01-10T11:00 1", "ann 2025-01-11 1"], {3: "none"}),  # once with p1
        (["ann 2025-01-10T09:00 1"], {2: "none"}),  # an hour before it was bought
        (["ann 2025-02-11 4"], {}),  # one with p1, three with p2
        (["ann 2025-02-11 5", "ann 2025-02-12 4"], {2: "4"}),  # what is refused uses nothing
        (["ann 2025-02-11 2", "ann 2025-06-02 1"], {3: "none"}),  # p1 ends first and was used; p2 is back in the shop
        (["ann 2025-06-02 1", "ann 2025-06-03 1"], {3: "none"}),
        (["ann 2026-01-09 1"], {}),
        (["ann 2026-01-10 1"], {2: "none"}),  # p1's year is over
        (["bob 2025-02-11 1"], {2: "none"}),  # a guest
        (["cid 2025-02-11 9", "cid 2025-02-12 9"], {}),  # the watch, as often as asked
        (["cid 2026-01-10 1"], {2: "none"}),
    ],
)
def test_uses_are_counted_by_item(uses: list[str], refused: dict[int, str], tmp_path: Path) -> None:
    write(tmp_path, *uses)
    result = patron(tmp_path, "evaluate", "--out", str(tmp_path / "out.csv"))
    assert result.exit_code == bool(refused), result.output
    assert result.output.count("error[") == len(refused)
    for row, left in refused.items():
        member, on, value = uses[row - 2].split()
        more = "" if value == "1" else f", and uses {value}"
        told = f"row {row}, column ref: error[benefit-not-available]: member '{member}' has {left} of 'cleaning' left on {on[:10]}{more}"
        assert told in result.output
        explained = patron(tmp_path, "explain", "--member", member)
        assert explained.exit_code == 1
        assert told in explained.output
    assert (tmp_path / "out.csv").exists() is not bool(refused)


def test_explain_says_how_often_a_right_was_used(tmp_path: Path) -> None:
    write(tmp_path, "ann 2025-02-11 3", "cid 2025-02-11 2")
    made = json.loads(patron(tmp_path, "explain", "--member", "ann", "--all", "--format", "json").output)
    assert [(one["purchase_id"], one["times"], one["used"]) for one in made["item_rights"]] == [("p1", 1, 1)]  # p2 is back in the shop
    made = json.loads(patron(tmp_path, "explain", "--member", "cid", "--all", "--format", "json").output)
    assert [(one["category"], one["times"], one["used"]) for one in made["item_rights"]] == [("ring", 1, 0), ("watch", None, 2)]
    assert "2 used" in patron(tmp_path, "explain", "--member", "cid", "--all", "--lang", "en").output


def test_a_standing_service_is_still_not_counted(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "moves.csv").write_text(HEAD + "u1,ann,2025-02-11,use_benefit,hotline,\n", encoding="utf-8")
    result = patron(tmp_path, "evaluate", "--out", str(tmp_path / "out.csv"))
    assert "row 2, column ref: error[benefit-not-counted]: 'hotline' is not counted" in result.output
    assert "known are cleaning" in result.output


def test_by_the_purchases_of_either_runner_the_same_uses_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "ann 2025-02-11 5", "bob 2025-02-11 1", "cid 2025-02-11 9", "ann 2026-01-10 1")
    loaded = load_scheme(tmp_path / "club.yaml")
    plan = compile_plan(loaded.require(), loaded.industry)
    day = (pl.Series(["2026-06-30"]).str.to_date().cast(pl.Int32))[0]
    files = DataFiles(tmp_path / "sales.csv", None, tmp_path / "moves.csv", (), "stop")
    history = derive(plan, prepare(files, plan, loaded.industry, day).history)
    ours = refused_item_uses(plan, history, run_reference(plan, history, day, detail=True), day)
    theirs = refused_item_uses(plan, history, run_batch(plan, history, day, detail=True, compiled=False), day)
    assert [one.row for one in ours] == [2, 3, 5]
    assert ours == theirs
