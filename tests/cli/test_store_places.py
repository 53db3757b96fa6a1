"""Where a store may not be: files of other kinds, damaged ones, folders; what a new store proposes to do next."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_house import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, monkeypatch)


@pytest.mark.parametrize("words", [("statement", "A1"), ("verify",), ("upgrade",), ("close-day", "2025-03-01")])
def test_a_file_that_is_no_database_is_named_as_such(house: House, words: tuple[str, ...]) -> None:
    other = house.folder / "notes.db"
    other.write_text("no database, but a long text. " * 100, encoding="utf-8")
    said = house.refused(*words, "--store", f"sqlite:///{other}", code=2)
    assert "error[not-a-store]" in said
    assert other.read_text(encoding="utf-8").startswith("no database")


def test_a_damaged_file_is_told_without_a_trace(house: House) -> None:
    house.text("enroll", "A1")
    file = house.folder / "patron.db"
    damaged = house.folder / "damaged.db"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    damaged.write_bytes(content)
    for words in (("statement", "A1"), ("purchase", "A1", "--line", "5")):
        assert house.refused(*words, "--store", f"sqlite:///{damaged}", code=2).startswith("error[")


def test_a_folder_is_no_store(house: House) -> None:
    assert "error[no-store]" in house.refused("statement", "A1", "--store", f"sqlite:///{house.folder}", code=2)


def test_a_new_store_proposes_files_that_are_there_and_names_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house.folder)
    without = house.text("init", "lantern.yaml", "--store", "sqlite:///second.db", "--lang", "en")
    assert "members.csv" not in without
    assert "  patron store import --members YOUR_MEMBERS --purchases YOUR_SALES --store sqlite:///second.db" in without
    for name in ("members.csv", "sales.csv"):
        (house.folder / name).write_text("member_id\n", encoding="utf-8")
    assert "import --members members.csv --purchases sales.csv --store" in house.text(
        "init", "lantern.yaml", "--store", "sqlite:///third.db"
    )
