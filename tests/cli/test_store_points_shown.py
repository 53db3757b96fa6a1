"""The points that a decision is shown to have moved are those by which the balance changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.cli.store.decision_text import in_balance
from patron.engine.results import PostingKind
from patron.store.answer import PointsMoved
from patron.store.deciding.accounts import FROM, TO
from store_house import SCHEME, House

WAITS = SCHEME.replace("for: [guest, gold], one_point_per: 10}]", "for: [guest, gold], one_point_per: 10, pending_until: gold}]")


def test_points_that_waited_and_are_released_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 and then 50,060 wait and are earned by the sale that makes gold: 5,056 more, not 10,112."""
    house = House(tmp_path, monkeypatch, WAITS)
    house.text("enroll", "A1")
    assert "另有 50 待生效" in house.text("purchase", "A1", "--line", "500", "--at", "2025-03-08")
    said = house.text("purchase", "A1", "--line", "50060", "--at", "2025-03-09")
    assert "5,056（+5,056）" in said
    assert "10,112" not in said
    brief = tmp_path / "more.json"
    brief.write_text('{"member": "A1", "lines": [{"amount": 100}], "at": "2025-03-10"}', encoding="utf-8")
    assert "5,066（+10）" in house.text("purchase", "--file", str(brief))


@pytest.mark.parametrize("kind", list(PostingKind))
def test_a_posting_counts_by_what_it_does_to_the_member_s_account(kind: PostingKind) -> None:
    posted = PointsMoved("A1", "2025-03-09", kind, "rule", 7)
    assert in_balance(posted) == 7 * (TO[kind] == "member") - 7 * (FROM[kind] == "member")
