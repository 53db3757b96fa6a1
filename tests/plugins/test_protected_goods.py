"""`protected_goods`: what stands in the list is never discounted and earns nothing, though the rules say nothing of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from house import patron

SCHEME = """scheme: clinic
industry: hospital
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest}
  - {id: vip, term: 1 year}
qualification:
  - {id: gain, grants: vip, when: {purchase: {at_least: 1000}}}
maintenance:
  - {id: keep, keeps: vip, when: {spend: {within: 1 year, at_least: 1000}}}
PROTECTED
discounts:
  - {id: care, for: vip, goods: {category_not: [ward, registration]}, rate: 0.9}
coupons:
  - {id: gift, off: 20}
points:
  accrual:
    - {id: spend, for: [guest, vip], one_point_per: 1}
"""
BASKET = "amount,category,visit\n100,medicine,outpatient\n100,treatment,outpatient\n"
SALES = "purchase_id,member_id,at,category,amount\np1,m1,2025-03-01,medicine,300\np2,m1,2025-03-02,treatment,200\n"


def files(folder: Path, protected: str) -> Path:
    (folder / "clinic.yaml").write_text(SCHEME.replace("PROTECTED", protected), encoding="utf-8")
    (folder / "basket.csv").write_text(BASKET, encoding="utf-8")
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    return folder / "clinic.yaml"


def points(folder: Path, scheme: Path) -> str:
    patron("evaluate", scheme, "--purchases", "sales.csv", "--as-of", "2025-12-31", "--out", "out.csv", cwd=folder)
    heading, row = (folder / "out.csv").read_text("utf-8").splitlines()
    return dict(zip(heading.split(","), row.split(","), strict=True))["points"]


@pytest.mark.parametrize(
    ("protected", "earned", "medicine", "treatment"),
    [("protected_goods: medicine", "200", "100.00", "70.00"), ("protected_goods: []", "500", "80.00", "80.00")],
)
def test_the_list_of_the_scheme_is_kept_from_discounts_coupons_and_points(
    tmp_path: Path, protected: str, earned: str, medicine: str, treatment: str
) -> None:
    scheme = files(tmp_path, protected)
    assert points(tmp_path, scheme) == earned
    words = ("--basket", "basket.csv", "--tier", "vip", "--coupon", "gift", "--format", "json")
    quoted = json.loads(patron("quote", scheme, *words, cwd=tmp_path))
    assert [line["price"] for line in quoted["lines"]] == [medicine, treatment]


def test_without_a_list_the_template_s_own_is_enforced(tmp_path: Path) -> None:
    said = patron("check", files(tmp_path, ""), cwd=tmp_path, expect=1)
    assert said.count("error[hospital-protected-goods]") == 3
    assert "clinic.yaml:14:5: error" in said
    assert "protected_goods" in said
