"""Places: from the file to every value, and from every value to the finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import VALID, load
from patron.findings import FindingsError, TextPlace
from patron.scheme.load import load_scheme
from patron.scheme.model import Goods


def test_every_value_has_its_place(tmp_path: Path) -> None:
    loaded = load(tmp_path, VALID)
    assert loaded.findings == ()
    assert loaded.place("scheme") == TextPlace(1, 9, 8)
    assert loaded.place("title", "zh") == TextPlace(2, 13, 3)
    assert loaded.place("tiers", 1, "title", "en") == TextPlace(7, 38, 6)
    assert loaded.place("tiers", 1, "term") == TextPlace(7, 53, 9)
    assert loaded.place("qualification", 0, "when", "spend", "at_least") == TextPlace(11, 49, 4)
    assert loaded.place("qualification", 0, "title") == loaded.place("qualification", 0)


def test_one_item_stands_for_a_list(tmp_path: Path) -> None:
    loaded = load(tmp_path, VALID + "benefits:\n  - {id: gift, for: silver, each_year: 1}\n")
    assert loaded.place("benefits", 0, "for", 0) == TextPlace(17, 21, 6)


def test_a_parameter_keeps_the_place_of_its_use(tmp_path: Path) -> None:
    text = VALID.replace("at_least: 3000", "at_least: $least") + "parameters:\n  least: {value: 3000}\n"
    loaded = load(tmp_path, text)
    assert loaded.findings == ()
    assert loaded.place("qualification", 0, "when", "spend", "at_least") == TextPlace(11, 49, 6)


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    first = load(tmp_path, VALID).digest
    assert first == load(tmp_path, VALID).digest
    assert first != load(tmp_path, VALID + "\n").digest
    assert len(first) == 64


def test_require_raises_all_errors_and_no_warnings(tmp_path: Path) -> None:
    assert load(tmp_path, VALID).require().scheme == "tea-club"
    broken = VALID.replace("grants: silver", "grants: gold").replace("keeps: silver", "keeps: bronze")
    with pytest.raises(FindingsError) as raised:
        load(tmp_path, broken).require()
    assert [finding.code for finding in raised.value.findings] == ["unknown-tier", "unknown-tier"]


def test_the_example_of_the_design_page_has_no_findings() -> None:
    loaded = load_scheme(Path(__file__).parent / "schemes" / "design-page.yaml")
    assert loaded.findings == ()
    assert loaded.industry.id == "jewelry"


def test_goods_say_their_fields() -> None:
    goods = Goods.model_validate({"category": "gold", "grade": ["first", "second"], "finish_not": "matt"})
    assert goods.fields() == (("grade", ("first", "second"), False), ("finish", ("matt",), True))
    assert goods.category == ["gold"]


def test_findings_come_in_order_of_place_whatever_found_them(tmp_path: Path) -> None:
    text = VALID.replace("currency: CNY", "currency: RMBX").replace("term: 12 months", "term: soon").replace("keeps:", "kept:")
    loaded = load(tmp_path, text + "parameters:\n  unused: {value: 1}\ncurrency: EUR\n")
    assert [finding.code for finding in loaded.findings] == [
        "unknown-currency",
        "not-a-duration",
        "unknown-key",
        "unused-parameter",
        "duplicate-key",
    ]
