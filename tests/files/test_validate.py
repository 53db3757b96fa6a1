"""What only rows together show to be wrong: each fault by row, column and code, and what is no fault."""

from __future__ import annotations

import re
from pathlib import Path

import patron.engine.validate
import patron.files
import pytest
from patron.engine.plan import Plan, Tier
from patron.engine.validate import validate_history
from patron.findings import CellPlace
from patron.findings.codes import CODES

PLAN = Plan("s", "general", "CNY", 2, "Asia/Shanghai", (Tier("guest", "顾客", "Guest"), Tier("vip", "会员", "VIP")))
AS_OF = 20453  # 2025-12-31
SALES = "purchase_id,member_id,at,amount,category,group_id,returns\n"
MEMBERS = "member_id,opening_on,opening_tier,opening_since,opening_points\n"
MOVES = "movement_id,member_id,at,kind,points,to_member,ref,value\n"


@pytest.fixture
def check(write, read):
    def found(sales: str = "", members: str = "", moves: str = "") -> list[str]:
        history = read(
            write(SALES + sales, "sales.csv") if sales else None,
            write(MEMBERS + members, "members.csv") if members else None,
            write(MOVES + moves, "moves.csv") if moves else None,
        )
        findings = validate_history(history, PLAN, AS_OF)
        return [
            f"{finding.place.row}:{finding.place.column}:{finding.code}" for finding in findings if isinstance(finding.place, CellPlace)
        ]

    return found


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("P1,M1,2025-01-05,1,,,\nP1,M1,2025-01-05,2,,,\n", []),
        ("P1,,2025-01-05,1,,,\nP1,,2025-01-05,2,,,\n", []),
        ("P1,M1,2025-01-05,1,,,\nP2,M2,2025-01-05,2,,,\nP1,M2,2025-01-05,2,,,\n", ["4:member_id:purchase-disagrees"]),
        ("P1,M1,2025-01-05,1,,,\nP1,,2025-01-05,2,,,\n", ["3:member_id:purchase-disagrees"]),
        ("P1,M1,2025-01-05,1,,,\nP1,M1,2025-01-06,2,,,\n", ["3:at:purchase-disagrees"]),
        ("P1,M1,2025-01-05,1,,G1,\nP1,M1,2025-01-05,2,,,\n", ["3:group_id:purchase-disagrees"]),
        ("P0,M1,2025-01-05,1,,,\nP1,M1,2025-01-05,1,,,\nP1,M1,2025-01-06,1,,,P0\n", ["4:at:purchase-disagrees"]),
    ],
)
def test_rows_of_one_purchase(check, rows, faults):
    assert check(rows) == faults


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("P1,M1,2025-01-05,10,,,\nR1,M1,2025-01-06,10,,,P1\n", []),
        ("P1,,2025-01-05,10,,,\nR1,,2025-01-06,10,,,P1\n", []),
        ("R1,M1,2025-01-06,10,,,P9\n", ["2:returns:unknown-purchase"]),
        ("P1,M1,2025-01-05,10,,,\nR1,M1,2025-01-06,4,,,P1\nR2,M1,2025-01-07,4,,,R1\n", ["4:returns:unknown-purchase"]),
        ("P1,M1,2025-01-05,10,,,\nR1,M2,2025-01-06,1,,,P1\n", ["3:member_id:other-member"]),
        ("P1,M1,2025-01-05,10,,,\nR1,,2025-01-06,1,,,P1\n", ["3:member_id:other-member"]),
        ("P1,M1,2025-01-05,10,,,\nR1,M1,2025-01-04,1,,,P1\n", ["3:at:return-before-purchase"]),
        ("P2,M1,2025-01-05,10,,,\nP1,M1,2025-01-05,1,,,P2\n", ["3:at:return-before-purchase"]),
        ("P1,M1,2025-01-05,10,,,\nP2,M1,2025-01-05,1,,,P1\n", []),
        ("P1,M1,2025-01-05,10,,,\nP1,M1,2025-01-05,1,,,P1\n", []),
        ("P1,M1,2025-01-05,10,,,\nR1,M1,2025-01-06,10.01,,,P1\n", ["3:amount:more-than-left"]),
        ("P1,M1,2025-01-05,10,,,\nR1,M1,2025-01-06,0,,,P1\n", ["3:amount:not-above-zero"]),
        ("P1,M1,2025-01-05,10,,,\nR2,M1,2025-01-07,6,,,P1\nR1,M1,2025-01-06,6,,,P1\n", ["3:amount:more-than-left"]),
        ("P1,M1,2025-01-05,10,a,,\nP1,M1,2025-01-05,5,b,,\nR1,M1,2025-01-06,6,b,,P1\n", ["4:amount:more-than-left"]),
        ("P1,M1,2025-01-05,10,a,,\nP1,M1,2025-01-05,5,a,,\nR1,M1,2025-01-06,15,a,,P1\n", []),
        ("P1,M1,2025-01-05,10,a,,\nR1,M1,2025-01-06,1,c,,P1\n", ["3:amount:more-than-left"]),
        ("P1,M1,2025-01-05,10,a,,\nR1,M1,2025-01-06,10,,,P1\n", []),
        ("P1,M1,2025-01-05,10,a,,\nP1,M1,2025-01-05,5,b,,\nR1,M1,2025-01-06,6,,,P1\n", ["4:category:category-unclear"]),
        ("P1,M1,2025-01-05,10,a,,\nP1,M1,2025-01-05,5,,,\nR1,M1,2025-01-06,5,,,P1\n", []),
        ("P1,M1,2025-01-05,10,a,,\nP1,M1,2025-01-05,5,,,\nR1,M1,2025-01-06,6,,,P1\n", ["4:amount:more-than-left"]),
        ("P1,M1,2025-01-05,10,a,,\nR1,M1,2025-01-06,6,a,,P1\nR2,M1,2025-01-07,6,,,P1\n", ["4:amount:more-than-left"]),
        ("P1,M1,2025-01-05,10,,G1,\nR1,M1,2025-01-06,11,,,P1\n", ["3:amount:more-than-left"]),
    ],
)
def test_returns(check, rows, faults):
    assert check(rows) == faults


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("V1,M1,2025-01-05,redeem,1,,,\n", []),
        ("V1,M1,2025-01-05,redeem,,,,\n", ["2:points:points-missing"]),
        ("V1,M1,2025-01-05,redeem,0,,,\n", ["2:points:not-above-zero"]),
        ("V1,M1,2025-01-05,redeem,-1,,,\n", ["2:points:not-above-zero"]),
        ("V1,M1,2025-01-05,adjust,-1,,,\n", []),
        ("V1,M1,2025-01-05,adjust,0,,,\n", ["2:points:not-above-zero"]),
        ("V1,M1,2025-01-05,adjust,,,,\n", ["2:points:points-missing"]),
        ("V1,M1,2025-01-05,give,1,M2,,\n", []),
        ("V1,M1,2025-01-05,give,0,M2,,\n", ["2:points:not-above-zero"]),
        ("V1,M1,2025-01-05,give,1,,,\n", ["2:to_member:missing-value"]),
        ("V1,M1,2025-01-05,give,1,M1,,\n", ["2:to_member:gives-to-oneself"]),
        ("V1,M1,2025-01-05,grant_tier,,,,vip\n", []),
        ("V1,M1,2025-01-05,grant_tier,,,,gold\n", ["2:value:unknown-tier"]),
        ("V1,M1,2025-01-05,grant_tier,,,,\n", ["2:value:missing-value"]),
        ("V1,M1,2025-01-05,profile,,,referred_by,\n", []),
        ("V1,M1,2025-01-05,profile,,,,M2\n", ["2:ref:missing-value"]),
        ("V1,M1,2025-01-05,redeem,1,,,\nV1,M1,2025-01-06,redeem,1,,,\n", ["3:movement_id:duplicate-id"]),
    ],
)
def test_movements(check, rows, faults):
    assert check(moves=rows) == faults


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("M1,,,,\nM2,2024-12-31,vip,2024-06-01,300\nM3,2024-12-31,,,0\nM4,2024-12-31,guest,2024-12-31,\nM5,2025-12-31,,,\n", []),
        ("M1,,,,\nM1,,,,\n", ["3:member_id:duplicate-id"]),
        ("M1,,vip,2024-06-01,\n", ["2:opening_on:opening-incomplete"]),
        ("M1,,,,5\n", ["2:opening_on:opening-incomplete"]),
        ("M1,2024-12-31,vip,,\n", ["2:opening_since:opening-incomplete"]),
        ("M1,2024-12-31,,2024-06-01,\n", ["2:opening_tier:opening-incomplete"]),
        ("M1,2024-12-31,vip,2025-01-01,\n", ["2:opening_since:opening-order"]),
        ("M1,2026-01-01,,,\n", ["2:opening_on:opening-order"]),
        ("M1,2024-12-31,gold,2024-06-01,\n", ["2:opening_tier:unknown-tier"]),
        ("M1,2024-12-31,,,-1\n", ["2:opening_points:negative"]),
    ],
)
def test_members(check, rows, faults):
    assert check(members=rows) == faults


def test_faults_of_all_files_come_together(check):
    assert check("R1,M1,2025-01-06,10,,,P9\n", "M1,,,,5\n", "V1,M1,2025-01-05,redeem,,,,\n") == [
        "2:returns:unknown-purchase",
        "2:points:points-missing",
        "2:opening_on:opening-incomplete",
    ]


def test_long_lists_are_cut(check):
    assert len(check("".join(f"R{number},M1,2025-01-06,10,,,P9\n" for number in range(200)))) == 51


def test_sums_that_cannot_be_held_are_refused(check):
    rows = "".join(f"P{number},M1,2025-01-06,9999999999.99,,,\n" for number in range(10))
    assert check(rows) == []
    from patron.engine.validate import purchases

    limit, purchases.MOST_TOTAL = purchases.MOST_TOTAL, 9 * 10**12
    try:
        assert check(rows) == ["11:amount:amount-too-large"]
    finally:
        purchases.MOST_TOTAL = limit


def test_every_code_is_documented():
    folders = [Path(package.__path__[0]) for package in (patron.files, patron.engine.validate)]
    text = "".join(file.read_text(encoding="utf-8") for folder in folders for file in folder.glob("*.py"))
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) - {"utf-8-sig", "yyyy-mm-dd"}
    assert used - set(CODES) == set()
    assert {"more-than-left", "not-a-table", "missing-column"} <= used
