"""What means something to a database, a spreadsheet or a terminal is only a text here: stored as it is, or refused by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from patron.store.inputs import is_text
from patron.store.refused import RefusedError
from patron.store.store import Store
from store_cases import Shop
from store_house import House
from store_people import everything, rows
from trouble_house import house

STORED = {
    "sql": "Robert'); DROP TABLE members; --",
    "sql-comment": '"; UPDATE member_states SET points = 1000000; /*',
    "pattern": "%_\\%",
    "bind": ":told %(told)s $1 ?",
    "format": "{0.__class__} {told} %s %n",
    "formula": "=cmd|' /C calc'!A0",
    "formula-sum": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula-plus": '+HYPERLINK("http://x";"y")',
    "formula-minus": "-2+3",
    "markup": "[bold red]x[/] <script>alert(1)</script>",
    "right-to-left": "\u202egold\u202c",
    "emoji": "👩🏽‍🍳☕️",
    "longest": "茶" * 200,
}
REFUSED = {
    "nul": "a\x00b",
    "bell": "a\x07b",
    "escape": "\x1b[31mred",
    "terminal": "\x9b31mred",
    "new-line": "a\nb",
    "tab": "a\tb",
    "delete": "a\x7f",
    "half": "\ud800",
    "other-half": "a\udc00",
    "too-long": "x" * 10_000,
}
NO_TEXT: dict[str, Any] = {"number": 5, "yes": True, "bytes": b"x", "list": ["x"], "object": {"a": "b"}}


def sale(**cells: Any) -> dict[str, Any]:
    return {"member": "ann", "lines": [{"amount": "5"}], **cells}


def line(name: str) -> Callable[[Store, Any], Any]:
    return lambda store, text: store.purchase(sale(lines=[{"amount": "5", name: text}]))


def cell(name: str, kind: str = "adjust", **cells: Any) -> Callable[[Store, Any], Any]:
    return lambda store, text: store.move({"member": "ann", "kind": kind, "points": 5, **cells, name: text})


# Every text that may be told, by the field that a refusal names. Where the scheme or other records say what may stand there,
# a text that they do not know is refused, too.
FREE: dict[str, Callable[[Store, Any], Any]] = {
    "id": lambda store, text: store.purchase(sale(id=text)),
    "group_id": lambda store, text: store.purchase(sale(group_id=text)),
    **{f"lines.0.{name}": line(name) for name in ("line", "category", "store", "channel", "staff", "tender")},
    "by": cell("by"),
    "ref": cell("ref"),
    "value": cell("value"),
    "member": lambda store, text: store.enroll({"member": text}),
    "name": lambda store, text: store.enroll({"member": "new", "name": text}),
    "card": lambda store, text: store.enroll({"member": "new", "card": text}),
    "referred_by": lambda store, text: store.enroll({"member": "new", "referred_by": text}),
}
KNOWN: dict[str, Callable[[Store, Any], Any]] = {
    "member": lambda store, text: store.purchase({**sale(), "member": text}),
    "to_member": lambda store, text: store.move({"member": "ann", "kind": "give", "points": 1, "to_member": text}),
    "purchase": lambda store, text: store.return_goods({"purchase": text}),
    "rows.0.category": lambda store, text: store.return_goods({"purchase": "p", "rows": [{"amount": "1", "category": text}]}),
    "kind": lambda store, text: store.move({"member": "ann", "kind": text}),
    "value": lambda store, text: store.move({"member": "ann", "kind": "grant_tier", "by": "x", "value": text}),
    "ref": lambda store, text: store.move({"member": "ann", "kind": "use_benefit", "ref": text}),
    "phone": lambda store, text: store.enroll({"member": "new", "phone": text}),
    "opening_tier": lambda store, text: store.enroll(
        {"member": "new", "opening_on": "2024-01-01", "opening_since": "2023-05-01", "opening_tier": text}
    ),
    "profile.grade": lambda store, text: store.enroll({"member": "new", "profile": {"grade": text}}),
}
ALONE: dict[str, Callable[[Store, Any], Any]] = {
    "text": lambda store, text: store.lookup(text),
    "member": lambda store, text: store.statement(text),
    "member of explain": lambda store, text: store.explain(text),
    "member of export": lambda store, text: store.export(text),
    "member of erase": lambda store, text: store.erase(text, by="x"),
    "member of merge": lambda store, text: store.merge(text, "bob", by="x"),
    "into": lambda store, text: store.merge("ann", text, by="x"),
    "by of merge": lambda store, text: store.merge("ann", "bob", by=text),
    "by of erase": lambda store, text: store.erase("ann", by=text),
    "by of apply": lambda store, text: store.apply(Path("x.yaml"), effective_from=date(2025, 1, 1), by=text),
    "key": lambda store, text: store.purchase(sale(), key=text),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[Shop]:
    """One store for all payloads: none of them leaves anything behind that the next one could see."""
    made = house(f"sqlite:///{folder / 'patron.db'}", folder)
    made.enrolls("ann", "bob")
    made.buys("ann", "2024-01-02T10:00", 100, "p")
    made.at("2024-06-01")
    yield made
    made.store.close()


@pytest.fixture
def other(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = house(store_url, tmp_path)
    made.enrolls("ann", "bob")
    made.buys("ann", "2024-01-02T10:00", 100, "p")
    made.at("2024-06-01")
    yield made
    made.store.close()


def refusals(operation: Callable[[Store, Any], Any], store: Store, text: Any) -> list[tuple[str, str]]:
    """Code and field of what is refused. Texts of refusals are short and printable."""
    with pytest.raises(RefusedError) as caught:
        operation(store, text)
    for one in caught.value.refusals:
        assert len(one.message) < 500
        assert is_text(one.text.replace("\n", ""))
        one.text.encode()
    return [(one.code, one.field) for one in caught.value.refusals]


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_no_text_is_refused_by_its_field(shop: Shop, text: str) -> None:
    before = everything(shop.store)
    for field, operation in (FREE | KNOWN).items():
        assert refusals(operation, shop.store, text) == [("not-valid", field)], field
    for field, operation in KNOWN.items():
        assert refusals(operation, shop.store, text) == [("not-valid", field)], field
    for field, operation in ALONE.items():
        assert refusals(operation, shop.store, text) == [("not-valid", field.partition(" ")[0])], field
    assert everything(shop.store) == before


@pytest.mark.parametrize("told", NO_TEXT.values(), ids=NO_TEXT)
def test_other_values_are_no_texts(shop: Shop, told: Any) -> None:
    before = everything(shop.store)
    for field, operation in (FREE | KNOWN | ALONE).items():
        if not (isinstance(told, bytes) and field not in ALONE):  # bytes that are UTF-8 are read as a text
            assert refusals(operation, shop.store, told) == [("not-valid", field.partition(" ")[0])], field
    assert everything(shop.store) == before


@pytest.mark.parametrize("text", STORED.values(), ids=STORED)
def test_a_text_that_nobody_knows_is_refused_and_does_nothing(shop: Shop, text: str) -> None:
    before = everything(shop.store)
    for field, operation in KNOWN.items():
        for _, named in refusals(operation, shop.store, text):
            assert named.split(".")[0] in {field.split(".")[0], "member", "rows", ""}, field
    assert shop.store.lookup(text) == []
    for operation in (shop.store.statement, shop.store.export, shop.store.explain):
        with pytest.raises(RefusedError):
            operation(text)
    assert everything(shop.store) == before


def test_every_free_text_is_stored_as_it_is_on_either_database(other: Shop) -> None:
    store = other.store
    for name, text in STORED.items():
        member = store.enroll({"member": text, "name": text, "card": f"{text[:190]} card"}).member
        assert member == text
        lines = [{"amount": "5", **dict.fromkeys(("line", "category", "store", "channel", "staff", "tender"), text)}]
        store.purchase({"member": text, "id": text, "group_id": text, "lines": lines}, key=name)
        store.move({"member": text, "id": text, "kind": "adjust", "points": 5, "ref": text, "value": text, "by": text})
        other.now += timedelta(seconds=1)
        store.return_goods({"purchase": text, "id": f"{text[:190]} back"})
        assert [one.member for one in store.lookup(text)] == [text]
        assert store.statement(text).member == text
        exported = store.export(text)
        assert exported["people"][0]["name"] == text
        assert exported["purchases"][0]["lines"][0]["staff"] == text
        assert json.loads(json.dumps(exported)) == exported
    for column in ("line", "category", "store", "channel", "staff", "tender"):
        stored = {value for (value,) in rows(store, f"SELECT {column} FROM purchase_lines")}
        assert stored == {*STORED.values(), None}, column
    for column in ("movement_id", "ref", "value", "by"):
        assert {value for (value,) in rows(store, f'SELECT "{column}" FROM movements')} == set(STORED.values()), column
    assert rows(store, "SELECT COUNT(*) FROM members") == [(len(STORED) + 2,)]
    assert store.rebuild().clean
    assert store.verify().ok
    store.merge(STORED["sql"], "bob", by=STORED["formula"])
    store.erase(STORED["formula"], by=STORED["sql"])
    assert store.rebuild().clean


def test_a_field_of_any_name_is_refused_by_a_name_that_can_be_shown(shop: Shop) -> None:
    for name in (*STORED.values(), *REFUSED.values()):
        for told in (sale(**{name: 1}), sale(lines=[{"amount": "5", "fields": {name: "x"}}])):
            (found,) = refusals(lambda store, one: store.purchase(one), shop.store, told)
            assert len(found[1]) <= 61
        (found,) = refusals(lambda store, one: store.enroll(one), shop.store, {"member": "new", "profile": {name: "x"}})
        assert found[1].isprintable() or not found[1]


def test_commands_show_hostile_texts_and_run_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed is the text itself, whatever it would mean to the terminal's library; control characters never get that far."""
    till = House(tmp_path, monkeypatch)
    for number, text in enumerate(STORED.values()):
        told = {"member": text, "name": text}
        path = tmp_path / "told.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        till.text("enroll", "--file", str(path))
        shown = till.text("purchase", "--line", "5", "--id", f"S{number}", "--at", "2025-03-09", "--", text)
        assert text in shown or len(text) > 100
        assert json.loads(till.text("statement", "--json", "--", text))["member"] == text
        assert json.loads(till.text("export", "--json", "--", text))["people"][0]["name"] == text
    for text in REFUSED.values():
        path.write_text(json.dumps({"member": text}), encoding="utf-8")
        said = till.refused("enroll", "--file", str(path), "--lang", "en")
        assert "error[not-valid]" in said
        assert said.replace("\n", "").isprintable()
        if "\x00" not in text:
            assert "error[not-valid]" in till.refused("lookup", text)
