"""Members who buy, give, change, are merged and erased at random: what is stored is always what the events say."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from patron import open_store
from patron.store.refused import RefusedError
from patron.store.store import Store
from store_people import Clock, circle, found_wrong, rows

WHO = st.sampled_from(["A", "B", "C", "D"])
AT = st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 6, 1)).map(str)
STEPS = st.one_of(
    st.tuples(st.just("buy"), WHO, AT, st.sampled_from(["40", "90", "100", "499.99", "500", "700"])),
    st.tuples(st.just("return"), st.integers(0, 5), AT),
    st.tuples(st.just("redeem"), WHO, AT, st.integers(1, 40)),
    st.tuples(st.just("give"), WHO, AT, st.integers(1, 20), WHO),
    st.tuples(
        st.just("profile"),
        WHO,
        AT,
        st.sampled_from(["phone", "residence", "referred_by"]),
        st.sampled_from(["13812345678", "away", "A", "B", ""]),
    ),
    st.tuples(st.just("merge"), WHO, WHO),
    st.tuples(st.just("erase"), WHO),
    st.tuples(st.just("enroll"), WHO, st.sampled_from([None, "A", "C", "Z"]), st.sampled_from([None, "2025-06-30"])),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file."""
    folder = tmp_path_factory.mktemp("empty")
    circle(f"sqlite:///{folder / 'empty.db'}", folder).close()
    return folder / "empty.db"


def take(store: Store, number: int, step: tuple[Any, ...]) -> None:
    match step:
        case ("buy", who, at, amount):
            store.purchase({"member": who, "at": at, "lines": [{"amount": amount}], "id": f"p{number}"})
        case ("return", back, at):
            store.return_goods({"purchase": f"p{number - 1 - back}", "at": at})
        case ("redeem", who, at, points):
            store.move({"kind": "redeem", "member": who, "at": at, "points": points})
        case ("give", who, at, points, to):
            store.move({"kind": "give", "member": who, "at": at, "points": points, "to_member": to})
        case ("profile", who, at, field, value):
            store.move({"kind": "profile", "member": who, "at": at, "ref": field, "value": value or None})
        case ("merge", who, into):
            store.merge(who, into, by="manager")
        case ("erase", who):
            store.erase(who, by="officer")
        case ("enroll", who, introducer, opening):
            told = {"member": who, "phone": "13812345678", "referred_by": introducer, "card": f"C-{who}-{number}"}
            more = (
                {}
                if opening is None
                else {"opening_on": opening, "opening_points": 50, "opening_tier": "vip", "opening_since": "2025-02-28"}
            )
            store.enroll({name: value for name, value in told.items() if value is not None} | more)


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes long
@given(st.lists(STEPS, min_size=5, max_size=25))
def test_whatever_happens_to_members(empty: Path, steps: list[tuple[Any, ...]]) -> None:
    copy = empty.with_name("copy.db")
    for old in empty.parent.glob("copy.db*"):
        old.unlink()
    shutil.copy(empty, copy)
    with open_store(f"sqlite:///{copy}", clock=Clock()) as store:
        for who in "ABC":
            store.enroll({"member": who})
        for number, step in enumerate(steps):
            with suppress(RefusedError):
                take(store, number, step)
        assert found_wrong(store) == []
        assert rows(store, 'SELECT member FROM lots WHERE "left" < 0') == []
        gone = "SELECT m.number FROM members m JOIN postings p ON p.member = m.number WHERE m.merged_into IS NOT NULL"
        assert rows(store, f"{gone} GROUP BY m.number, p.account HAVING SUM(p.points) <> 0") == []
