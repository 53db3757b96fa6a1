"""`patron store` beside the till: members, statements, days, versions, trust."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from store_house import SCHEME, House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(tmp_path, monkeypatch)
    made.text("enroll", "A1", "--phone", "138 0000 5678", "--name", "李梅", "--joined-on", "2024-01-05")
    made.text("purchase", "A1", "--line", "2100", "--id", "S1", "--at", "2024-03-05T15:00")
    return made


def test_a_second_store_in_its_place_is_misuse(house: House) -> None:
    assert "error[store-exists]" in house.refused("init", str(house.scheme), code=2)
    assert "patron store init" in house.refused("lookup", "A1", "--store", f"sqlite:///{house.folder / 'none.db'}", code=2)
    assert not (house.folder / "none.db").exists()


def test_a_lookup_masks_phone_and_name(house: House) -> None:
    said = house.text("lookup", "李梅")
    assert "138****5678" in said
    assert "13800005678" not in said
    assert "李梅" not in said
    assert "A1" in house.text("lookup", "13800005678", "--lang", "en")
    assert house.run("lookup", "nobody").exit_code == 1


def test_a_statement_says_what_is_missing_and_by_when(house: House) -> None:
    said = house.text("statement", "A1", "--on", "2024-06-01", "--lang", "en")
    assert "Gold, since 2024-03-05" in said
    assert "CNY 1,500 more by 4 March 2025" in said
    assert "品茶会" in house.text("statement", "A1")
    assert "单笔满两千" in house.text("statement", "A1", "--on", "2024-03-05")


def test_a_day_is_closed_once(house: House) -> None:
    first = house.text("close-day", "2025-03-05", "--dry-run")
    assert "试算，未写入" in first
    assert house.json("close-day", "2025-03-20")["points_expired"] == 210
    assert "没有到期事项" in house.text("close-day", "2025-03-20")


def test_an_explanation_is_told_for_a_moment(house: House) -> None:
    said = house.text("explain", "A1", "--at", "2024-03-05", "--lang", "en")
    assert "Gold, since 2024-03-05" in said
    assert house.json("explain", "A1", "--at", "2024-03-05T16:00")["now"]["tier"] == "gold"


def test_a_new_version_is_planned_and_applied(house: House) -> None:
    new = house.folder / "new.yaml"
    new.write_text(
        SCHEME.replace("at_least: 2000", "at_least: 2500").replace("id: gold", "id: silver").replace(": gold", ": silver"), "utf-8"
    )
    new.write_text(new.read_text("utf-8").replace("[guest, gold]", "[guest, silver]"), "utf-8")
    assert "--effective-from" in house.refused("plan", str(new), code=2)
    planned = house.text("plan", str(new), "--effective-from", "2025-04-01", "--lang", "en")
    assert "Members" in planned
    applied = house.text("apply", str(new), "--effective-from", "2025-04-01", "--by", "owner")
    assert "启用方案版本 2" in applied
    assert "2025-04-01" in applied
    broken = house.folder / "broken.yaml"
    broken.write_text("scheme: x\n", "utf-8")
    result = house.run("plan", str(broken), "--effective-from", "2025-04-01", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"][0]["code"]


def test_a_head_is_exported_and_checked_against(house: House) -> None:
    head = house.folder / "head.txt"
    assert "head.txt" in house.text("verify", "--export-head", str(head))
    house.text("purchase", "A1", "--line", "10", "--at", "2025-03-19")
    assert "nothing was cut off" in " ".join(house.text("verify", "--head", str(head), "--lang", "en").split())
    head.write_text("no head", "utf-8")
    assert "error[not-a-head]" in house.refused("verify", "--head", str(head), code=2)
    assert "一致" in house.text("rebuild")


def test_a_person_is_exported_and_erased(house: House) -> None:
    out = house.folder / "a1.json"
    house.text("export", "A1", "--out", str(out))
    assert "李梅" in out.read_text("utf-8")
    assert "--yes" in house.refused("erase", "A1", "--by", "owner", code=2)
    house.text("erase", "A1", "--by", "owner", "--dry-run")
    house.text("erase", "A1", "--by", "owner", "--yes")
    assert house.run("lookup", "13800005678").exit_code == 1
    assert house.json("rebuild")["clean"]


def test_two_records_become_one(house: House) -> None:
    house.text("enroll", "A2", "--phone", "13800005678")
    house.text("purchase", "A2", "--line", "1500", "--at", "2025-01-05")
    said = house.text("merge", "A2", "--into", "A1", "--by", "owner", "--lang", "en")
    assert "Merge" in said
    assert house.json("lookup", "A2")[0]["member"] == "A1"


def test_files_are_taken_over_and_known_rows_passed_over(house: House) -> None:
    sales = house.folder / "sales.csv"
    sales.write_text("单号,会员号,时间,金额\nS7,A7,2025-01-02,300\nS8,,2025-01-03,20\n", "utf-8")
    assert "导入" in house.text("import", "--purchases", str(sales))
    assert house.json("import", "--purchases", str(sales))["known"]["purchases"] == 2
    sales.write_text("单号,会员号,时间,金额\nS7,A7,2025-01-02,301\n", "utf-8")
    assert "sales.csv" in house.refused("import", "--purchases", str(sales))
    assert "--purchases" in house.refused("import", code=2)


def test_a_file_that_cannot_be_written_is_misuse(house: House) -> None:
    nowhere = str(house.folder / "nowhere" / "file")
    assert "cannot be written" in house.refused("export", "A1", "--out", nowhere, code=2)
    assert "cannot be written" in house.refused("verify", "--export-head", nowhere, code=2)
