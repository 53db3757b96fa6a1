"""Every figure that is none, or beyond all bounds, is refused by field and code; nothing is written, and no command ends in a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from patron.store.refused import RefusedError
from patron.store.store import Store
from store_cases import Shop
from store_house import House
from store_people import everything
from trouble_house import house

NAN, INFINITY = float("nan"), float("inf")
NO_FIGURES: dict[str, Any] = {
    "nan": NAN,
    "infinity": INFINITY,
    "minus-infinity": -INFINITY,
    "decimal-nan": Decimal("NaN"),
    "signalling-nan": Decimal("sNaN"),
    "decimal-infinity": Decimal("Infinity"),
    "text-nan": "NaN",
    "text-infinity": "-Infinity",
    "text": "abc",
    "hexadecimal": "0x10",
    "empty": "",
    "yes": True,
    "no": False,
    "list": [5],
    "object": {"a": 5},
    "bytes": b"5",
}
OUT_OF_BOUNDS: dict[str, Any] = {
    "10^30": 10**30,
    "decimal-10^30": Decimal(10) ** 30,
    "float-10^30": 1e30,
    "minus-10^30": -(10**30),
    "10^5000": 10**5000,
    "decimal-10^999999": Decimal("1e999999"),
}


def bought(**cells: Any) -> dict[str, Any]:
    return {"member": "ann", "lines": [cells]}


def moved(kind: str, **cells: Any) -> dict[str, Any]:
    return {"member": "ann", "kind": kind, **cells}


Tell = Callable[[Store, Any], Any]
AMOUNTS: dict[str, Tell] = {
    "lines.0.amount": lambda store, told: store.purchase(bought(amount=told)),
    "lines.0.list_amount": lambda store, told: store.purchase(bought(list_amount=told)),
    "lines.0.quantity": lambda store, told: store.purchase(bought(amount="5", quantity=told)),
    "rows.0.amount": lambda store, told: store.return_goods({"purchase": "p", "rows": [{"amount": told}]}),
    "amount of use_voucher": lambda store, told: store.move(moved("use_voucher", amount=told)),
    "amount of card_pay": lambda store, told: store.move({"kind": "card_pay", "ref": "G0001", "amount": told}),
    "amount of use_coupon": lambda store, told: store.move(moved("use_coupon", ref="spring", amount=told)),
}
POINTS: dict[str, Tell] = {
    "points of redeem": lambda store, told: store.move(moved("redeem", points=told)),
    "points of give": lambda store, told: store.move(moved("give", to_member="bob", points=told)),
    "points of adjust": lambda store, told: store.move(moved("adjust", points=told)),
    "points of exchange": lambda store, told: store.move(moved("exchange", ref="tea-set", points=told)),
    "opening_points": lambda store, told: store.enroll({"member": "new", "opening_on": "2024-01-01", "opening_points": told}),
}
DAYS: dict[str, Tell] = {
    "birthday": lambda store, told: store.enroll({"member": "new", "birthday": told}),
    "joined_on": lambda store, told: store.enroll({"member": "new", "joined_on": told}),
    "opening_on": lambda store, told: store.enroll({"member": "new", "opening_points": 5, "opening_on": told}),
    "until": lambda store, told: store.move(moved("grant_tier", value="gold", by="x", until=told)),
}
TIMES: dict[str, Tell] = {
    "at": lambda store, told: store.purchase({**bought(amount="5"), "at": told}),
    "at of a return": lambda store, told: store.return_goods({"purchase": "p", "at": told}),
    "at of a movement": lambda store, told: store.move(moved("adjust", points=5, at=told)),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("numbers")
    made = house(f"sqlite:///{folder / 'patron.db'}", folder)
    made.enrolls("ann", "bob")
    made.buys("ann", "2024-01-02T10:00", 100, "p")
    made.at("2024-06-01")
    yield made
    made.store.close()


@pytest.fixture
def before(shop: Shop) -> Iterator[None]:
    """What a test refuses has written nothing."""
    stood = everything(shop.store)
    yield
    assert everything(shop.store) == stood


def refusals(tell: Tell, shop: Shop, told: Any) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as caught:
        tell(shop.store, told)
    return [(one.code, one.field) for one in caught.value.refusals]


def field(name: str) -> str:
    return name.partition(" ")[0]


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("told", NO_FIGURES.values(), ids=NO_FIGURES)
def test_what_is_no_figure_is_refused(shop: Shop, told: Any) -> None:
    for name, tell in {**AMOUNTS, **POINTS}.items():
        assert refusals(tell, shop, told) == [("not-a-number", field(name))], name


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("told", OUT_OF_BOUNDS.values(), ids=OUT_OF_BOUNDS)
def test_what_is_out_of_bounds_is_refused(shop: Shop, told: Any) -> None:
    for name, tell in AMOUNTS.items():
        assert refusals(tell, shop, told) == [("not-valid", field(name))], name
    for name, tell in POINTS.items():
        assert refusals(tell, shop, told) == [("not-valid" if isinstance(told, int) else "not-a-number", field(name))], name


@pytest.mark.usefixtures("before")
def test_figures_below_zero_and_parts_of_the_smallest_unit_are_refused(shop: Shop) -> None:
    for name, tell in AMOUNTS.items():
        assert refusals(tell, shop, Decimal("-0.01")) == [("not-valid", field(name))], name
        assert refusals(tell, shop, Decimal("0.0001")) == [("too-many-places", field(name))], name
        assert refusals(tell, shop, Decimal("1e-999999")) == [("too-many-places", field(name))], name
        assert refusals(tell, shop, 0.1 + 0.2) == [("too-many-places", field(name))], name
    for kind in ("redeem", "give"):
        for told in (-5, 0):
            assert refusals(POINTS[f"points of {kind}"], shop, told) == [("not-above-zero", "points")], kind
    assert refusals(POINTS["points of adjust"], shop, 0) == [("not-above-zero", "points")]
    assert refusals(POINTS["points of adjust"], shop, -11) == [("points-not-available", "points")]
    assert refusals(POINTS["opening_points"], shop, -5) == [("negative", "opening_points")]
    for name in ("points of redeem", "points of give", "points of adjust"):
        assert refusals(POINTS[name], shop, None) == [("points-missing", "points")], name
    for name, tell in POINTS.items():
        for told in (5.0, 5.5, "5", Decimal(5)):
            assert refusals(tell, shop, told) == [("not-a-number", field(name))], name
    for name in ("rows.0.amount", "amount of use_voucher", "amount of card_pay"):
        assert refusals(AMOUNTS[name], shop, 0)[0][0] == "not-above-zero", name


@pytest.mark.usefixtures("before")
def test_figures_are_no_days_and_no_times(shop: Shop) -> None:
    """A till that writes 20250618, or seconds since 1970, means a day that a calendar would read otherwise."""
    for told in (5, -1, 20240518, 1.7e9, NAN, True, Decimal(5), b"2024-05-18", "20240518", "1716000000", "", "2024-02-30", [2024]):
        for name, tell in DAYS.items():
            assert refusals(tell, shop, told) == [("not-a-date", field(name))], (name, told)
        for name, tell in TIMES.items():
            assert refusals(tell, shop, told) == [("not-a-time", field(name))], (name, told)


@pytest.mark.usefixtures("before")
def test_the_ends_of_the_calendar_are_refused(shop: Shop) -> None:
    store = shop.store
    for day in (date.min, date.max):
        for name, tell in DAYS.items():
            assert refusals(tell, shop, day)[0][1] == field(name), name
        for name, tell in TIMES.items():
            assert refusals(tell, shop, datetime(day.year, day.month, day.day)) == [("not-a-time", "at")], name
    alone: dict[str, Tell] = {
        "day": lambda store, told: store.close_day(told),
        "on": lambda store, told: store.statement("ann", on=told),
        "at": lambda store, told: store.explain("ann", at=told),
        "effective_from": lambda store, told: store.plan(shop.folder / "club.yaml", effective_from=told),
        "effective_from of apply": lambda store, told: store.apply(shop.folder / "club.yaml", effective_from=told, by="x"),
    }
    for name, tell in alone.items():
        for told in (date.min, date.max, "2024-05-18", 20240518, NAN):
            assert refusals(tell, shop, told) == [("not-a-date", field(name))], name
    assert store.statement("ann", on=date(9998, 12, 31)).points == 0


def test_the_largest_figures_are_added_up_exactly(tmp_path: Path, store_url: str) -> None:
    shop = house(store_url, tmp_path)
    try:
        shop.enrolls("ann")
        shop.at("2024-05-02")
        lines = [{"amount": Decimal(10) ** 12}] * 1000
        made = shop.store.purchase({"id": "p", "member": "ann", "at": "2024-05-01", "lines": lines})
        assert (made.points, made.tier) == (10**14, "gold")
        assert shop.returns("p", "2024-05-02", 10**12).points == 10**14 - 10**11
        assert shop.moves("ann", "2024-05-03", "redeem", points=10**12).points == 10**14 - 10**11 - 10**12
        assert shop.store.rebuild().clean
        assert shop.store.verify().ok
    finally:
        shop.store.close()


def test_commands_refuse_figures_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures in files are refused with 1; what no figure can be, typed at a command, is misuse and ends with 2."""
    till = House(tmp_path, monkeypatch)
    till.text("enroll", "ann")
    stood = till.json("export", "ann")
    path = tmp_path / "told.json"
    for figure in ("NaN", "Infinity", "-Infinity", "1e30", "-5", "true", '"abc"', "1e-400", "9" * 5000, "[5]", "1e999999999", "null"):
        path.write_text(f'{{"member": "ann", "lines": [{{"amount": {figure}}}]}}', encoding="utf-8")
        result = till.run("purchase", "--file", str(path), "--json")
        told = json.loads(result.stdout)["refused"][0]
        assert (result.exit_code, bool(told["code"]), told["field"]) == (1, True, "" if told["code"] == "not-json" else "lines.0.amount"), (
            figure
        )
    for number, words in {
        "-5": (("redeem", "--", "ann"), 1),
        "0": (("redeem", "ann"), 1),
        "9" * 30: (("redeem", "ann"), 1),
        "9" * 31: (("redeem", "ann"), 2),
        "NaN": (("redeem", "ann"), 2),
        "1e3": (("redeem", "ann"), 2),
        "5.5": (("redeem", "ann"), 2),
        "Infinity": (("use", "voucher", "ann"), 2),
        "1000000000000.01": (("use", "voucher", "ann"), 1),
        "0.001": (("use", "voucher", "ann"), 1),
    }.items():
        said = till.refused(*words[0], number, code=words[1])
        assert "error[" in said if words[1] == 1 else "Invalid value" in said, number
        assert "Traceback" not in said
    for line in ("NaN", "-5", "amount=1e30", "amount=inf", "5,quantity=-1"):
        assert "Invalid value" in till.refused("purchase", "ann", "--line", line, code=2)
    assert till.json("export", "ann") == stood
