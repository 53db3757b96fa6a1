"""Profiles in companies' files: which columns are kept, in whose words, and what held at an instant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from histories import buy, history, member, move
from patron.cli import main
from patron.engine.history import MEMBERS, History
from patron.engine.profiles import never_filled, profile_at, text_fields
from patron.files.read import read_files
from patron.vocabulary import GENERAL, Industry, ProfileField, Title

HOUSE = Industry(
    id="house",
    title=Title("店", "House"),
    package="none",
    profile_fields=(
        ProfileField(
            "residence",
            Title("居住地", "Residence"),
            choices=("here", "away"),
            headings=("住址类别",),
            choice_words=(("away", ("外地",)), ("here", ("本地",))),
        ),
    ),
)


def _read(folder: Path, members: str, movements: str = "", industry: Industry = GENERAL, fields: tuple[str, ...] = ()) -> History:
    (folder / "members.csv").write_text(members, encoding="utf-8")
    (folder / "movements.csv").write_text(movements, encoding="utf-8")
    found = read_files(
        None,
        folder / "members.csv",
        folder / "movements.csv" if movements else None,
        time_zone="Asia/Shanghai",
        places=2,
        industry=industry,
        profile_fields=fields,
    )
    return found.history


def test_a_column_that_the_scheme_names_is_kept_as_text(tmp_path: Path) -> None:
    known = _read(tmp_path, "member_id,shoe size,hobby\nann, 38 ,tea\nbob,,\n", fields=("shoe size", "phone")).members
    assert known.columns == [*MEMBERS, "shoe size"]
    assert known["shoe size"].to_list() == ["38", None]


def test_a_column_that_the_file_has_not_is_empty(tmp_path: Path) -> None:
    assert _read(tmp_path, "member_id\nann\n", fields=("town",)).members["town"].to_list() == [None]


def test_the_industrys_fields_are_read_by_its_headings_and_words(tmp_path: Path) -> None:
    movements = "变动编号,会员号,时间,类型,字段,值\nx1,ann,2025-01-01,资料变更,住址类别,本地\nx2,ann,2025-01-02,资料变更,手机号,外地\n"
    found = _read(tmp_path, "会员号,居住地\nann,外地\nbob,here\ncat,月球\n", movements, HOUSE)
    assert found.members["residence"].to_list() == ["away", "here", "月球"]
    assert found.movements.select("ref", "value").rows() == [("residence", "here"), ("phone", "外地")]


def test_fields_of_the_core_are_no_further_columns() -> None:
    assert text_fields(("phone", "town", "birthday", "residence"), HOUSE) == ("residence", "town")


@pytest.fixture
def moved() -> History:
    return history(
        purchases=[buy("p1", "ann", "2025-01-01", 1)],
        movements=[
            move("b", "ann", "2025-03-01T10:00", "profile", ref="phone", value="2"),
            move("a", "ann", "2025-03-01T10:00", "profile", ref="phone", value="1"),
            move("c", "ann", "2025-04-01T10:00", "profile", ref="phone"),
            move("d", "old", "2025-01-01T10:00", "profile", ref="phone", value="9"),
        ],
        members=[
            member("ann", phone="0", birthday="1990-05-01"),
            member("old", phone="8", opening_on="2025-01-01", opening_points=1),
        ],
    )


def _at(moment: str) -> int:
    return int(datetime.fromisoformat(f"{moment}+08:00").astimezone(UTC).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("who", "when", "phone"),
    [
        ("ann", "2025-03-01T09:59:59", "0"),
        ("ann", "2025-03-01T10:00:00", "2"),  # both movements of the instant, the last by id
        ("ann", "2025-04-01T10:00:00", None),
        ("old", "2025-05-01T00:00:00", "8"),  # what the opening balance contains is no event
        ("nobody", "2025-05-01T00:00:00", None),
    ],
)
def test_the_profile_at_an_instant(moved: History, who: str, when: str, phone: str | None) -> None:
    keys = pl.DataFrame({"member_id": ["nobody", who], "at": [0, _at(when)]})
    assert profile_at(moved, "phone", keys).to_list() == [None, phone]


def test_dates_and_unknown_fields_at_an_instant(moved: History) -> None:
    keys = pl.DataFrame({"member_id": ["ann", None], "at": [0, 0]}, schema={"member_id": pl.String(), "at": pl.Int64()})
    assert profile_at(moved, "birthday", keys).to_list() == ["1990-05-01", None]
    assert profile_at(moved, "town", keys).to_list() == [None, None]


def test_rows_in_any_order_have_the_same_profile(moved: History) -> None:
    keys = pl.DataFrame({"member_id": ["ann"] * 4, "at": [_at(f"2025-0{month}-15T00:00") for month in (5, 2, 3, 4)]})
    assert profile_at(moved, "phone", keys).to_list() == [None, "0", "2", None]


def test_fields_that_nobody_has_are_named(moved: History) -> None:
    assert never_filled(moved, ("phone", "town", "name", "birthday")) == ("town", "name")


def test_evaluate_says_that_a_field_is_nowhere(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("purchase_id,member_id,at,amount\np1,ann,2025-02-01,20000\n", encoding="utf-8")
    scheme = Path(__file__).parent / "classes.yaml"
    words = ["evaluate", scheme, "--purchases", tmp_path / "p.csv", "--as-of", "2025-12-31", "--out", tmp_path / "o.csv"]
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0
    assert "the scheme asks for residence, which nobody has in --members or --movements (--map names columns)" in result.stderr


def test_words_that_no_scheme_can_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("purchase_id,member_id,at,amount,category\np1,ann,2025-02-01,200,treatment\n", encoding="utf-8")
    (tmp_path / "m.csv").write_text("会员号,客户类别\nann,贵宾客\nbob,业主\n", encoding="utf-8")
    scheme = Path(__file__).parents[2] / "plugins/hospital/patron_hospital/schemes/hospital-cards.yaml"
    data = ["--purchases", tmp_path / "p.csv", "--members", tmp_path / "m.csv"]
    words = ["evaluate", scheme, *data, "--as-of", "2025-12-31", "--out", tmp_path / "o.csv"]
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.stderr
    assert "customer_group: '贵宾客' is none of owner, " in result.stderr
    assert "业主" not in result.stderr
