"""Every wrong movement of a card is a finding with its row and column, all in one run, and nothing is written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Moved = Callable[..., subprocess.CompletedProcess[str]]
# What is wrong: the row, the as-of date, and (column, code, words of the message).
WRONG: dict[str, tuple[str, str, tuple[str, str, str]]] = {
    "range exhausted": ("10,,2025-02-01,card_make,,HV5006,hv5:8,finance", "", ("value", "card-range-exhausted", "only 7 numbers are left")),
    "too many at once": ("10,,2025-02-01,card_make,,HV5006,hv5:999999999,finance", "", ("value", "not-a-count", "999,999,999 cards")),
    "made twice": ("10,,2025-02-01,card_make,,HV5005,hv5,finance", "", ("ref", "card-number-repeated", "HV5005")),
    "a gap": ("10,,2025-02-01,card_make,,HV5007,hv5,finance", "", ("ref", "card-number-gap", "HV5007")),
    "another number": ("10,,2025-02-01,card_make,,HV9006,hv5,finance", "", ("ref", "card-number-gap", "HV9006")),
    "no such kind": ("10,,2025-02-01,card_make,,HV5006,gold:2,finance", "", ("value", "card-unknown", "gold:2")),
    "no such card": ("10,ann,2025-02-01,card_activate,,HV5006,,service-centre", "", ("ref", "card-unknown", "HV5006")),
    "unapproved sale": ("10,bob,2025-02-01,card_sell,5000,HV5003,,sales", "", ("ref", "card-not-approved", "HV5003")),
    "sold before drawn": ("10,bob,2025-02-01,card_sell,5000,HV5004,,sales", "", ("kind", "card-state", "is made")),
    "sold twice": ("10,bob,2025-02-01,card_sell,5000,HV5001,,sales", "", ("kind", "card-state", "is active")),
    "wrong role": ("10,,2025-02-01,card_draw,,HV5004,,finance", "", ("by", "card-role", "'finance' may not draw")),
    "no role": ("10,,2025-02-01,card_draw,,HV5004,,", "", ("by", "card-role", "does not say who")),
    "approved by another": ("10,,2025-02-01,card_approve,,HV5003,,sales", "", ("by", "card-role", "'sales' may not approve")),
    "wrong price": ("10,bob,2025-02-01,card_sell,4000,HV5002,,sales", "", ("amount", "card-price", "5,000.00")),
    "another person": ("10,bob,2025-03-06,card_pay,10,HV5001,exam,", "", ("member_id", "card-holder", "'ann'")),
    "nobody": ("10,,2025-03-06,card_pay,10,HV5001,exam,", "", ("member_id", "missing-value", "who used the card")),
    "another's purchase": ("10,ann,2025-03-07,card_pay,10,HV5001,p2,", "", ("value", "card-holder", "p2")),
    "over balance": ("10,ann,2025-05-06,card_pay,5000.01,HV5001,exam,", "", ("amount", "card-over-balance", "5,000.00")),
    "more than bought": ("10,ann,2025-05-06,card_pay,800.01,HV5001,p3,", "", ("amount", "card-does-not-pay", "800.00")),
    "other goods": ("10,ann,2025-05-07,card_pay,50,HV5001,p4,", "", ("amount", "card-does-not-pay", "0.00")),
    "another category": ("10,ann,2025-05-07,card_pay,50,HV5001,meals,", "", ("value", "card-does-not-pay", "meals")),
    "for nothing said": ("10,ann,2025-05-07,card_pay,50,HV5001,,", "", ("value", "missing-value", "what is paid")),
    "after its last day": ("10,ann,2026-01-04,card_pay,10,HV5001,exam,", "2026-02-01", ("at", "card-expired", "2026-01-03")),
    "renewed too late": ("10,ann,2026-01-04,card_renew,100,HV5001,,", "2026-02-01", ("at", "card-expired", "2026-01-03")),
    "too little loaded": ("10,ann,2025-02-01,card_top_up,499,HV5001,,", "", ("amount", "card-top-up", "500.00")),
    "too much loaded": ("10,ann,2025-02-01,card_top_up,3000.01,HV5001,,", "", ("amount", "card-top-up", "8,000.00")),
    "renewed for nothing": ("10,ann,2025-02-01,card_renew,,HV5001,,", "", ("amount", "card-top-up", "100.00")),
    "no such service": ("10,ann,2025-02-01,card_use,,HV5001,massage,", "", ("value", "card-service", "massage")),
    "no free card": ("10,ann,2025-02-01,card_give,,HV5002,,sales", "", ("member_id", "card-not-free", "'ann'")),
    "free card too early": ("10,bob,2025-03-05,card_give,,HV5002,,sales", "", ("member_id", "card-not-free", "'bob'")),
    "another rule's card": ("10,cyd,2025-02-01,card_give,,HV5002,big-spenders,sales", "", ("member_id", "card-not-free", "'cyd'")),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_a_wrong_movement_is_a_finding_with_its_place(case: str, moved: Moved, folder: Path) -> None:
    row, as_of, (column, code, words) = WRONG[case]
    done = moved(row, as_of=as_of or "2025-12-31")
    assert done.returncode == 1
    assert f"v.csv: row 10, column {column}: error[{code}]" in done.stderr
    assert words in done.stderr.splitlines()[0]
    assert done.stderr.count("error[") == 1
    assert not (folder / "cards.csv").exists()
    assert not (folder / "out.csv").exists()


def test_all_findings_come_in_one_run_and_a_wrong_row_changes_nothing(moved: Moved, folder: Path) -> None:
    rows = (
        "10,bob,2025-03-05,card_pay,10,HV5001,exam,",
        "11,ann,2025-03-06,card_pay,4000,HV5001,exam,",
        "12,ann,2025-03-07,card_pay,1000.01,HV5001,exam,",
        "13,,2025-03-08,card_suspend,,HV5001,,sales",
        "14,ann,2025-03-09,card_pay,1000,HV5001,exam,",
    )
    done = moved(*rows)
    assert done.returncode == 1
    assert [line.split("error[")[1].split("]")[0] for line in done.stderr.splitlines() if "error[" in line] == [
        "card-holder",
        "card-over-balance",
        "card-role",
    ]
    done = moved(*rows, words=("--on-error", "skip"))
    assert done.returncode == 0
    assert (folder / "cards.csv").read_text("utf-8").splitlines()[1].split(",")[6:11] == [
        "2026-01-03",
        "5000.00",
        "5000.00",
        "0.00",
        "0.00",
    ]
    assert len((folder / "v.rejected.csv").read_text("utf-8").splitlines()) == 4


def test_a_suspended_card_pays_nothing_until_it_is_resumed(moved: Moved) -> None:
    suspended = "10,,2025-02-01,card_suspend,,HV5001,,service-centre"
    paid = "12,ann,2025-03-01,card_pay,10,HV5001,exam,"
    done = moved(suspended, paid)
    assert "row 11, column kind: error[card-state]: card 'HV5001' is suspended" in done.stderr
    assert moved(suspended, "11,,2025-02-02,card_resume,,HV5001,,service-centre", paid).returncode == 0


def test_a_service_is_used_as_often_as_the_package_says_and_anew_after_a_renewal(moved: Moved) -> None:
    once, again = "10,ann,2025-02-01,card_use,,HV5001,check-up,", "12,ann,2025-04-01,card_use,,HV5001,check-up,"
    done = moved(once, again)
    assert "row 11, column value: error[card-service]" in done.stderr
    loaded = "11,ann,2025-03-01,card_renew,1000,HV5001,,"
    assert moved(once, loaded, again).returncode == 0


def test_a_service_needs_its_worth_on_the_card(moved: Moved) -> None:
    done = moved("10,ann,2025-02-01,card_pay,2001,HV5001,exam,", "11,ann,2025-02-02,card_use,,HV5001,check-up,")
    assert "row 11, column value: error[card-over-balance]" in done.stderr


def test_a_free_card_is_given_once_a_calendar_year(moved: Moved) -> None:
    approved = "09,,2025-01-03,card_approve,,HV5003,,finance-manager"
    first = "10,cyd,2025-02-01,card_give,,HV5002,,sales"
    done = moved(approved, first, "11,cyd,2025-12-31,card_give,,HV5003,,sales")
    assert "row 12, column member_id: error[card-not-free]: member 'cyd' has had all cards of 'owners'" in done.stderr
    assert moved(approved, first, "11,cyd,2026-01-01,card_give,,HV5003,,sales", as_of="2026-01-31").returncode == 0
