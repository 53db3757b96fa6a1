"""H1 of the feature table: each test drives the installed command and fails when its rule is taken out of the scheme."""

from __future__ import annotations

from pathlib import Path

import pytest
from hospital_case import FACE, FIRST, cards, changed, given, held, made, number, only, refused, step
from house import charter, shown

KINDS = pytest.mark.parametrize("kind", ["card-5000", "card-10000"])


@KINDS
def test_h1_cards_of_10000_and_5000(kind: str, scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert [only(row, "kind", "state", "value", "balance") for row in cards(scheme, held("eve", kind)).values()] == [
            (kind, "active", f"{FACE[kind]}.00", f"{FACE[kind]}.00")
        ]

    shown(check, scheme, kind)


def test_h1_chip_cards_that_bear_their_holders_data(scheme: Path) -> None:
    def chip(scheme: Path) -> None:
        assert charter(scheme, "zh").count("芯片卡") == 2
        assert charter(scheme, "en").count("a chip card") == 2

    def named(scheme: Path) -> None:
        assert charter(scheme, "zh").count("记名，仅限持卡人本人使用") == 2
        assert cards(scheme, held("eve"))[FIRST["card-5000"]]["holder"] == "eve"

    shown(chip, scheme, "card-5000.note", "card-10000.note")
    named(scheme)
    with pytest.raises(AssertionError):
        named(changed(scheme, "named: true", "named: false"))


def test_h1_stored_value_is_not_withdrawn(scheme: Path) -> None:
    def check(scheme: Path) -> None:
        assert "卡内金额不得提现" in charter(scheme, "zh")
        assert "is not paid out and not changed into money" in charter(scheme, "en")
        rows = held("eve")
        assert refused(scheme, [*rows, step("pay", FIRST["card-5000"], "2025-02-01", "eve", amount=100, value="cash")]) == [
            (str(len(rows) + 2), "value", "card-does-not-pay")
        ]

    shown(check, scheme, "cards+prepaid_rules")


@KINDS
def test_h1_numbers_have_a_prefix_no_gaps_and_no_repeats(kind: str, scheme: Path) -> None:
    prefix = FIRST[kind][:3]

    def check(scheme: Path) -> None:
        assert list(cards(scheme, made(kind, 3))) == [f"{prefix}000001", f"{prefix}000002", f"{prefix}000003"]
        for place, code in ((3, "card-number-repeated"), (5, "card-number-gap")):
            again = step("make", number(kind, place), "2025-02-01", value=kind)
            assert refused(scheme, [*made(kind, 3), again]) == [("9", "ref", code)]

    check(scheme)
    for old, new in ((f"prefix: {prefix}", "prefix: ABC"), ("digits: 6", "digits: 7")):
        with pytest.raises(AssertionError):
            check(changed(scheme, old, new))
    four = [step("make", FIRST[kind], "2025-02-01", value=f"{kind}:4")]
    assert refused(scheme, four) == []
    assert refused(changed(scheme, "last: 99999", "last: 3"), four) == [("2", "value", "card-range-exhausted")]


@KINDS
def test_h1_valid_for_one_year_from_issue(kind: str, scheme: Path) -> None:
    def check(scheme: Path) -> None:
        states = [only(cards(scheme, held("eve", kind), day)[FIRST[kind]], "valid_until", "state") for day in ("2026-01-09", "2026-01-10")]
        assert states == [("2026-01-09", "active"), ("2026-01-09", "expired")]
        late = step("pay", FIRST[kind], "2026-01-10", "eve", amount=100, value="treatment")
        assert refused(scheme, [*held("eve", kind), late], "2026-01-31") == [("7", "at", "card-expired")]

    check(scheme)
    with pytest.raises(AssertionError):
        check(changed(scheme, "valid_for: 1 year", "valid_for: 2 years"))


@KINDS
def test_h1_topped_up(kind: str, scheme: Path) -> None:
    def check(scheme: Path) -> None:
        loaded = [*held("eve", kind), step("top_up", FIRST[kind], "2025-06-01", "eve", amount=1000)]
        more = f"{FACE[kind] + 1000}.00"
        assert [only(card, "value", "paid", "valid_until") for card in cards(scheme, loaded).values()] == [(more, more, "2026-05-31")]

    def check_least(scheme: Path) -> None:
        little = [*held("eve", kind), step("top_up", FIRST[kind], "2025-06-01", "eve", amount="499.99")]
        assert refused(scheme, little) == [("7", "amount", "card-top-up")]

    shown(check, scheme, f"{kind}.top_up", f"{kind}.top_up.extends")
    shown(check_least, scheme, f"{kind}.top_up.at_least")


@KINDS
def test_h1_renewed(kind: str, scheme: Path) -> None:
    def check(scheme: Path) -> None:
        renewed = [*held("eve", kind), step("renew", FIRST[kind], "2025-12-31", "eve", amount=1000)]
        assert [only(row, "state", "value", "valid_until") for row in cards(scheme, renewed, "2026-12-31").values()] == [
            ("active", f"{FACE[kind] + 1000}.00", "2027-01-09")
        ]

    shown(check, scheme, f"{kind}.renewal")
    little = [*held("eve", kind), step("renew", FIRST[kind], "2025-12-31", "eve", amount=999)]
    assert refused(scheme, little) == [("7", "amount", "card-top-up")]
    assert refused(given("least_renewal", 900, scheme), little) == []
