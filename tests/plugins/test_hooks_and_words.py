"""What plugins hand over: every hook and every part of the vocabulary is used by a shipped plugin, and faults are named at load."""

from __future__ import annotations

import inspect
import sys
from dataclasses import fields, replace
from importlib import import_module
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pytest
from patron import hookspecs, plugins
from patron.files.columns import member_columns, purchase_columns
from patron.hookspecs import hookimpl
from patron.industry_check import CONDITION_KEYS, GOODS_KEYS, LINE_COLUMNS, MEMBER_COLUMNS, wrong_words
from patron.plugins import Plugins
from patron.scheme.model import Condition, Goods
from patron.vocabulary import (
    GENERAL,
    Category,
    Combines,
    FieldKind,
    Industry,
    LineAmount,
    LineField,
    LineMeasure,
    ProfileField,
    Requirement,
    Title,
    TradeIn,
    Unit,
)

SHIPPED = ("apparel", "hospital", "hotel", "jewelry")
T = Title("甲", "a")
SOUND = Industry(
    id="shop",
    title=T,
    package="shop",
    categories=(Category("tea", T),),
    fields=(
        LineField("grade", FieldKind.CHOICE, T, choices=("first", "second"), choice_words=(("first", ("一级",)),)),
        LineField("weight", FieldKind.DECIMAL, T, places=3),
        LineField("price", FieldKind.MONEY, T),
        LineField("item", FieldKind.TEXT, T),
    ),
    units=(Unit("gram", "weight", T, only_where=(("grade", ("first",)),)),),
    requires=(Requirement("tea", ("weight",), where=(("grade", ("second",)),)),),
    measures=(LineMeasure("grams", T, "weight", Combines.SUM), LineMeasure("teas", T, "", Combines.COUNT, goods=("tea",))),
    profile_fields=(ProfileField("taste", T),),
    line_amounts=(LineAmount("tea", (("weight", "price"), ("quantity", "price")), may_lack=("quantity",)),),
    trade_ins=(TradeIn("old-tea", T, "weight", "price"),),
)


@pytest.mark.parametrize(
    "hook", [name for name, value in vars(hookspecs).items() if name.startswith("patron_") and inspect.isfunction(value)]
)
def test_every_hook_is_used_by_a_shipped_plugin(hook: str) -> None:
    assert any(hasattr(getattr(import_module(f"patron_{name}"), hook, None), "patron_impl") for name in SHIPPED)


@pytest.mark.parametrize("part", [field.name for field in fields(Industry)])
def test_every_part_of_the_vocabulary_is_used_by_a_shipped_plugin(part: str) -> None:
    assert any(getattr(plugins.industry(name), part) for name in SHIPPED)


def test_the_shipped_words_are_sound_and_name_each_thing_in_chinese() -> None:
    for name in (*SHIPPED, "general"):
        industry = plugins.industry(name)
        assert list(wrong_words(industry)) == []
        if name != "general":
            assert len(industry.ready_schemes) >= 1
            for one in (*industry.categories, *industry.fields, *industry.profile_fields, *industry.units, *industry.measures):
                assert any("\u4e00" <= sign <= "\u9fff" for sign in one.title.zh), one
            assert all(category.headings for category in industry.categories)
            assert all(field.headings for field in (*industry.fields, *industry.profile_fields))


def test_the_words_that_the_core_keeps_for_itself_are_its_own() -> None:
    assert set(CONDITION_KEYS) == set(Condition.model_fields)
    assert set(GOODS_KEYS) == {name.removesuffix("_not") for name in Goods.model_fields}
    assert set(LINE_COLUMNS) == {column.name for column in purchase_columns(GENERAL, 2)}
    assert {column.name for column in member_columns() if not column.name.startswith("opening_")} >= set(MEMBER_COLUMNS)


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"id": "Shop"}, "the id 'Shop'"),
    ({"categories": (Category("tea", T), Category("tea", T))}, "category tea is there 2 times"),
    ({"categories": (Category("tea", T), Category("Cup", T))}, "category 'Cup' is not of small letters"),
    ({"fields": (*SOUND.fields, LineField("amount", FieldKind.MONEY, T))}, "field amount has the name of one of patron's own"),
    ({"fields": (*SOUND.fields, LineField("store_not", FieldKind.TEXT, T))}, "names that end in _not are for filters"),
    ({"fields": (*SOUND.fields, LineField("hue", FieldKind.CHOICE, T))}, "a choice needs choices"),
    ({"fields": (*SOUND.fields, LineField("hue", FieldKind.TEXT, T, choice_words=(("red", ("红",)),)))}, "'red' has other spellings"),
    ({"units": (Unit("gram", "grams", T),)}, "unit gram: there is no field 'grams'"),
    ({"units": (Unit("gram", "price", T),)}, "unit gram: price is money, and must be decimal"),
    ({"units": (Unit("gram", "weight", T, only_where=(("grade", ("third",)),)),)}, "'third' is no choice of grade"),
    ({"requires": (Requirement("cup", ("weight",)),)}, "requirement for cup: there is no category 'cup'"),
    ({"requires": (Requirement("tea", ("colour",)),)}, "requirement for tea: there is no field 'colour'"),
    ({"measures": (LineMeasure("spend", T, "weight", Combines.SUM),)}, "measure spend has the name of one of patron's own"),
    ({"measures": (LineMeasure("grams", T, "colour", Combines.SUM),)}, "measure grams: there is no field 'colour'"),
    ({"measures": (LineMeasure("grams", T, "weight", Combines.DISTINCT),)}, "sum, count, largest and last"),
    ({"measures": (LineMeasure("grams", T, "weight", Combines.COUNT),)}, "a count adds nothing"),
    ({"measures": (LineMeasure("grams", T, "weight", Combines.LAST),)}, "has no window"),
    ({"measures": (LineMeasure("grams", T, "weight", Combines.SUM, goods=("cup",)),)}, "there is no category 'cup'"),
    ({"line_amounts": (LineAmount("tea", (("weight",),)),)}, "formula of tea: weight needs one field of money"),
    ({"line_amounts": (LineAmount("tea", (("price",),), may_lack=("weight",)),)}, "'weight' may be empty and stands in no product"),
    ({"trade_ins": (TradeIn("old-tea", T, "price", "price"),)}, "trade-in old-tea: price is money, and must be decimal"),
    ({"profile_fields": (ProfileField("phone", T),)}, "profile field phone has the name of one of patron's own"),
]


def test_sound_words_have_no_fault() -> None:
    assert list(wrong_words(SOUND)) == []


@pytest.mark.parametrize(("change", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_fault_is_named_at_load_and_leaves_the_other_plugins(change: dict[str, Any], fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    industry = replace(SOUND, **change)

    @hookimpl
    def patron_industry() -> Industry:
        return industry

    made = ModuleType("zz_shop")
    vars(made).update(PATRON_API=hookspecs.API_VERSION, patron_industry=patron_industry)
    monkeypatch.setitem(sys.modules, "zz_shop", made)
    found = Plugins([EntryPoint("shop", "zz_shop", plugins.GROUP), EntryPoint("hotel", "patron_hotel", plugins.GROUP)])
    assert list(found.industries()) == ["general", "hotel"]
    hotel, shop = found.reports
    assert hotel.error == ""
    assert fault in shop.error


def test_two_plugins_with_one_id_are_both_refused_and_name_each_other() -> None:
    named = {"hotel": "patron_hotel", "inn": "patron_hotel", "jewelry": "patron_jewelry"}
    found = Plugins([EntryPoint(name, module, plugins.GROUP) for name, module in named.items()])
    assert [(one.name, one.error) for one in found.reports] == [
        ("hotel", "it adds the industry 'hotel', which inn adds too"),
        ("inn", "it adds the industry 'hotel', which hotel adds too"),
        ("jewelry", ""),
    ]
    assert list(found.industries()) == ["general", "jewelry"]


def test_a_plugin_cannot_take_the_place_of_general(monkeypatch: pytest.MonkeyPatch) -> None:
    @hookimpl
    def patron_industry() -> Industry:
        return replace(SOUND, id="general")

    made = ModuleType("zz_general")
    vars(made).update(PATRON_API=hookspecs.API_VERSION, patron_industry=patron_industry)
    monkeypatch.setitem(sys.modules, "zz_general", made)
    (report,) = Plugins([EntryPoint("shop", "zz_general", plugins.GROUP)]).reports
    assert "which is patron's own" in report.error
