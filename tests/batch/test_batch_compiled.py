"""The compiled kernel gives what the plain source gives, is compiled once a structure, and is found again by other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from histories import back, buy, day, history, member, move
from patron.engine.batch import run
from patron.engine.history import History
from patron.engine.plan import Plan
from plans import accrual, largest_purchase, plan, points, purchase, referrer_tier, rule, spend, tier

AS_OF = day("2026-06-01")


def jewelry(once: int = 500, per: int = 12) -> Plan:
    return plan(
        qualification=[
            rule("single", 1, purchase(at_least=once)),
            rule("introduced", 1, referrer_tier(at_least=1), spend("12 months", at_least=once - 100)),
        ],
        maintenance=[rule("keep", 1, largest_purchase("12 months", at_least=400))],
        points=points(
            accrual("guests", 0, per=per, pending_until=1, pending_for="12 months"), accrual("vips", 1, per=10), after="12 months"
        ),
    )


def sales() -> History:
    bought = [
        buy("p1", "ann", "2024-01-01", 600),
        buy("p2", "bob", "2024-01-02", 450),
        buy("p3", "ann", "2024-12-31", 400),
        buy("p4", "cat", "2025-02-01", 90),
        buy("p4", "cat", "2025-02-01", 30),
    ]
    return history(bought, [back("r1", "ann", "2025-01-03", 250, of="p1")], members=[member("bob", referred_by="ann")])


def same(scheme: Plan, events: History, detail: bool = False) -> None:
    compiled = run(scheme, events, AS_OF, detail=detail)
    plain = run(scheme, events, AS_OF, detail=detail, compiled=False)
    assert compiled.members.equals(plain.members)
    assert compiled.changes.equals(plain.changes)
    if detail:
        assert compiled.purchases is not None
        assert compiled.postings is not None
        assert compiled.purchases.equals(plain.purchases)  # type: ignore[arg-type]
        assert compiled.postings.equals(plain.postings)  # type: ignore[arg-type]


def test_one_compilation_a_structure(kernels: Path) -> None:
    said: list[str] = []
    run(jewelry(), sales(), AS_OF, progress=said.append)
    assert len(said) == 1
    assert "compiling" in said[0]
    there = sorted(path.name for path in kernels.rglob("*.nb*"))
    for scheme in (jewelry(once=450), jewelry(per=7)):  # another threshold, another rate
        run(scheme, sales(), AS_OF, progress=said.append)
        same(scheme, sales())
    assert len(said) == 1
    assert sorted(path.name for path in kernels.rglob("*.nb*")) == there


def test_another_process_finds_the_compiled_kernel(kernels: Path) -> None:
    run(jewelry(), sales(), AS_OF)
    before = {path: path.stat().st_mtime_ns for path in kernels.rglob("*") if path.is_file()}
    code = (
        "from test_batch_compiled import AS_OF, jewelry, sales\nfrom patron.engine.batch import run\n"
        "said = []\nprint(run(jewelry(once=300), sales(), AS_OF, progress=said.append).members.rows(), said)"
    )
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PATRON_CACHE_DIR": str(kernels.parent / kernels.name)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.rstrip().endswith("[]")
    assert {path: path.stat().st_mtime_ns for path in kernels.rglob("*") if path.is_file()} == before


def test_movements_grace_and_details_compiled() -> None:
    tiers = [tier("guest"), tier("silver", term="6 months", grace="30 days"), tier("gold", term="12 months", renews=True)]
    scheme = plan(
        tiers,
        qualification=[rule("s", 1, spend("this calendar year", at_least=100)), rule("g", 2, purchase(at_least=300))],
        maintenance=[rule("keep-s", 1, spend("this term", at_least=50)), rule("keep-g", 2, spend(at_least=500))],
        points=points(accrual("all", 0, 1, 2, per=1), each_year_on=(12, 31), next_year=True, available_after="7 days"),
    )
    events = history(
        [
            buy("p1", "ann", "2024-02-29", 120),
            buy("p2", "ann", "2024-09-10", 60),
            buy("p3", "bob", "2025-01-01", 310),
            buy("p4", "bob", "2025-03-01", 310),
        ],
        [back("r1", "bob", "2025-04-01", 10, of="p3")],
        [
            move("m1", "ann", "2024-03-20", "redeem", points=20),
            move("m2", "bob", "2025-02-01", "give", points=50, to_member="ann"),
            move("m3", "ann", "2025-02-10", "give", points=10, to_member="bob"),
            move("m4", "ann", "2025-05-01", "grant_tier", value="gold"),
        ],
    )
    same(scheme, events, detail=True)


def test_a_folder_that_cannot_be_written_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("PATRON_CACHE_DIR", str(blocked))
    from patron.engine.batch.cache import cache_folder

    assert cache_folder().is_dir()


def test_many_lines_in_any_order_compiled() -> None:
    """Enough lines for the compiled ways to sort and add up; ties in time, several lines, walk-ins, returns."""
    import random

    chance = random.Random(3)
    bought: list[dict[str, object]] = []
    for n in range(15_000):
        who = None if n % 50 == 0 else f"m{chance.randint(0, 900)}"
        at = f"202{chance.randint(4, 5)}-0{chance.randint(1, 9)}-{chance.randint(10, 28)}"
        for _ in range(chance.randint(1, 3)):
            bought.append(buy(f"p{chance.randint(0, 9)}-{n}", who, at, chance.randint(1, 300)))
            bought[-1]["purchase_id"] = f"p{n * 7919 % 15_013}"
    taken = [
        back(f"r{n}", row["member_id"], "2026-01-01", 1, of=row["purchase_id"])
        for n, row in enumerate(bought[1:9_000:30])
        if row["member_id"]
    ]  # type: ignore[arg-type]
    people = [member(f"m{n}", referred_by=f"m{n * 7 % 901}") for n in range(901)]
    events = history(bought, taken, members=people)
    compiled = run(jewelry(), events, AS_OF)
    plain = run(jewelry(), events, AS_OF, compiled=False)
    assert compiled.members.equals(plain.members)
    assert compiled.changes.equals(plain.changes)
    shown = [
        History(lines=events.lines.sort(*keys), returns=events.returns, members=events.members)
        for keys in (["member_id", "at", "purchase_id"], ["at"])
    ]
    for other in shown:
        assert run(jewelry(), other, AS_OF).members.equals(plain.members)
