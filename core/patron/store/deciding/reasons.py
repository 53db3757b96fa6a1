"""Why a decision came out as it did: the rules that were judged for it, with the figures that they were decided by."""

from __future__ import annotations

from collections.abc import Iterable

from patron.engine.amounts_text import grouped_text
from patron.engine.days import iso
from patron.engine.plan import AllOf, Op, Plan, ProfileFact, Test
from patron.engine.reference.conditions import Verdict
from patron.engine.reference.judging import Judged
from patron.explain.measured import is_units, units
from patron.scheme.measures import MEASURES, ValueKind
from patron.store.answer import Reason

_SIGNS = {Op.AT_LEAST: "at least", Op.MORE_THAN: "more than", Op.AT_MOST: "at most", Op.LESS_THAN: "less than"}


def reasons_of(judged: Iterable[Judged], plan: Plan) -> tuple[Reason, ...]:
    """The rules in the order in which they were judged."""
    return tuple(Reason(one.rule.id, one.occasion.value, one.finding.holds, tuple(facts_of(one.finding, plan))) for one in judged)


def facts_of(finding: Verdict, plan: Plan) -> Iterable[str]:
    """Each measure with its value and what was asked of it: `spend 2024-06-02 to 2025-06-01: 52,000.00 (at least 50,000.00)`."""
    condition = finding.condition
    if isinstance(condition, Test):
        yield _test(condition, finding, plan)
    elif isinstance(condition, ProfileFact):
        asked = f" (one of {', '.join(condition.values)})" if condition.values else ""
        yield f"{condition.field} {'fits' if finding.holds else 'does not fit'}{asked}"
    else:
        nested = "" if isinstance(condition, AllOf) else "any of: " if type(condition).__name__ == "AnyOf" else "none of: "
        for part in finding.parts:
            yield from (nested + fact for fact in facts_of(part, plan))


def _test(test: Test, finding: Verdict, plan: Plan) -> str:
    kind = MEASURES[test.measure].value
    window = "" if finding.until is None else f" {'' if finding.since is None else iso(finding.since) + ' '}to {iso(finding.until)}"
    value = "none" if finding.value is None else _shown(finding.value, kind, test, plan)
    asked = " and ".join(f"{_SIGNS[one.op]} {_shown(one.value, kind, test, plan)}" for one in test.comparisons)
    return f"{test.name or test.measure}{window}: {value} ({asked})"


def _shown(value: int, kind: ValueKind, test: Test, plan: Plan) -> str:
    if kind is ValueKind.TIER:
        return plan.tiers[value].id
    if is_units(plan, test):
        return units(plan, test, value)
    return grouped_text(value, plan.places) if kind is ValueKind.MONEY else f"{value:,}"
