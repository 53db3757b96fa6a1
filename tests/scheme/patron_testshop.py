"""A plugin for the tests: an industry with categories, a choice field, a unit and a check of its own."""

from __future__ import annotations

from patron.hookspecs import SchemeProblem, hookimpl
from patron.scheme.model import Scheme
from patron.vocabulary import Category, Combines, FieldKind, Industry, LineField, LineMeasure, ProfileField, Title, Unit

PATRON_API = 1

SHOP = Industry(
    id="shop",
    title=Title("店", "Shop"),
    package="patron_testshop",
    categories=(Category("tea", Title("茶", "Tea")), Category("cup", Title("杯", "Cup")), Category("kettle", Title("壶", "Kettle"))),
    fields=(
        LineField("grade", FieldKind.CHOICE, Title("等级", "grade"), choices=("first", "second")),
        LineField("style", FieldKind.TEXT, Title("款号", "style number")),
        LineField("weight", FieldKind.DECIMAL, Title("重量", "weight"), places=3),
        LineField("cost", FieldKind.MONEY, Title("成本", "cost")),
    ),
    measures=(
        LineMeasure("weight_bought", Title("购买重量", "weight bought"), adds="weight", combines=Combines.SUM, places=1, goods=("tea",)),
        LineMeasure("pieces", Title("单笔件数", "pieces on the receipt"), adds="quantity", combines=Combines.LAST, windowed=False),
        LineMeasure("tea_visits", Title("购茶次数", "purchases of tea"), adds="", combines=Combines.COUNT, goods=("tea",)),
    ),
    units=(Unit("gram", "weight", Title("克", "gram")),),
    profile_fields=(ProfileField("residence", Title("居住地", "residence"), choices=("here", "away", "abroad")),),
)


@hookimpl
def patron_industry() -> Industry:
    return SHOP


@hookimpl
def patron_check_scheme(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    assert industry is SHOP
    if scheme.scheme == "crash":
        raise RuntimeError("out of tea")
    return [
        SchemeProblem(("discounts", index, "goods", "category"), "shop-tea-has-one-price", "tea is never discounted", "leave tea out")
        for index, discount in enumerate(scheme.discounts)
        if discount.goods and "tea" in (discount.goods.category or [])
    ]
