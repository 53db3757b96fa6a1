"""What a scheme makes of a snapshot is what it makes of the files: random files, made at once or a day at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patron.files.prepare import DataFiles
from patron.files.snapshot import ordering
from patron.files.snapshot.make import append_snapshot, compact_snapshot, make_snapshot
from random_cases import repeatable
from snapshot_case import MEMBERS, MOVEMENTS, SALES, ground, told, write

WHO = ["10", "9", "客1", "B", "a long member id of the house", ""]
DAYS = ["2023-01-05", "2023-06-30 10:00", "2024-02-29 10:00:00", "2024-02-29T10:00:00+08:00", "2024-12-31 23:59", "2025-02-01"]
SHOPS = ["A", "上海南京东路旗舰店", "上海淮海中路旗舰店", ""]


@st.composite
def houses(draw: Callable[..., Any], *, faults: bool) -> tuple[list[list[str]], list[str], list[str]]:
    """Purchases in blocks of rows that belong together, members and movements; with `faults`, rows that are wrong in every way."""

    def pick(values: Any) -> Any:
        return draw(st.sampled_from(values))

    blocks: list[list[str]] = []
    sold: list[tuple[str, str, int]] = []
    for number in range(draw(st.integers(0, 14))):
        if sold and draw(st.integers(0, 3)) == 0:
            purchase, who, amount = sold.pop(draw(st.integers(0, len(sold) - 1)))
            name = f"R{number}-{'r' * draw(st.integers(0, 14))}"
            blocks.append([f"{name},{who},2025-03-01,{draw(st.integers(1, amount))},,,{purchase},"])
            continue
        name = f"P{number}-{'p' * draw(st.integers(0, 14))}"
        who, at = pick(WHO), pick(DAYS)
        amounts = draw(st.lists(st.integers(1, 600), min_size=1, max_size=3))
        shop, kind = pick(SHOPS), pick(["gold", "jade", ""])
        blocks.append([f"{name},{who},{at},{amount},{kind},{shop},," for amount in amounts])
        sold.append((name, who, amounts[0]))
        if faults:
            block = blocks[-1]
            block += draw(
                st.lists(
                    st.sampled_from([f"{name},别人,{at},1,,,,", f"X{number},9,soon,1,,,,", f"Y{number},9,{at},-3,,,P?,", ","]), max_size=1
                )
            )
    members = [f"{who},2023-01-01,{pick(WHO)},,,,,{pick(['茶', ''])}" for who in WHO[: draw(st.integers(0, 5))]]
    if draw(st.booleans()):
        members.append("老客,2020-01-01,,2022-12-31,贵宾,2022-05-01,300,")
    movements = [
        f"V{number},{pick(WHO[:5])},{pick(DAYS)},{pick(['兑换', '赠送', '调整', '授予等级'])},{draw(st.integers(1, 40))},9,VIP"
        for number in range(draw(st.integers(0, 4)))
    ]
    if faults:
        movements += draw(
            st.lists(st.sampled_from(["V0,9,2024-01-01,调整,1,,", "W1,9,2024-01-01,飞,1,,", "W2,9,2024-01-01,授予等级,,,nix"]))
        )
    return blocks, members, movements


def files_of(folder: Path, house: tuple[list[list[str]], list[str], list[str]], **more: Any) -> DataFiles:
    blocks, members, movements = house
    return DataFiles(
        write(folder / "sales.csv", SALES, [row for block in blocks for row in block]),
        write(folder / "members.csv", MEMBERS, members),
        write(folder / "movements.csv", MOVEMENTS, movements),
        **more,
    )


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "PIECE", 4)


@repeatable(30)
@given(houses(faults=True), st.sampled_from(["reference", "batch"]))
def test_made_with_rows_set_aside(house: Any, runner: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = files_of(folder, house, on_error="skip")
        wanted = told(files, folder, runner)
        make_snapshot(files, ground(folder), folder / "snap")
        assert told(DataFiles(folder / "snap", on_error="skip"), folder, runner) == wanted


@repeatable(30)
@given(houses(faults=False), st.lists(st.integers(0, 14), max_size=3), st.booleans(), st.sampled_from(["reference", "batch"]))
def test_added_a_day_at_a_time(house: Any, days: list[int], compact: bool, runner: str) -> None:
    """Whatever the order of days: what is added may be earlier than what is there."""
    blocks, members, movements = house
    cuts = [0, *sorted({min(day, len(blocks)) for day in days} - {0, len(blocks)}), len(blocks)]
    parts = [blocks[start:end] for start, end in pairwise(cuts)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        wanted = told(files_of(folder, house), folder, runner)
        first, *later = parts
        make_snapshot(files_of(folder, (first, members[:1], movements[:1])), ground(folder), folder / "snap")
        for number, part in enumerate(later):
            more = write(folder / f"day{number}.csv", SALES, [row for block in part for row in block])
            append_snapshot(DataFiles(more), folder / "snap")
        if len(members) > 1 or len(movements) > 1:
            beside = DataFiles(
                None,
                write(folder / "m2.csv", MEMBERS, members[1:]) if len(members) > 1 else None,
                write(folder / "v2.csv", MOVEMENTS, movements[1:]) if len(movements) > 1 else None,
            )
            append_snapshot(beside, folder / "snap")
        if compact:
            compact_snapshot(folder / "snap")
        found = told(DataFiles(folder / "snap"), folder, runner)
        if wanted and isinstance(wanted[0], tuple):  # findings: of other files, in the same words
            assert [one[2:] for one in found] == [one[2:] for one in wanted]
        else:
            assert found == wanted
        shutil.rmtree(folder / "snap")
