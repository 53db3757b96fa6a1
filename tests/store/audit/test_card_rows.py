"""An entry vouches for what is posted to cards, and for whether a posting takes another one back."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path

import pytest
from audited import unguarded
from patron.store.audit import log
from patron.store.audit.checking import check_rows
from rights_house import RightsHouse


def card_sold(folder: Path, url: str) -> RightsHouse:
    """Cards that were made, of which one was sold."""
    house = RightsHouse(folder, url=url)
    house.move("m", None, "2025-01-02", "card_make", ref="G0001", value="gift:2")
    house.move("d", None, "2025-01-03", "card_draw", ref="G0001")
    house.move("s", None, "2025-01-04", "card_sell", ref="G0001", amount="500")
    house.move("a", None, "2025-01-05", "card_activate", ref="G0001")
    return house


def broken(house: RightsHouse) -> list[str]:
    with house.story.desk.database.read() as connection:
        return [one.code for one in check_rows(connection)]


def test_a_posting_that_is_said_to_be_undone(tmp_path: Path, store_url: str) -> None:
    house = card_sold(tmp_path, store_url)
    assert broken(house) == []
    unguarded(house.story.desk.database, "UPDATE card_postings SET undone = NOT undone WHERE movement = 'a'")
    assert broken(house) == ["rows"]


def test_entries_that_were_written_before_hold_good(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = log.VOUCHED["card_postings"][: log.VOUCHED_AT_FIRST["card_postings"]]
    with monkeypatch.context() as before:
        before.setitem(log._VALUES, "card_postings", itemgetter(*first))
        house = card_sold(tmp_path, store_url)
    assert broken(house) == []
    unguarded(house.story.desk.database, "UPDATE card_postings SET kind = 'sold' WHERE movement = 'a'")
    assert broken(house) == ["rows"]
