"""Coupons used and restricted goods sold in a history: refused, explained, and costed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from quote_case import MEMBER_FILES, MOVEMENTS, SCHEME, run, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path)


def _evaluate(folder: Path, moves: str) -> tuple[int, str]:
    (folder / "moves.csv").write_text(moves, encoding="utf-8")
    done = run(folder, "evaluate", "scheme.yaml", *MEMBER_FILES, "--as-of", "2025-12-31", "--out", "out.csv")
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("u2,ann,2025-02-01T10:00,use_coupon,spring,,50", "row 3, column at: error[coupon-not-yet]"),
        ("u2,ann,2025-06-01T10:00,use_coupon,spring,,50", "row 3, column at: error[coupon-expired]"),
        ("u2,bob,2025-05-01T10:00,use_coupon,spring,,50", "row 3, column ref: error[coupon-used-up]"),
        ("u2,ann,2025-05-01T10:00,use_coupon,sprung,,50", "row 3, column ref: error[unknown-coupon]"),
        ("u2,ann,2025-05-01T10:00,use_coupon,spring,,51", "row 3, column amount: error[more-than-left]"),
        ("u2,ann,2025-05-01T10:00,use_coupon,spring,,", "row 3, column amount: error[missing-value]"),
        ("u2,ann,2025-05-01T10:00,use_coupon,spring,p9,50", "row 3, column value: error[unknown-purchase]"),
        ("u2,ann,2025-05-01T10:00,use_coupon,spring,p2,50", "row 3, column value: error[other-member]"),
    ],
)
def test_a_use_that_is_not_valid_has_its_row_and_column_and_nothing_is_written(folder: Path, row: str, said: str) -> None:
    code, told = _evaluate(folder, MOVEMENTS + row + "\n")
    assert code == 1
    assert f"moves.csv: {said}" in told
    assert not (folder / "out.csv").exists()


def test_a_coupon_is_exhausted_in_order_of_events_whatever_the_order_of_rows(folder: Path) -> None:
    later = "u3,cat,2025-05-03T10:00,use_coupon,spring,,50\nu2,ann,2025-05-01T10:00,use_coupon,spring,,50\n"
    code, told = _evaluate(folder, MOVEMENTS + later)
    assert code == 1
    assert "moves.csv: row 3, column ref: error[coupon-exhausted]: coupon 'spring' has been used 2 times already" in told
    assert told.count("error[") == 1


def test_evaluate_says_what_was_sold_outside_a_rule_and_changes_nothing(folder: Path) -> None:
    code, told = _evaluate(folder, MOVEMENTS)
    assert code == 0
    assert "sales.csv: 1 line of restricted goods was sold outside the rule 'limited-bag'" in told  # the walk-in of p5
    with_rule = (folder / "out.csv").read_bytes()
    (folder / "scheme.yaml").write_text(SCHEME.split("restricted:")[0], encoding="utf-8")
    code, told = _evaluate(folder, MOVEMENTS)
    assert (code, told.count("restricted")) == (0, 0)
    assert (folder / "out.csv").read_bytes() == with_rule


def test_explain_names_coupons_used_and_lines_outside_a_rule(folder: Path) -> None:
    early = (folder / "sales.csv").read_text(encoding="utf-8") + "p6,ann,2025-03-20T10:00,900,bag,1\n"
    (folder / "sales.csv").write_text(early, encoding="utf-8")
    bob = run(folder, "explain", "scheme.yaml", *MEMBER_FILES, "--as-of", "2025-12-31", "--member", "bob", "--format", "json")
    made = json.loads(bob.stdout)
    assert made["coupons_used"] == [{"coupon": "spring", "on": "2025-04-02", "purchase_id": "p3", "off": "50.00"}]
    assert made["restricted"] == []
    ann = run(folder, "explain", "scheme.yaml", *MEMBER_FILES, "--as-of", "2025-12-31", "--member", "ann", "--format", "json")
    assert json.loads(ann.stdout)["restricted"] == [
        {"rule": "limited-bag", "reason": "not yet on sale", "on": "2025-03-20", "purchase_id": "p6", "line": None}
    ]
    said = run(folder, "explain", "scheme.yaml", *MEMBER_FILES, "--as-of", "2025-12-31", "--member", "ann").stdout
    assert "尚未发售" in said
    assert "春季券" in run(folder, "explain", "scheme.yaml", *MEMBER_FILES, "--as-of", "2025-12-31", "--member", "bob").stdout


def _simulate(folder: Path, *words: str) -> dict[str, Any]:
    done = run(folder, "simulate", "scheme.yaml", *MEMBER_FILES, "--out", "out", *words)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_a_simulation_costs_uses_and_gifts_and_counts_restricted_lines(folder: Path) -> None:
    gift = "u2,cat,2025-03-02T10:00,use_coupon,cup,,\n"
    (folder / "moves.csv").write_text(MOVEMENTS + gift, encoding="utf-8")
    made = _simulate(folder)
    assert made["costs"]["by_kind"]["coupon"] == 6200
    cells = {(one["rule"], one["tier"], one["month"]): one["amount"] for one in made["costs"]["cells"] if one["kind"] == "coupon"}
    assert cells == {("spring", "gold", "2025-04"): 5000, ("cup", "guest", "2025-03"): 1200}
    assert made["restricted"] == [{"rule": "limited-bag", "title": {"zh": "limited-bag", "en": "limited-bag"}, "lines": 1, "amount": 90000}]
    assert [one["code"] for one in made["notes"]].count("restricted") == 1
    assert made["service_cost"]["at_start"]["cost"] == made["costs"]["total"]


def test_issued_coupons_cost_their_take_up_where_no_use_is_known(folder: Path) -> None:
    issued = "  - {id: welcome, off: 30, valid_for: 30 days, issue: {on_gain: 1}, for: [silver, gold]}\nrestricted:"
    (folder / "scheme.yaml").write_text(SCHEME.replace("restricted:", issued), encoding="utf-8")
    full = _simulate(folder)["costs"]["by_kind"]["coupon"]
    half = _simulate(folder, "--take-up", "welcome=0.5")["costs"]["by_kind"]["coupon"]
    rises = 3  # ann to silver, bob to gold, and cat stays; the amounts are before the scheme's discounts
    assert (full - 5000) % 3000 == 0
    assert 0 < full - 5000 <= rises * 3000
    assert half - 5000 == (full - 5000) // 2


GOLD_ONLY = "u2,{member},{on}T10:00,use_coupon,ten-off,,10\n"


@pytest.mark.parametrize(
    ("member", "on", "held"),
    [
        ("bob", "2025-01-20", ""),  # gold since that day, silver and guest before
        ("bob", "2025-01-19", "guest"),
        ("ann", "2024-06-10", "silver"),
        ("ann", "2025-01-01", "silver"),
        ("cat", "2025-02-03", "guest"),
    ],
)
def test_a_coupon_is_used_by_a_tier_that_it_is_for(folder: Path, member: str, on: str, held: str) -> None:
    moves = MOVEMENTS + GOLD_ONLY.format(member=member, on=on)
    code, told = _evaluate(folder, moves)
    if not held:
        assert code == 0, told
        return
    said = f"error[coupon-other-tier]: coupon 'ten-off' is not for '{held}', the tier of member '{member}' on {on}"
    assert code == 1
    assert f"moves.csv: row 3, column ref: {said}" in told
    assert not (folder / "out.csv").exists()
    explained = run(folder, "explain", "scheme.yaml", *MEMBER_FILES, "--as-of", "2025-12-31", "--member", member)
    assert (explained.returncode, said in explained.stderr) == (1, True)


def test_a_coupon_that_was_not_issued_has_a_code_of_its_own(folder: Path) -> None:
    issued = "  - {id: welcome, off: 30, valid_for: 30 days, issue: {on_gain: 1, on_leaving: keep}, for: gold}\nrestricted:"
    (folder / "scheme.yaml").write_text(SCHEME.replace("restricted:", issued), encoding="utf-8")
    use = "{name},{member},{on}T10:00,use_coupon,welcome,,30\n"
    good = use.format(name="u2", member="bob", on="2025-01-21")
    assert _evaluate(folder, MOVEMENTS + good)[0] == 0
    again, other = use.format(name="u3", member="bob", on="2025-01-22"), use.format(name="u4", member="cat", on="2025-02-03")
    code, told = _evaluate(folder, MOVEMENTS + good + again + other)
    assert (code, told.count("error[")) == (1, 2)
    assert "row 4, column ref: error[coupon-not-issued]: member 'bob' has none of coupon 'welcome' left on 2025-01-22" in told
    assert "row 5, column ref: error[coupon-not-issued]: member 'cat' has none of coupon 'welcome' left on 2025-02-03" in told


USES = "u2,cat,2025-02-02T10:01,use_coupon,full-price,p4,50\nu3,{member},{on}T10:00,use_coupon,full-price,,50\n"


@pytest.mark.parametrize(
    ("limit", "member", "on", "returned"),
    [
        ("each_member: 1", "cat", "2025-03-02", "950"),
        ("each_member: 1", "cat", "2025-02-28", "950"),  # a day before the return
        ("each_member: 1", "cat", "2025-03-02", "949.99"),  # something is left
        ("at_most: 1", "ann", "2025-03-02", "950"),
        ("at_most: 1", "ann", "2025-03-02", ""),
    ],
)
def test_a_wholly_returned_purchase_gives_the_use_back(folder: Path, limit: str, member: str, on: str, returned: str) -> None:
    over = "coupon-used-up" if limit.startswith("each_member") else "coupon-exhausted"
    code = "" if (on, returned) == ("2025-03-02", "950") else over
    (folder / "scheme.yaml").write_text(SCHEME.replace("stack: instead", f"stack: instead, {limit}"), encoding="utf-8")
    if returned:
        rows = (folder / "sales.csv").read_text(encoding="utf-8").splitlines()
        rows = [rows[0] + ",returns", *(f"{row}," for row in rows[1:]), f"r1,cat,2025-03-01T10:00,{returned},shirt,1,p4", ""]
        (folder / "sales.csv").write_text("\n".join(rows), encoding="utf-8")
    done, told = _evaluate(folder, MOVEMENTS + USES.format(member=member, on=on))
    assert (done, code in told) == (1 if code else 0, True), told
    assert told.count("error[") == bool(code)


def test_a_use_that_was_given_back_costs_a_simulation_nothing(folder: Path) -> None:
    rows = (folder / "sales.csv").read_text(encoding="utf-8").splitlines()
    rows = [rows[0] + ",returns", *(f"{row}," for row in rows[1:]), "r1,bob,2025-04-30T10:00,900,bag,1,p3", ""]
    assert _simulate(folder)["costs"]["by_kind"]["coupon"] == 5000
    (folder / "sales.csv").write_text("\n".join(rows), encoding="utf-8")
    assert _simulate(folder)["costs"]["by_kind"].get("coupon", 0) == 0
