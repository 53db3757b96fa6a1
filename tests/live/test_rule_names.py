"""durable-rules names the rules that the reference says hold, and what it cannot be trusted with is left to the reference."""

from __future__ import annotations

import os
import subprocess
import sys
from random import Random

import pytest
from generators import Case, families
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from patron.engine.live.facts import LARGEST, MOST_ALTERNATIVES, Questions, TooManyError
from patron.engine.live.judge import LiveJudge
from patron.engine.live.rules import RuleNames, unavailable
from patron.engine.plan import AllOf, AnyOf, Comparison, NoneOf, Op, Plan, ProfileFact, Rule, Test
from patron.engine.reference.book import Book
from patron.engine.reference.conditions import Moment, holds
from patron.engine.reference.events import Line, Purchase
from patron.engine.reference.runner import Run
from patron.scheme.durations import Window, WindowKind
from random_cases import EXAMPLES

pytestmark = pytest.mark.random
SEED = os.environ.get("PATRON_SEED")
EVER = Window(WindowKind.EVER)
needs_durable = pytest.mark.skipif(unavailable() is not None, reason=f"durable-rules is not there: {unavailable()}")


def _moments(case: Case, random: Random) -> list[Moment]:
    """Moments of members at the end of the case, with figures that the rules compare and others."""
    state = Run(case.plan, case.history(), case.as_of)
    state.go()
    found = []
    for member in state.members.values():
        book = member.book
        for _ in range(6):
            end = random.randint(0, len(book))
            added = book.added(end - 1) if end and random.random() < 0.7 else None
            tier = random.choice([None, *range(len(case.plan.tiers))])
            term = random.choice([None, case.as_of - random.randint(0, 400)])
            day = case.as_of - random.randint(0, 30)
            found.append(Moment(book, end, day, term, random.randint(0, end), added, tier, profile=member.profile.latest))
    return found


@needs_durable
@settings(
    max_examples=max(1, EXAMPLES // 8),
    derandomize=SEED is None,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@seeded(int(SEED or "0"))
@given(families(2), st.integers(0, 1_000_000))
def test_the_same_rules_are_named(family: list[Case], seed: int) -> None:
    random = Random(seed)
    for case in family:
        plan = case.plan
        rules = (*plan.qualification, *plan.maintenance, *plan.withdrawal)
        names = RuleNames(rules)
        try:
            moments = _moments(case, random)
        except Exception:
            continue
        for moment in moments:
            if rules:
                assert names.holding(moment) == {rule.id for rule in rules if holds(rule.when, moment)}


def _moment(amount: int, **more: object) -> Moment:
    book = Book()
    book.add(Purchase("p", "ann", 0, 10, False, [Line(0, None, amount, None, (None, None))]), (0, 1, "p", 0), (amount,))
    return Moment(book, 1, 10, None, **more)  # type: ignore[arg-type]


def _spend(value: int, op: Op = Op.AT_LEAST) -> Test:
    return Test("spend", EVER, (Comparison(op, value),))


@needs_durable
@pytest.mark.parametrize("value", [0, 1, 99, 2**31, 2**53 + 1, 10**17 + 1, LARGEST - 1])
def test_integers_are_compared_exactly(value: int) -> None:
    rules = [Rule(f"r-{op}", 1, _spend(value, op)) for op in Op]
    names = RuleNames(rules)
    for amount in (value, value + 1, max(value - 1, 0)):
        moment = _moment(amount)
        assert names.holding(moment) == {rule.id for rule in rules if holds(rule.when, moment)}


@needs_durable
def test_fields_are_told_apart_by_text_and_not_by_number() -> None:
    rules = [Rule("five", 1, ProfileFact("level", ("5",))), Rule("other", 1, NoneOf((ProfileFact("level", ("5",)),)))]
    rules += [Rule("some", 1, ProfileFact("level")), Rule("none", 1, NoneOf((ProfileFact("level"),)))]
    names = RuleNames(rules)
    for profile, wanted in (
        ({"level": "5"}, {"five", "some"}),
        ({"level": "5.0"}, {"other", "some"}),
        ({}, {"other", "none"}),
    ):
        assert names.holding(_moment(1, profile=profile)) == wanted


@needs_durable
def test_a_measure_without_value_holds_in_no_comparison() -> None:
    test = Test("referrer_tier", EVER, (Comparison(Op.AT_LEAST, 0), Comparison(Op.AT_MOST, 1)))
    names = RuleNames([Rule("known", 1, test), Rule("unknown", 1, NoneOf((test,)))])
    assert [names.holding(_moment(1, introducer=tier)) for tier in (None, 0, 2)] == [{"unknown"}, {"known"}, {"unknown"}]


@needs_durable
def test_a_rule_without_conditions_always_holds() -> None:
    assert RuleNames([Rule("all", 1, AllOf(())), Rule("any", 1, AnyOf(())), Rule("none", 1, NoneOf(()))]).holding(_moment(1)) == {
        "all",
        "none",
    }


@needs_durable
def test_as_many_rules_as_are_allowed_hold_at_once() -> None:
    names = RuleNames([Rule(f"r{number}", 1, _spend(number)) for number in range(MOST_ALTERNATIVES)])
    assert len(names.holding(_moment(MOST_ALTERNATIVES)) or ()) == MOST_ALTERNATIVES
    assert len(names.holding(_moment(3)) or ()) == 4


@pytest.mark.parametrize("count", [MOST_ALTERNATIVES + 1, 512])
def test_too_many_comparisons_are_left_to_the_reference(count: int) -> None:
    rules = [Rule(f"r{number}", 1, _spend(number)) for number in range(count)]
    with pytest.raises(TooManyError):
        Questions(rules)
    assert RuleNames(rules).holding(_moment(1)) is None


def test_figures_that_are_too_large_are_left_to_the_reference() -> None:
    assert RuleNames([Rule("r", 1, _spend(LARGEST + 1))]).holding(_moment(1)) is None
    assert RuleNames([Rule("r", 1, _spend(1))]).holding(_moment(LARGEST + 1)) is None


def test_the_environment_turns_durable_rules_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATRON_RULES", "reference")
    assert unavailable() == "PATRON_RULES=reference"


@needs_durable
def test_memory_stays_flat() -> None:
    code = """
import resource
from patron.engine.live.rules import RuleNames
from test_rule_names import _moment, _spend
from patron.engine.plan import Rule
names = RuleNames([Rule("a", 1, _spend(5)), Rule("b", 1, _spend(50))])
moments = [_moment(amount) for amount in (1, 10, 100)]
for _ in range(2000):
    names.holding(moments[_ % 3])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(60000):
    names.holding(moments[_ % 3])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    paths = os.pathsep.join(path for path in sys.path if path)
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths})
    assert int(told.stdout) < 2_000  # KiB


def test_a_judge_that_disagrees_decides_nothing() -> None:
    from patron.engine.live.judge import DisagreementError
    from patron.engine.plan import Tier
    from patron.engine.reference.judging import Occasion, RuleBook

    class Wrong:
        def holding(self, _occasion: Occasion, _moment: Moment) -> frozenset[str]:
            return frozenset({"r"})

    rule = Rule("r", 1, _spend(100))
    plan = Plan("s", "general", "CNY", 2, "Asia/Shanghai", (Tier("a", "a", "a"), Tier("b", "b", "b")), qualification=(rule,))
    moment = _moment(1)
    judge = LiveJudge(plan, RuleBook(plan), moment.book, lambda _judged: None, Wrong())  # type: ignore[arg-type]
    with pytest.raises(DisagreementError):
        judge._first([rule], moment, Occasion.QUALIFICATION, 10, "p")
