"""Every kind of cell that cannot be read is named by row and column."""

from __future__ import annotations

import pytest
from patron.findings import FindingsError
from patron.vocabulary import Category, FieldKind, Industry, LineField, Title

HEAD = "purchase_id,member_id,at,amount"
SHOP = Industry(
    id="shop",
    title=Title("店", "Shop"),
    package="",
    categories=(Category("gold", Title("黄金", "gold"), ("足金",)), Category("jade", Title("玉", "jade"))),
    fields=(
        LineField("grams", FieldKind.DECIMAL, Title("克重", "grams"), places=3),
        LineField("price", FieldKind.MONEY, Title("金价", "gold price"), headings=("当日金价",)),
        LineField("by", FieldKind.CHOICE, Title("计价", "priced by"), choices=("weight", "piece"), choice_words=(("weight", ("按克",)),)),
    ),
    list_amount_headings=("牌价",),
)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("P1,M1,2025-01-05,1.234", "2:amount:too-many-places"),
        ("P1,M1,2025-01-05,-1", "2:amount:negative"),
        ("P1,M1,2025-01-05,NaN", "2:amount:not-a-number"),
        ("P1,M1,2025-01-05,inf", "2:amount:not-a-number"),
        ("P1,M1,2025-01-05,ten", "2:amount:not-a-number"),
        ('P1,M1,2025-01-05,"1,234.50"', "2:amount:not-a-number"),
        ("P1,M1,2025-01-05,¥12", "2:amount:not-a-number"),
        ("P1,M1,2025-01-05,１２", "2:amount:not-a-number"),
        ("P1,M1,2025-01-05,1e3", "2:amount:not-a-number"),
        ("P1,M1,2025-01-05,1E+1000000", "2:amount:amount-too-large"),
        ("P1,M1,2025-01-05,99999999999", "2:amount:amount-too-large"),
        ("P1,M1,2025-01-05,", "2:amount:missing-value"),
        ("P1,M1,,1", "2:at:missing-value"),
        ("P1,M1,2025-02-30,1", "2:at:not-a-time"),
        (",M1,2025-01-05,1", "2:purchase_id:missing-value"),
        ("  ,M1,2025-01-05,1", "2:purchase_id:missing-value"),
    ],
)
def test_cells_of_purchases(write, faults, row, fault):
    assert faults(write(f"{HEAD}\n{row}\n")) == [fault]


@pytest.mark.parametrize(
    ("text", "minor"),
    [("0", 0), ("+5", 500), ("12.5", 1250), ("12.50", 1250), ("12.5000", 1250), ("007", 700), ("9999999999.99", 999999999999)],
)
def test_amounts_that_are_read(write, read, text, minor):
    assert read(write(f"{HEAD}\nP1,M1,2025-01-05,{text}\n")).lines["amount"].to_list() == [minor]


def test_amounts_have_the_currencys_places(write, read, faults):
    path = write(f"{HEAD}\nP1,M1,2025-01-05,12.345\nP2,M1,2025-01-05,12\n")
    assert read(path, places=3).lines["amount"].to_list() == [12345, 12000]
    assert faults(path, places=0) == ["2:amount:too-many-places"]


def test_every_fault_of_every_row_is_reported_at_once(write, faults):
    path = write(f"{HEAD},quantity\nP1,M1,x,y,1\n,,,,\nP2,M1,2025-01-05,1,0.0001\n")
    assert faults(path) == ["2:amount:not-a-number", "2:at:not-a-time", "4:quantity:too-many-places"]


def test_long_lists_of_faults_are_cut_and_counted(write, read):
    with pytest.raises(FindingsError) as caught:
        read(write(f"{HEAD}\n" + "P1,M1,2025-01-05,x\n" * 1000))
    assert len(caught.value.findings) == 51
    assert "950" in caught.value.findings[-1].message


def test_the_industrys_columns_and_words(write, read, faults):
    head = f"{HEAD},品类,克重,当日金价,计价,牌价"
    history = read(
        write(f"{head}\nP1,M1,2025-01-05,1,足金,3.125,600.5,按克,2\nP2,M1,2025-01-05,1,GOLD,,,piece,\nP3,M1,2025-01-05,1,,,,,\n"),
        industry=SHOP,
    )
    assert history.lines.select("category", "grams", "price", "by", "list_amount").rows() == [
        ("gold", 3125, 60050, "weight", 200),
        ("gold", None, None, "piece", None),
        (None, None, None, None, None),
    ]
    wrong = write(f"{head}\nP1,M1,2025-01-05,1,silver,3.1234,-1,each,x\n")
    assert sorted(faults(wrong, industry=SHOP)) == [
        "2:克重:too-many-places",
        "2:品类:unknown-category",
        "2:当日金价:negative",
        "2:牌价:not-a-number",
        "2:计价:unknown-choice",
    ]


def test_without_a_list_of_categories_any_text_is_one(write, read):
    assert read(write(f"{HEAD},category\nP1,M1,2025-01-05,1, Bread \n")).lines["category"].to_list() == ["Bread"]


def test_rows_that_take_back_are_returns(write, read):
    history = read(write(f"{HEAD},returns,category\nP1,M1,2025-01-05,5,,a\nR1,M1,2025-01-06,2,P1,a\n"))
    assert history.lines["purchase_id"].to_list() == ["P1"]
    assert history.returns.select("row", "purchase_id", "returns", "amount", "category").rows() == [(3, "R1", "P1", 200, "a")]


def test_cells_of_members(write, read, faults):
    good = write(
        "会员号,入会日期,生日,推荐人,手机,期初日期,期初等级,期初等级起始日,期初积分\nM1,2024-05-01,1990/2/3,M0,13800000000,2024-12-31,vip,2024-06-01,300\nM2,,,,,,,,\n"
    )
    assert read(members=good).members.rows() == [
        (2, "M1", 19844, 7338, "M0", "13800000000", None, 20088, "vip", 19875, 300),
        (3, "M2", *[None] * 9),
    ]
    bad = write("member_id,joined_on,opening_points\n,2024-05-01,1\nM1,soon,1.5\n", "members.csv")
    assert faults(None, bad) == ["2:member_id:missing-value", "3:opening_points:not-a-count", "3:joined_on:not-a-date"]


def test_cells_of_movements(write, read, faults):
    head = "movement_id,member_id,at,kind,points,value"
    words = {"兑换": "redeem", "转赠": "give", "调整": "adjust", "授予等级": "grant_tier", "资料变更": "profile", "Redeem": "redeem"}
    rows = "\n".join(f"V{index},M1,2025-01-05,{word},-3," for index, word in enumerate(words))
    history = read(movements=write(f"{head}\n{rows}\n"))
    assert history.movements["kind"].to_list() == list(words.values())
    assert history.movements["points"].to_list() == [-3] * len(words)
    assert faults(None, None, write(f"{head}\nV1,M1,2025-01-05,burn,1,\nV2,,2025-01-05,redeem,1.5,\n")) == [
        "2:kind:unknown-kind",
        "3:points:not-a-count",
    ]
