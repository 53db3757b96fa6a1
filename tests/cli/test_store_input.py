"""What may be typed and told to the store's commands: figures, lines, JSON in its three forms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click
import pytest
from patron.cli.store.figures import MOMENT, POINTS, TIME, amount, line
from patron.cli.store.told import Told, told_in


def test_a_line_is_named_in_either_language_and_may_be_its_amount_alone() -> None:
    assert line("680") == {"amount": Decimal(680)}
    assert (
        line("amount=1280.50,category=silver") == line("金额=1280.50,品类=silver") == {"amount": Decimal("1280.50"), "category": "silver"}
    )
    assert line('18,staff="Li, Mei",grams=5.2') == {"amount": Decimal(18), "staff": "Li, Mei", "fields": {"grams": "5.2"}}


@pytest.mark.parametrize("text", ["x", "-5", "NaN", "Infinity", "1" * 31, "5,5", "amount=5,amount=6", "1e9999999999", ""])
def test_a_line_that_is_none_is_refused(text: str) -> None:
    if text:
        with pytest.raises(ValueError):
            line(text)
    else:
        assert line(text) == {}  # the store refuses it: nothing to be priced by


def test_figures_have_separators_and_signs() -> None:
    assert amount("12,500.00") == Decimal("12500.00")
    assert [POINTS.convert(text, None, None) for text in ("1,500", "+5", "-20", "−20")] == [1500, 5, -20, -20]
    for text in ("5.5", "", "٣", "--5", "1" * 40):
        with pytest.raises(click.BadParameter):
            POINTS.convert(text, None, None)


def test_times_are_iso_and_a_date_alone_is_a_day() -> None:
    assert TIME.convert("2025-06-18 14:30", None, None).isoformat() == "2025-06-18T14:30:00"
    assert MOMENT.convert("2025-06-18", None, None).isoformat() == "2025-06-18"
    with pytest.raises(click.BadParameter):
        TIME.convert("18.6.2025", None, None)


def told(tmp_path: Path, text: str) -> list[Told]:
    path = tmp_path / "told.json"
    path.write_text(text, encoding="utf-8")
    return list(told_in(path))


@pytest.mark.parametrize(
    "text", ['{"a": 1.10}\n\n{"b": 2}\n', '[{"a": 1.10}, {"b": 2}]', '[\n  {"a": 1.10},\n  {"b": 2}\n]', '\ufeff{"a": 1.10}\n{"b": 2}']
)
def test_objects_come_by_line_or_in_a_list(tmp_path: Path, text: str) -> None:
    assert [one.content for one in told(tmp_path, text)] == [{"a": Decimal("1.10")}, {"b": 2}]


def test_one_object_may_take_several_lines(tmp_path: Path) -> None:
    assert [one.content for one in told(tmp_path, '{\n  "a": 1\n}\n')] == [{"a": 1}]
    assert told(tmp_path, "") == []


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 2}', "[5]", "5", '{"a": ', "[" * 100_000, '{"a": Infinity}'])
def test_what_is_no_object_is_said_with_its_place(tmp_path: Path, text: str) -> None:
    (one,) = told(tmp_path, text)
    assert one.problem
    assert one.content == {}


def test_a_bad_line_stops_no_other(tmp_path: Path) -> None:
    read = told(tmp_path, '{"a": 1}\nnonsense\n{"b": 2}\n')
    assert [(one.place, bool(one.problem)) for one in read] == [("line 1", False), ("line 2", True), ("line 3", False)]
