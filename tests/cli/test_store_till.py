"""`patron store` at the till: sales, returns, points and rights, as people and programs read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from store_house import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(tmp_path, monkeypatch)
    made.text("enroll", "A1", "--phone", "13800005678", "--name", "李梅")
    return made


def test_a_sale_is_told_with_tier_points_and_reasons_in_chinese(house: House) -> None:
    said = house.text("purchase", "A1", "--line", "amount=2100,品类=tea", "--id", "S1", "--at", "2025-03-09T15:00")
    assert "消费 S1，2025-03-09 15:00" in said
    assert "茶客 → 金卡会员" in said
    assert "210（+210）" in said
    assert "单笔消费：2,100.00（须至少 2,000.00）" in said
    assert "单笔满两千" in said


def test_a_sale_is_told_in_english(house: House) -> None:
    said = house.text("purchase", "13800005678", "--line", "2100", "--id", "S1", "--at", "2025-03-09 15:00", "--lang", "en")
    assert "Purchase S1, 2025-03-09 15:00" in said
    assert "Guest → Gold" in said
    assert "one purchase: 2,100.00 (at least 2,000.00)" in said


def test_json_is_the_decision_itself(house: House) -> None:
    told = house.json("purchase", "A1", "--line", "2100", "--id", "S1", "--at", "2025-03-09T15:00", "--key", "k1")
    again = house.json("purchase", "A1", "--line", "2100", "--id", "S1", "--at", "2025-03-09T15:00", "--key", "k1")
    assert told == again
    assert (told["member"], told["tier_before"], told["tier"], told["points"]) == ("A1", "guest", "gold", 210)
    other = house.refused("purchase", "A1", "--line", "2101", "--id", "S1", "--at", "2025-03-09T15:00", "--key", "k1")
    assert "error[key-used]" in other
    assert house.json("statement", "A1", "--on", "2025-03-09")["points"] == 210


def test_a_dry_run_writes_nothing(house: House) -> None:
    said = house.text("purchase", "A1", "--line", "2100", "--at", "2025-03-09", "--dry-run")
    assert "试算，未写入" in said
    assert house.json("lookup", "A1")[0]["tier"] == "guest"


def test_a_walk_in_is_said_to_be_one(house: House) -> None:
    assert "非会员销售" in house.text("purchase", "--walk-in", "--line", "18", "--at", "2025-03-09")
    assert "--walk-in" in house.refused("purchase", "--line", "18", code=2)
    assert "--walk-in" in house.refused("purchase", "A1", "--walk-in", "--line", "18", code=2)


def test_a_return_takes_back_what_the_sale_brought(house: House) -> None:
    house.text("purchase", "A1", "--line", "amount=2100,category=tea", "--id", "S1", "--at", "2025-03-09")
    part = house.text("return", "S1", "--line", "200,category=tea", "--at", "2025-03-10")
    assert "金卡会员 → 茶客" in part
    assert "−20  收回" in part
    rest = house.text("return", "S1", "--at", "2025-03-11", "--lang", "en")
    assert "0 (−190)" in rest
    assert "error[returns-too-much]" in house.refused("return", "S1", "--at", "2025-03-12")


def test_points_are_spent_given_and_corrected(house: House) -> None:
    house.text("enroll", "A2")
    house.text("purchase", "A1", "--line", "1500", "--id", "S1", "--at", "2025-03-09")
    assert "150" in house.refused("redeem", "A1", "1,000", "--at", "2025-03-10")
    assert "50（−100）" in house.text("redeem", "A1", "100", "--at", "2025-03-10")
    assert "member A2" in house.text("transfer", "A1", "A2", "20", "--at", "2025-03-11", "--lang", "en")
    assert "25（−5）" in house.text("adjust", "A1", "-5", "--by", "王经理", "--at", "2025-03-12")
    assert "125（+100）" in house.text("adjust", "A1", "+100", "--by", "王经理", "--at", "2025-03-13")
    assert "Missing option '--by'" in house.refused("adjust", "A1", "5", code=2)


def test_a_tier_is_granted_by_its_title_with_who_and_until_when(house: House) -> None:
    said = house.text("grant-tier", "A1", "金卡会员", "--by", "王经理", "--until", "2025-12-31", "--at", "2025-03-14")
    assert "由公司授予" in said
    assert "没有此等级" in house.refused("grant-tier", "A1", "platinum", "--by", "王经理")


def test_exchanges_tell_cash_and_what_is_left(house: House) -> None:
    house.text("purchase", "A1", "--line", "1900", "--at", "2025-03-09")
    tea = house.text("exchange", "A1", "tea-set", "--at", "2025-03-10")
    assert "茶具" in tea
    assert "60.00" in tea
    money = house.text("exchange", "A1", "tea-money", "--times", "2", "--at", "2025-03-10", "--lang", "en")
    assert "tea-money\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}2" in money
    assert "40.00" in money
    assert "15.00" in house.text("use", "voucher", "A1", "25", "--at", "2025-03-11")
    house.text("exchange", "A1", "lucky-draw", "--at", "2025-03-12")
    assert "头奖" in house.text("use", "prize", "A1", "first-prize", "--at", "2025-03-12T01:00")
    assert "（+5）" in house.text("use", "quiz", "A1", "tea-quiz", "--at", "2025-03-13")


def test_uses_of_benefits_and_coupons_tell_what_is_left(house: House) -> None:
    house.text("purchase", "A1", "--line", "2100", "--at", "2025-03-09")
    assert "1（共 2）" in house.text("use", "benefit", "A1", "tasting", "--at", "2025-03-10")
    assert "0 of 2" in house.text("use", "benefit", "A1", "tasting", "--at", "2025-03-11", "--lang", "en")
    assert "此权益已没有剩余" in house.refused("use", "benefit", "A1", "tasting", "--at", "2025-03-12")
    house.text("use", "coupon", "A1", "SPRING50", "--off", "50", "--at", "2025-03-10")
    assert "error[coupon-used-up]" in house.refused("use", "coupon", "A1", "spring", "--off", "50", "--at", "2025-03-11")


def test_a_card_is_made_sold_used_and_suspended(house: House) -> None:
    house.text("card", "make", "G0001", "gift", "--times", "2", "--at", "2025-03-01")
    house.text("card", "draw", "G0001", "--at", "2025-03-02")
    house.text("card", "sell", "G0001", "500", "--at", "2025-03-03")
    house.text("card", "activate", "G0001", "--at", "2025-03-03T10:00")
    paid = house.text("card", "pay", "G0001", "120.50", "--for", "tea", "--at", "2025-03-04")
    assert "礼品卡" in paid
    assert "379.50" in paid
    assert "error[card-over-balance]" in house.refused("card", "pay", "G0001", "400", "--for", "tea", "--at", "2025-03-05")
    assert "suspended" in house.text("card", "suspend", "G0001", "--at", "2025-03-06", "--lang", "en")
    assert "error[card-state]" in house.refused("card", "pay", "G0001", "1", "--for", "tea", "--at", "2025-03-07")


def test_many_sales_of_a_till_program_are_answered_one_by_one(house: House) -> None:
    told = "\n".join(
        [
            '{"member": "A1", "lines": [{"amount": 1280.5}], "id": "S1", "at": "2025-03-01T10:20", "key": "k1"}',
            '{"member": "A9", "lines": [{"amount": 5}], "id": "S2"}',
            "this is no JSON",
            "",
            '{"lines": [{"amount": "18"}], "id": "S3", "at": "2025-03-02"}',
        ]
    )
    result = house.run("purchase", "--file", "-", "--json", told=told)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [line.get("id", line.get("place")) for line in lines] == ["S1", "line 2", "line 3", "S3"]
    assert lines[1]["refused"][0]["code"] == "unknown-member"
    again = house.run("purchase", "--file", "-", "--json", told=told.splitlines()[0])
    assert json.loads(again.stdout) == lines[0]


def test_many_sales_are_told_on_a_line_each(house: House) -> None:
    (house.folder / "sales.json").write_text('[{"member": "A1", "lines": [{"amount": 2000}], "id": "S1", "at": "2025-03-01"}]')
    result = house.run("purchase", "--file", str(house.folder / "sales.json"))
    assert result.stdout == "消费 S1，2025-03-01 00:00  A1  茶客 → 金卡会员  积分 200（+200）\n"
    assert result.stderr == "已记入 1 项，拒绝 0 项\n"
    assert "leave the member" in house.refused("purchase", "A1", "--file", str(house.folder / "sales.json"), code=2)
    assert "--key" in house.refused("purchase", "--key", "k", "--file", str(house.folder / "sales.json"), code=2)


def test_an_unknown_member_is_told_how_to_be_found(house: House) -> None:
    assert "patron store lookup" in house.refused("purchase", "李梅", "--line", "5")
    assert "patron store lookup" in house.refused("purchase", "A7", "--line", "5", "--lang", "en")
