"""Entitlements over several versions of a scheme: each version issues in its own days, and what was issued stays.

A period that runs when a version takes effect keeps what the version before issued for it; a benefit that is new then is issued for
the rest of the period on the version's first day. A use is of the version of its day.
"""

from __future__ import annotations

from collections.abc import Iterable

from patron.engine.entitlements.facts import Facts, Use
from patron.engine.entitlements.model import Lack
from patron.engine.entitlements.reference import Issue, Reference
from patron.engine.history import History
from patron.engine.plan import Grant, GrantKind, Plan
from patron.engine.plan.benefits import PERIODS
from patron.engine.results import Evaluation
from patron.engine.spans import Later, Span, as_seen_by, spans

_Key = tuple[str, str]  # member, benefit


def issue_by_versions(plan: Plan, later: Later, history: History, evaluation: Evaluation, as_of: int) -> tuple[list[Issue], list[Lack]]:
    """Every issue by member, benefit and day, with what was used, and what could not be used."""
    issues: dict[_Key, list[Issue]] = {}
    uses: dict[_Key, list[Use]] = {}
    users: dict[_Key, tuple[Reference, Grant, Facts]] = {}
    lacks: list[Lack] = []
    every = spans(plan, later)
    for span in every:
        known, seen = as_seen_by(span.plan, [one.plan for one in every], history, evaluation)
        reference = Reference(span.plan, known, seen, as_of, None)
        for grant in span.plan.benefits.grants:
            top = reference.facts.top(grant) if grant.kind is GrantKind.TOP else {}
            for facts in reference.facts.members.values():
                key = (facts.id, grant.id)
                issues.setdefault(key, []).extend(_own(span, reference.issued(grant, facts, top), issues.get(key, [])))
                uses.setdefault(key, []).extend(use for use in reference.facts.uses(grant, facts.id) if span.holds(use.day))
                users[key] = reference, grant, facts
    for key, made in issues.items():
        reference, grant, facts = users[key]
        _link(made)
        reference.lacks = lacks
        reference.use(grant, facts, made, uses[key])
    return sorted((one for made in issues.values() for one in made), key=lambda one: (one.member, one.grant.id, one.first)), lacks


def _own(span: Span, made: Iterable[Issue], before: list[Issue]) -> list[Issue]:
    """What this version issues, of all that it would have issued since ever."""
    own = []
    for one in made:
        if span.holds(one.first):
            own.append(one)
        elif one.grant.kind in PERIODS and one.first < span.first <= one.usable and not _runs(before, span.first):
            one.first = span.first
            own.append(one)
    return own


def _runs(before: list[Issue], day: int) -> bool:
    return any(one.first <= day <= one.last for one in before)


def _link(made: list[Issue]) -> None:
    """Periods hand over to the one that follows, of whichever version."""
    made.sort(key=lambda one: one.first)
    by_day = {one.first: one for one in made}
    for one in made:
        if one.next is not None:
            one.next = by_day.get(one.next.first)
