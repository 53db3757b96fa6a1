"""`patron tune`: the optimum that trying everything shows, targets that cannot be met, and files that keep their comments."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.scheme.load import load_scheme
from search_case import CLUB, patron, read, write_club

SOURCE = ("--purchases", "sales.csv", "--margin", "0.35", "--lang", "en")
THRESHOLDS = ("--vary", "big.at_least=500:3500:500")
GIFTS = ("--vary", "worth=10:60:10")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_club(tmp_path)


def tune(folder: Path, *words: str, expect: int = 0) -> str:
    return patron(folder, "tune", "club.yaml", *SOURCE, *words, expect=expect)


def best_of_curve(folder: Path, most: int) -> tuple[str, int]:
    """The value with the least cost of those with at least so many members, by drawing the whole curve."""
    patron(folder, "simulate", "club.yaml", *SOURCE, *THRESHOLDS, "--out", "curve")
    points = read(folder / "curve" / "result.json")["curves"][0]["points"]
    sound = [(one["figures"]["cost"], place, one["text"]) for place, one in enumerate(points) if one["figures"]["members(vip)"] >= most]
    cost, _, text = min(sound)
    return text, cost


def test_it_finds_what_trying_everything_finds_and_keeps_the_comments(folder: Path) -> None:
    text, cost = best_of_curve(folder, 2)
    said = tune(folder, *THRESHOLDS, "--target", "members(vip) >= 2", "--out", "best.yaml")
    assert "7 combinations tried, which are all." in said
    assert f"−{cost / 100:,.2f}" in said
    assert (folder / "best.yaml").read_text(encoding="utf-8") == CLUB.replace("at_least: 1000", f"at_least: {text}")
    load_scheme(folder / "best.yaml").require()


def test_among_many_it_comes_to_a_good_answer_the_same_each_time(folder: Path) -> None:
    words = (*THRESHOLDS, *GIFTS, "--target", "members(vip) >= 2", "--trials", "24", "--out")
    first, second = tune(folder, *words, "one.yaml"), tune(folder, *words, "two.yaml")
    assert first.replace("one.yaml", "") == second.replace("two.yaml", "")
    assert (folder / "one.yaml").read_bytes() == (folder / "two.yaml").read_bytes()
    assert "24 combinations tried of 42." in first
    tune(folder, *THRESHOLDS, *GIFTS, "--target", "members(vip) >= 2", "--trials", "42", "--out", "all.yaml")
    costs = []
    for name in ("one.yaml", "all.yaml"):
        patron(folder, "simulate", name, *SOURCE, "--out", "out")
        costs.append(read(folder / "out" / "result.json")["costs"]["total"])
    assert costs[1] <= costs[0] <= costs[1] * 1.1


def test_a_target_that_binds_is_named_and_no_file_is_written(folder: Path) -> None:
    words = (*THRESHOLDS, "--target", "members(vip) >= 5", "--target", "cost <= 100000")
    said = tune(folder, *words, "--out", "best.yaml", expect=1)
    assert "No values meet every target" in said
    assert "The target that binds: members(vip) >= 5" in said
    assert "binds: cost" not in said
    alone = next(line for line in said.splitlines() if line.startswith("members(vip) >= 5") and "big.at_least" in line)
    assert alone.split()[-2:] == ["3", "big.at_least=500"]
    assert not (folder / "best.yaml").exists()
    tune(folder, *words, "--nearest", "--out", "best.yaml", expect=1)
    assert (folder / "best.yaml").exists()


def test_the_schemes_own_goals_are_targets(folder: Path) -> None:
    goal = "goals:\n  - {id: few, share_of_customers: vip, at_most: 40 %, title: {zh: 少, en: Few}}\n"
    (folder / "club.yaml").write_text(CLUB + goal, encoding="utf-8")
    assert "share(vip) <= 40 % (the scheme's goal few)" in tune(folder, *THRESHOLDS)
    said = tune(folder, *THRESHOLDS, "--target", "share(vip) >= 50 %", expect=2)
    assert "no value of share(vip) meets both 'share(vip) >= 50 %' and 'share(vip) <= 40 %' (the scheme's goal few; --no-goals" in said
    tune(folder, *THRESHOLDS, "--target", "share(vip) >= 50 %", "--no-goals")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--target", "cost <= 1"), "give --vary"),
        ((*THRESHOLDS, "--target", "share(vpi) <= 1%"), "did you mean 'vip'?, at column 7"),
        ((*THRESHOLDS, "--target", "cost <= 1", "--target", "cost >= 2"), "no value of cost meets both"),
        ((*THRESHOLDS, "--maximise", "nett"), "did you mean 'net'"),
        ((*THRESHOLDS, "--maximise", "net", "--minimise", "cost"), "give one of them"),
        ((*THRESHOLDS, "--vary", "worth=1:2000:1"), "14,000 combinations"),
        ((*THRESHOLDS, "--out", "club.yaml"), "overwritten"),
    ],
)
def test_misuse_is_told_before_anything_is_tried(folder: Path, words: tuple[str, ...], said: str) -> None:
    assert said in tune(folder, *words, expect=2)


def test_a_wrong_key_is_a_finding(folder: Path) -> None:
    assert "did you mean 'big.purchase.at_least'" in tune(folder, "--vary", "bgi.at_least=1:2:1", expect=1)


def test_in_chinese(folder: Path) -> None:
    said = patron(folder, "tune", "club.yaml", *SOURCE[:4], *THRESHOLDS, "--target", "members(vip) >= 5", expect=1)
    assert "卡住的目标：members(vip) >= 5" in said
