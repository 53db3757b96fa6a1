"""Deliberate faults of the cards: each changes what comes of a few fixed stories, so that a fault of its kind would be seen."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import patron.engine.cards as original
import pytest
from card_steps import LAST, PLAN, STEPS, Step, happened, story

PACKAGE = Path(original.__file__).parent


class Fault(NamedTuple):
    """`right` in one file of the package becomes `wrong`."""

    name: str
    file: str
    right: str
    wrong: str


FAULTS = [
    Fault("no-last-number", "numbers.py", "if first + count - 1 > numbers.last:", "if False:"),
    Fault("gap", "numbers.py", "if asked != first:", "if asked is None:"),
    Fault("repeat", "numbers.py", "self._next[kind.id] = first + count", "self._next[kind.id] = first + count - 1"),
    Fault("approval", "desk.py", "if card.kind.approval and not card.approved:", "if False:"),
    Fault("role", "desk.py", "if roles is None or movement.by in roles:", "if True:"),
    Fault("holder", "desk.py", "if movement.member is not None and movement.member != card.holder:", "if False:"),
    Fault("balance", "desk.py", "if amount > card.balance:", "if amount > card.value:"),
    Fault("price", "desk.py", "if amount != sale.price:", "if False:"),
    Fault("last-day", "desk.py", "card.valid_until < day", "card.valid_until <= day"),
    Fault("state", "desk.py", '"pay": (State.ACTIVE,)', '"pay": (State.ACTIVE, State.SUSPENDED)'),
    Fault("service-twice", "desk.py", "card.served[service.id] >= service.times", "card.served[service.id] > service.times"),
    Fault("renewal-forgets", "desk.py", "card.served.clear()", "pass"),
    Fault("most-loaded", "desk.py", "card.balance + amount > most", "card.balance > most"),
    Fault("all-money-at-once", "card.py", "(2 * deferred * value + balance) // (2 * balance)", "deferred"),
    Fault(
        "money-in-free-cards",
        "desk.py",
        "card.load(card.kind.face_value, issue.money)",
        "card.load(card.kind.face_value, card.kind.face_value)",
    ),
    Fault("free-again", "guests.py", "self._given[rule, movement.member, to_date(movement.day).year] += 1", "pass"),
    Fault("expiry-is-income", "card.py", "self.expired_money += money", "self.recognised += money"),
    Fault("paid-twice", "payable.py", "self._paid[movement.value] += amount", "pass"),
]


def tales() -> list[list[Step]]:
    """Forty stories, the same every time, in which most steps can be taken."""
    draw = Random(11)
    ready: list[Step] = [("make", 0, 1, 0, 3)] + [(step, 0, card, 0, 0) for step in ("draw", "approve") for card in (1, 2)]
    ready += [("draw", 1, 3, 0, 0), ("sell", 1, 1, 0, 0), ("activate", 1, 1, 0, 0)]
    found = []
    for _ in range(40):
        steps: list[Step] = [("give", draw.randint(0, 5), draw.randint(2, 3), 2, 0), ("sell", 1, draw.randint(2, 3), draw.randint(0, 1), 0)]
        for _ in range(16):
            known = draw.random() < 0.7
            step = draw.choice(["pay", "use", "top_up", "renew", "suspend", "resume"]) if known else draw.choice(STEPS)
            card, who = (1, 0) if known else (draw.randint(1, 5), draw.randint(0, 2))
            steps.append((step, draw.choice([0, 3, 20, 45]), card, who, draw.randint(0, 400)))
        found.append(ready + steps)
    return found


def edges() -> list[list[dict[str, Any]]]:
    """A purchase paid twice over, a wrong role, a wrong price, and the last day."""
    from histories import move

    steps: list[Step] = [("make", 0, 1, 0, 3)] + [(step, 0, card, 0, 0) for step in ("draw", "approve") for card in (1, 2)]
    sold: list[Step] = [*steps, ("sell", 1, 1, 0, 0), ("activate", 1, 1, 0, 0)]
    bob: list[Step] = [*steps, ("sell", 1, 1, 1, 0), ("activate", 1, 1, 1, 0)]
    many: list[Step] = [("make", 0, 3, 0, 0), ("make", 0, 1, 0, 2), ("make", 0, 4, 0, 3), ("make", 0, 8, 0, 3), ("make", 0, 12, 0, 3)]
    return [
        [*story(bob), *(move(f"w{n}", "bob", f"2025-02-0{n}", "card_pay", ref="HV5001", amount=250000, value="p2") for n in (1, 2))],
        [*story(steps), move("w1", None, "2025-02-01", "card_draw", ref="HV5003", by="nobody")],  # type: ignore[arg-type]
        [*story(steps), move("w1", "ann", "2025-02-01", "card_sell", ref="HV5001", amount=1, by="sales")],
        [*story(sold), move("w1", "ann", "2026-01-01T20:00", "card_pay", ref="HV5001", amount=1, value="exam")],
        story(many),
        story([*steps, ("give", 1, 1, 2, 0), ("give", 1, 2, 2, 0)]),
    ]


def outcome(package: Any) -> list[Any]:
    frames = importlib.import_module(f"{package.__name__}.frames")
    found = []
    for rows in [*map(story, tales()), *edges()]:
        run = package.run(PLAN, happened(rows), LAST)
        wrong = [(one.row, one.code) for one in run.wrong]
        found.append((frames.card_frame(run.cards).rows(), frames.ledger_frame(run.postings).rows(), wrong))
    return found


@pytest.fixture(scope="module")
def expected() -> list[Any]:
    return outcome(original)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_seen(fault: Fault, expected: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"cards_{fault.name.replace('-', '_')}"
    shutil.copytree(PACKAGE, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (tmp_path / name).glob("*.py"):
        text = file.read_text("utf-8").replace("patron.engine.cards", name)
        if file.name == fault.file:
            assert text.count(fault.right) == 1, "the fault's place is gone: choose another"
            text = text.replace(fault.right, fault.wrong)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        changed = outcome(importlib.import_module(name))
    except (AssertionError, KeyError, ValueError):
        return  # a broken invariant is seen too
    finally:
        for module in [one for one in sys.modules if one == name or one.startswith(f"{name}.")]:
            del sys.modules[module]
    assert changed != expected
