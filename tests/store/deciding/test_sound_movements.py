"""One movement asked in plain Python is sound exactly where the checks of files find nothing in it."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from patron.engine.history import MOVEMENTS, History
from patron.engine.plan import Benefits, Grant, GrantKind, Plan
from patron.engine.plan.uses import Exchange, Prize, Quiz
from patron.engine.validate.kinds import KINDS
from patron.engine.validate.movements import check_movements
from patron.store.deciding.sound import is_sound
from plans import accrual, plan, points, tier

_BY_OTHERS = {"win-without-draw", "exchange-limit"}
_NAMES = ["mug", "cup", "draw", "ring", "lottery", "parking", "hotline", "vip", "Mug", "", None]


def _plan() -> Plan:
    exchange = (
        Exchange("mug", "goods", 5, tiers=(1,), cash=200),
        Exchange("cup", "goods", 5, each_member=1, in_total=2, first_day=10, last_day=20),
        Exchange("draw", "draw", 1, tiers=(0,), prizes=(Prize("ring", 1, 10), Prize("lottery", 1, 0))),
    )
    grants = (Grant("parking", GrantKind.YEAR, (1,), 3), Grant("cup", GrantKind.YEAR, (1,), 3, used_by="use_coupon"))
    made = Benefits(grants, ids=("parking", "hotline"), claims=("hotline",))
    return plan(
        [tier("base"), tier("vip")],
        points=points(accrual("one", 0, 1, per=10), exchange=exchange, quiz=(Quiz("lottery", 3),)),
        benefits=made,
    )


_PLAN = _plan()
_CELLS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(KINDS)),
        "points": st.sampled_from([None, None, -5, 0, 1, 5, 10]),
        "amount": st.sampled_from([None, None, -200, 0, 200, 400]),
        "ref": st.sampled_from(_NAMES),
        "value": st.sampled_from([None, None, "1", "2", "0", "02", "1\n", "1000000", "٣", "vip", "base", ""]),
        "to_member": st.sampled_from([None, 1, 2]),
    }
)


@given(cells=_CELLS, member=st.sampled_from([1, None]), day=st.sampled_from([9, 10, 20, 21]))
def test_sound_is_what_no_check_finds_fault_with(cells: dict[str, Any], member: int | None, day: int) -> None:
    row = {**cells, "row": 1, "movement_id": "m", "at": 0, "day": day, "member_id": None if member is None else "1"}
    row["to_member"] = None if cells["to_member"] is None else str(cells["to_member"])
    frame = pl.DataFrame({name: [row.get(name)] for name in MOVEMENTS}, schema=MOVEMENTS)
    found = [one.code for one in check_movements(History(movements=frame), _PLAN) if one.code not in _BY_OTHERS]
    assert is_sound(_PLAN, member, day, cells) == (not found), found


def test_of_each_kind_something_is_sound() -> None:
    told = {"points": 5, "amount": 200, "value": "1", "to_member": 2}
    refs = {"exchange": "mug", "win": "ring", "quiz": "lottery", "use_benefit": "parking", "false_claim": "hotline"}
    for kind in KINDS:
        cells = {**told, "kind": kind, "ref": refs.get(kind, "C1"), "value": "vip" if kind == "grant_tier" else "1"}
        assert is_sound(_PLAN, 1, 15, cells), kind
