"""What commands tell of days gone by: how things stood then, and not how they stand today. The house's clock is in the spring of 2025."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from store_house import SCHEME, House

TIERED = SCHEME.replace("    valid_for: 3 years\n", "    valid_for: 1 year\n    gives_tier: gold\n").replace("named: false", "named: true")
RULES = TIERED.index("qualification:"), TIERED.index("points:")
TIERED = TIERED[: RULES[0]] + TIERED[RULES[1] :]  # tiers come from cards alone
TIERED = TIERED.replace(", term: 12 months, grace: 30 days", "")

SOLD = """movement_id,member_id,at,kind,amount,ref,value,by
k1,,2024-06-01T09:00,card_make,,G0001,gift:2,
kd,,2024-06-01T09:30,card_draw,,G0001,,
k2,A1,2024-06-01T10:00,card_sell,500,G0001,,
k3,,2024-06-01T11:00,card_activate,,G0001,,
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(tmp_path, monkeypatch)
    made.text("enroll", "A1", "--joined-on", "2023-01-01")
    return made


def test_what_is_left_of_a_benefit_that_has_ended_since(house: House) -> None:
    house.text("purchase", "A1", "--line", "2500", "--id", "S1", "--at", "2023-02-01T10:00")
    used = house.json("use", "benefit", "A1", "tasting", "--id", "U1", "--at", "2023-05-01T10:00")
    assert (used["detail"]["left"], used["detail"]["granted"]) == (1, 2)
    earlier = house.json("use", "benefit", "A1", "tasting", "--id", "U2", "--at", "2023-03-01T10:00")
    assert earlier["detail"]["left"] == 0  # with what was used of it after that day
    assert "error[benefit-not-available]" in house.refused("use", "benefit", "A1", "tasting", "--at", "2023-06-01T10:00")


def test_a_card_is_told_as_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(tmp_path, monkeypatch, TIERED)
    house.text("enroll", "A1", "--joined-on", "2023-01-01")
    house.text("card", "make", "G0001", "gift", "--at", "2023-02-01T09:00")
    house.text("card", "draw", "G0001", "--at", "2023-02-01T09:30")
    sold = house.json("card", "sell", "G0001", "500", "--member", "A1", "--at", "2023-02-01T10:00")
    assert (sold["detail"]["state"], sold["detail"]["balance"]) == ("sold", "500.00")
    said = house.text("card", "activate", "G0001", "--at", "2023-02-02T10:00")
    assert "G0001" in said
    assert "已激活" in said
    paid = house.json("card", "pay", "G0001", "120", "--for", "tea", "--member", "A1", "--at", "2023-03-01T10:00")
    assert (paid["detail"]["state"], paid["detail"]["balance"]) == ("active", "380.00")
    cards = {day: house.json("statement", "A1", "--on", day)["cards"] for day in ("2023-01-31", "2023-02-28", "2023-12-31", "2025-03-20")}
    assert {day: [(one["state"], one["balance"]) for one in told] for day, told in cards.items()} == {
        "2023-01-31": [],
        "2023-02-28": [("active", "500.00")],
        "2023-12-31": [("active", "380.00")],
        "2025-03-20": [("expired", "0.00")],
    }
    assert "expired" not in house.text("statement", "A1")


def test_an_imported_card_takes_its_tier_with_it_when_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(tmp_path, monkeypatch, TIERED)
    (tmp_path / "members.csv").write_text("member_id,joined_on\nA1,2024-01-01\n", encoding="utf-8")
    (tmp_path / "moves.csv").write_text(SOLD, encoding="utf-8")
    files = ("--members", str(tmp_path / "members.csv"), "--movements", str(tmp_path / "moves.csv"))
    house.text("import", *files, "--as-of", "2025-03-19")
    assert house.json("lookup", "A1")[0]["tier"] == "gold"
    assert "一致" in house.text("rebuild")  # and the day on which the card ends is known
    dated = "2025-06-02"
    monkeypatch.setattr("patron.store.opening.now", lambda: __import__("datetime").datetime.fromisoformat(f"{dated}T12:00+08:00"))
    house.text("close-day", dated)
    assert house.json("lookup", "A1")[0]["tier"] == "guest"


def test_explain_names_late_events_in_words_and_sums_up_many(house: House) -> None:
    for number in range(1, 4):
        house.text("purchase", "A1", "--line", "300", "--id", f"S{number}", "--at", f"2024-0{number}-01T10:00")
    house.text("adjust", "A1", "20", "--by", "owner", "--id", "X1", "--at", "2024-04-01T10:00")
    few = house.text("explain", "A1", "--at", "2024-05-01")
    assert "  积分调整 X1，发生于 2024-04-01 10:00" in few
    assert "adjust" not in few
    for number in range(4, 8):
        house.text("purchase", "A1", "--line", "300", "--id", f"S{number}", "--at", f"2024-04-0{number}T10:00")
    many = house.text("explain", "A1", "--at", "2024-05-01")
    assert "  消费 7 项，发生于 2024-01-01 至 2024-04-07" in many
    assert "S5" not in many
    assert len(house.json("explain", "A1", "--at", "2024-05-01")["late"]) == 8
    assert "purchase: 7, of 2024-01-01 to 2024-04-07" in house.text("explain", "A1", "--at", "2024-05-01", "--lang", "en")


def test_long_lines_of_explain_keep_their_indentation(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.text("purchase", "A1", "--line", "2500", "--id", "S1", "--at", "2023-02-01T10:00")
    monkeypatch.setattr("patron.cli.store.options.get_terminal_size", lambda: __import__("os").terminal_size((60, 24)))
    for lang in ("zh", "en"):
        lines = house.text("explain", "A1", "--at", "2024-06-01", "--lang", lang).splitlines()
        assert [line for line in lines if re.match(r"[\d,.]+( more needed)?$", line)] == []


def test_a_grant_tells_until_when_and_sales_their_amounts(house: House) -> None:
    granted = ("grant-tier", "A1", "gold", "--by", "owner", "--until", "2025-09-01", "--dry-run")
    assert house.json(*granted)["detail"]["until"] == "2025-09-01"
    assert "2025-09-01（当日起不再持有）" in house.text(*granted)
    assert (
        house.json("purchase", "A1", "--line", "100.5", "--line", "20", "--id", "S1", "--at", "2025-03-01T10:00")["detail"]["total"]
        == "120.50"
    )
    assert "120.50" in house.text("return", "S1", "--id", "R1")


def test_who_is_looked_up_has_the_tier_and_points_of_today(house: House) -> None:
    house.text("purchase", "A1", "--line", "2500", "--id", "S1", "--at", "2023-02-01T10:00")
    found, told = house.json("lookup", "A1")[0], house.json("statement", "A1")
    assert (found["tier"], found["points"]) == (told["tier"], told["points"]) == ("guest", 0)


def test_a_redemption_tells_what_it_is_worth(house: House) -> None:
    house.text("purchase", "A1", "--line", "3500", "--id", "S1", "--at", "2025-03-01T10:00")
    said = house.text("redeem", "A1", "250", "--at", "2025-03-02T10:00", "--dry-run", "--lang", "en")
    assert "Worth   10.00" in said  # 100 points are worth 5: 50 points of them nothing
    assert house.json("redeem", "A1", "200", "--at", "2025-03-02T10:00")["detail"]["worth"] == "10.00"
