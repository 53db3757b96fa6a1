"""Headings: ours, Chinese ones, and a company's own by a map."""

from __future__ import annotations

import pytest
from patron.files.columns import member_columns, movement_columns, purchase_columns
from patron.files.headings import HEADINGS
from patron.findings import FindingsError
from patron.vocabulary import GENERAL

ROW = "P1,M1,2025-01-05,12.50\n"


@pytest.mark.parametrize(
    "head",
    [
        "purchase_id,member_id,at,amount",
        "Purchase ID, MEMBER_ID ,At,Amount",
        "单号,会员号,时间,金额",
        "订单号,会员卡号,消费时间,实付金额（元）",
        "小票号,顾客编号,日期,消费金额 (CNY)",
    ],
)
def test_headings_that_are_known(write, read, head):
    assert read(write(f"{head}\n{ROW}")).lines.select("purchase_id", "member_id", "day", "amount").rows() == [("P1", "M1", 20093, 1250)]


@pytest.mark.parametrize(
    "columns", [purchase_columns(GENERAL, 2), member_columns(), movement_columns(2)], ids=["purchases", "members", "movements"]
)
def test_no_heading_stands_for_two_columns_of_one_file(columns):
    headings = [heading for column in columns for heading in (column.name, *column.headings)]
    assert len(headings) == len(set(headings))


def test_every_column_of_the_core_has_chinese_headings():
    names = {column.name for column in (*purchase_columns(GENERAL, 2), *member_columns(), *movement_columns(2))}
    assert names == set(HEADINGS)


def test_all_chinese_columns_of_purchases(write, read):
    head = "单号,会员号,时间,金额,行号,品类,数量,原价,门店,渠道,导购,支付方式,团购编号,退货原单号"
    lines = read(write(f"{head}\nP1,M1,2025-01-05,1,a,b,2,3,c,d,e,f,g,\n")).lines
    columns = ["line", "category", "quantity", "list_amount", "store", "channel", "staff", "tender", "group_id"]
    assert lines.select(columns).rows() == [("a", "b", 2000, 300, "c", "d", "e", "f", "g")]


@pytest.mark.parametrize("as_file", [True, False])
def test_a_map_names_the_companys_own_columns(write, read, as_file):
    sales = write("Bon,Kunde,Datum,Summe\n" + ROW)
    mapping = (
        write("Bon: purchase_id\nKunde: member_id\nDatum: at\nSumme: amount\n", "map.yaml")
        if as_file
        else "Bon=purchase_id,Kunde=member_id，Datum=at,Summe=amount"
    )
    assert read(sales, mapping=mapping).lines["amount"].to_list() == [1250]


def test_a_map_may_name_formats_and_values(write, read):
    sales = write("单号,客户,何时,金额,货\nP1,M1,05/01/2025 10:03,1,足金\n")
    members = write("客户,入会日期\nM1,31.12.2024\n", "members.csv")
    mapping = write(
        'time_format: "%d/%m/%Y %H:%M"\ndate_format: "%d.%m.%Y"\n'
        "columns: {客户: member_id, 何时: at, 货: category}\nvalues:\n  category: {足金: gold}\n",
        "map.yaml",
    )
    history = read(sales, members, mapping=mapping)
    assert history.lines.select("member_id", "at", "category").rows() == [("M1", 1736042580000000, "gold")]
    assert history.members["joined_on"].to_list() == [20088]


def test_a_map_decides_between_two_columns_of_amounts(write, read, faults):
    sales = write("单号,会员号,时间,金额,实付金额\nP1,M1,2025-01-05,2,1\n")
    assert faults(sales) == ["1:实付金额:column-twice"]
    assert read(sales, mapping="实付金额=amount").lines["amount"].to_list() == [100]


def test_a_map_goes_before_a_known_name(write, read):
    sales = write("purchase_id,member_id,at,amount,net\nP1,M1,2025-01-05,2,1\n")
    lines = read(sales, mapping={"net": "amount", "amount": "list_amount"}).lines
    assert lines.select("amount", "list_amount").rows() == [(100, 200)]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"net": "amout"}, "'amout' is no column"),
        ({"nett": "amount"}, "no file has a column 'nett'"),
        ("net", "cannot be opened"),
        ("=amount", "their column=our column"),
        ("net=amount,net=list_amount", "'net' is named twice, for amount and for list_amount"),
    ],
)
def test_a_map_that_nothing_would_read_is_refused(write, read, mapping, said):
    with pytest.raises(FindingsError) as caught:
        read(write("purchase_id,member_id,at,amount,net\nP1,M1,2025-01-05,2,1\n"), mapping=mapping)
    assert said in caught.value.findings[0].message


def test_a_map_written_the_wrong_way_round_is_told_so(write, read):
    with pytest.raises(FindingsError) as caught:
        read(write("purchase_id,member_id,at,net\nP1,M1,2025-01-05,2\n"), mapping="amount=net")
    assert "your column comes first: net=amount" in {finding.help for finding in caught.value.findings}


@pytest.mark.parametrize(
    "content",
    ["- a\n", "a: [1]\n", "a: {b: c}\n", "columns: [a]\n", "columns: {}\nformat: x\n", "time_format: iso\n", "a: *b\n", "{", "values: 3\n"],
)
def test_a_map_file_of_the_wrong_shape_is_refused(write, faults, content):
    assert faults(write("purchase_id,member_id,at,amount\n"), mapping=write(content, "map.yaml")) == ["bad-mapping"]


def test_missing_columns_are_named_with_the_headings_found(write, read):
    with pytest.raises(FindingsError) as caught:
        read(write("purchase_id,member,at,amont\nP1,M1,2025-01-05,1\n"))
    found = {finding.message.split(" (")[0]: finding.help for finding in caught.value.findings}
    assert list(found) == ["there is no column amount", "there is no column member_id"]
    assert "--map amont=amount" in found["there is no column amount"]
    assert "purchase_id, member, at, amont" in found["there is no column member_id"]


def test_columns_that_nothing_reads_are_named(write):
    from patron.files.read import read_files

    reading = read_files(
        write("purchase_id,member_id,at,amount,weather,\nP1,M1,2025-01-05,1,sunny,\n"), time_zone="UTC", places=2, industry=GENERAL
    )
    assert [unread for _, unread in reading.unread] == [("weather",)]
