"""Large files worked out part of the members by part: the same bytes and the same findings as of the whole file."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from traceback import format_exception

import polars as pl
import pytest
from click.testing import CliRunner, Result
from patron.cli.evaluate_command import command
from patron.files import pieces
from patron.files.in_parts import evaluate

SCHEME = """\
scheme: house
title: {zh: 会员方案, en: House}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 12 months}
qualification:
  - {id: single, grants: vip, when: {purchase: {at_least: 900}}}
  - id: introduced
    grants: vip
    when: {referrer_tier: {at_least: vip}, purchase: {at_least: 300}}
points:
  accrual:
    - {id: spend, for: [guest, vip], one_point_per: 10}
  expiry: {after: 12 months}
"""
DAY = datetime(2024, 1, 1, 9)


def sales(dice: random.Random, members: int, purchases: int) -> pl.DataFrame:
    """Purchases with lines, returns, walk-ins and ids beyond the twelve bytes that a view holds, in order of time but for some lines."""
    rows: list[dict[str, object]] = []
    for number in range(purchases):
        member = f"M{dice.randrange(members)}" if dice.random() < 0.95 else None
        at = DAY + timedelta(hours=number)
        own = f"P{number}" + "-" * dice.choice([0, 0, 14])
        lines = dice.choice([1, 1, 1, 2])
        for line in range(lines):
            amount = dice.randrange(1, 1200)
            rows.append({"purchase_id": own, "member_id": member, "at": at, "amount": amount, "line": str(line), "returns": None})
        if dice.random() < 0.1:
            back = {"purchase_id": f"R{number}", "member_id": member, "at": at + timedelta(minutes=5), "amount": 1, "line": None}
            rows.append({**back, "returns": own})
    if dice.random() < 0.5:  # lines of one purchase stand apart
        rows += [rows.pop(dice.randrange(len(rows))) for _ in range(5)]
    return pl.DataFrame(rows, infer_schema_length=None)


def people(dice: random.Random, members: int) -> pl.DataFrame:
    """Members in chains of introduction, some in a circle, some who introduced and are not in the file."""
    return pl.DataFrame(
        {
            "member_id": [f"M{n}" for n in range(members)],
            "referred_by": [f"M{dice.randrange(members + 3)}" if dice.random() < 0.5 else None for _ in range(members)],
        }
    )


def moved(dice: random.Random, members: int) -> pl.DataFrame:
    """Gifts of points, and introducers named later."""
    at = [datetime(2025, 3, 1) + timedelta(hours=n) for n in range(12)]
    kinds = [dice.choice(["give", "adjust", "profile"]) for _ in at]
    other = [f"M{dice.randrange(members)}" for _ in at]
    return pl.DataFrame(
        {
            "movement_id": [f"V{n}" for n in range(len(at))],
            "member_id": [f"M{dice.randrange(members)}x" if dice.random() < 0.2 else f"M{dice.randrange(members)}" for _ in at],
            "at": at,
            "kind": kinds,
            "points": [None if kind == "profile" else dice.choice([1, 1, 5]) for kind in kinds],
            "to_member": [one if kind == "give" else None for one, kind in zip(other, kinds, strict=True)],
            "ref": [dice.choice(["referred_by", "推荐人", "Referred By"]) if kind == "profile" else None for kind in kinds],
            "value": [one if kind == "profile" else None for one, kind in zip(other, kinds, strict=True)],
        }
    )


def renamed(members: int) -> pl.DataFrame:
    """Everybody's introducer named later, by the heading that a company has for it."""
    numbers = range(members)
    return pl.DataFrame(
        {
            "movement_id": [f"V{n}" for n in numbers],
            "member_id": [f"M{n}" for n in numbers],
            "at": [DAY - timedelta(hours=1)] * members,
            "kind": ["资料变更"] * members,
            "ref": ["推荐人"] * members,
            "value": [f"M{(n * 7 + 1) % members}" for n in numbers],
        }
    )


FAULTS = {
    "two-members": pl.when(pl.int_range(pl.len()) == pl.len() - 3).then(pl.lit("P0")).otherwise("purchase_id").alias("purchase_id"),
    "no-purchase": pl.when(pl.col("returns").is_not_null()).then(pl.lit("P-none")).alias("returns"),
    "no-amount": pl.when(pl.int_range(pl.len()) % 7 == 3).then(-1).otherwise("amount").alias("amount"),
    "too-much": pl.when(pl.col("returns").is_not_null()).then(9999).otherwise("amount").alias("amount"),
}


def evaluated(folder: Path, name: str, *options: str) -> tuple[Result, list[bytes]]:
    """The command's result, and the bytes of all that it wrote."""
    out = folder / name
    out.mkdir()
    paths = [str(folder / "house.yaml"), "--purchases", str(folder / "sales.parquet"), "--as-of", "2025-06-30"]
    for table in ("members", "movements"):
        if (folder / f"{table}.parquet").exists():
            paths += [f"--{table}", str(folder / f"{table}.parquet")]
    written = ["--out", str(out / "out.parquet"), "--changes", str(out / "changes.csv")]
    result = CliRunner().invoke(command, [*paths, *written, "--runner", "batch", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), "".join(format_exception(result.exception))
    return result, [path.read_bytes() for path in sorted(out.iterdir())]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Parts and pieces of a few rows; for each run, whether it was worked out in parts."""
    divided: list[bool] = []
    whole = evaluate.in_parts

    def watched(*arguments: object) -> object:
        found = whole(*arguments)  # type: ignore[arg-type]
        divided.append(found is not None)
        return found

    monkeypatch.setattr(evaluate, "in_parts", watched)
    monkeypatch.setattr(evaluate, "FROM", 1)
    monkeypatch.setattr(evaluate, "PART", 25)
    monkeypatch.setattr(pieces, "PIECE", 40)
    return divided


def told(result: Result) -> list[str]:
    """What the command says, but for what it says of its own work."""
    return [line.replace("/parts/", "/whole/") for line in result.output.splitlines() if not line.startswith("compiling")]


def both(folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> Result:
    """In parts and at once; the same is said and written."""
    found, written = evaluated(folder, "parts", *options)
    with monkeypatch.context() as patch:
        patch.setattr(evaluate, "FROM", 1 << 40)
        patch.setattr(pieces, "PIECE", 1 << 40)
        wanted, at_once = evaluated(folder, "whole", *options)
    assert (found.exit_code, told(found)) == (wanted.exit_code, told(wanted))
    assert written == at_once
    return found


@pytest.mark.parametrize("seed", range(6))
def test_parts_give_what_the_whole_file_gives(tmp_path, monkeypatch, small, seed):
    dice = random.Random(seed)
    members = 30 + seed * 7
    (tmp_path / "house.yaml").write_text(SCHEME, encoding="utf-8")
    sales(dice, members, 160).write_parquet(tmp_path / "sales.parquet")
    if seed % 3:
        people(dice, members).write_parquet(tmp_path / "members.parquet")
    if seed % 2:
        moved(dice, members).write_parquet(tmp_path / "movements.parquet")
        monkeypatch.setattr(evaluate, "MOST_WAITING", 0)
    result = both(tmp_path, monkeypatch)
    assert small, result.output
    assert small[0] is (result.exit_code == 0)


def test_introducers_named_in_a_company_s_words_are_in_one_part_with_their_friends(tmp_path, monkeypatch, small):
    (tmp_path / "house.yaml").write_text(SCHEME, encoding="utf-8")
    sales(random.Random(1), 60, 300).write_parquet(tmp_path / "sales.parquet")
    renamed(60).write_parquet(tmp_path / "movements.parquet")
    assert both(tmp_path, monkeypatch).exit_code == 0
    assert small[0]


@pytest.mark.parametrize("on_error", ["stop", "skip"])
@pytest.mark.parametrize("fault", FAULTS)
def test_parts_find_what_the_whole_file_has(tmp_path, monkeypatch, small, fault, on_error):
    dice = random.Random(7)
    (tmp_path / "house.yaml").write_text(SCHEME, encoding="utf-8")
    sales(dice, 20, 400).with_columns(FAULTS[fault]).write_parquet(tmp_path / "sales.parquet")
    people(dice, 20).write_parquet(tmp_path / "members.parquet")
    result = both(tmp_path, monkeypatch, "--on-error", on_error)
    assert result.exit_code == (1 if on_error == "stop" else 0), result.output


def test_a_small_file_is_not_divided(tmp_path):
    (tmp_path / "house.yaml").write_text(SCHEME, encoding="utf-8")
    sales(random.Random(1), 20, 30).write_parquet(tmp_path / "sales.parquet")
    assert evaluated(tmp_path, "out")[0].exit_code == 0
