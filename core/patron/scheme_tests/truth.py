"""Which rules a history makes true, so that rules no test has tried can be named."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Protocol

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.book import Book
from patron.engine.reference.conditions import Moment, holds
from patron.engine.reference.judging import Judged
from patron.engine.reference.output import evaluation
from patron.engine.reference.runner import Run
from patron.engine.results import Evaluation, PostingKind
from patron.findings import FindingsError
from patron.scheme_tests.vouchers import uses_made, with_vouchers

BENEFITS = "benefits"
ISSUED_COUPONS = "coupons > issue"
_MADE = {PostingKind.PENDING, PostingKind.EARNED, PostingKind.ISSUED}


class _Rule(Protocol):
    @property
    def id(self) -> str: ...


def tested_rules(plan: Plan) -> list[tuple[str, str]]:
    """Every rule that tests should make true, as (section, id), in the order of the plan."""
    sections: dict[str, Sequence[_Rule]] = {
        "qualification": plan.qualification,
        "maintenance": plan.maintenance,
        "withdrawal": plan.withdrawal,
        "group_purchase": plan.group_purchase,
        "discounts": plan.discounts,
        "price_floors": plan.price_floors,
        "coupons": plan.coupons,
        "restricted": plan.restricted,
        BENEFITS: [one for one in plan.benefits.grants if one.used_by == "use_benefit"],
        ISSUED_COUPONS: [one for one in plan.benefits.grants if one.used_by == "use_coupon"],
        "cards > sale": [rule for kind in plan.cards for rule in kind.sale],
        "cards > free": [rule for kind in plan.cards for rule in kind.free],
        "cards > package": [rule for kind in plan.cards for rule in kind.services],
        "points > accrual": plan.points.accrual,
        "points > exchange": plan.points.exchange,
        "points > quiz": plan.points.quiz,
        "points > referral": plan.points.referral,
        "points > vouchers": [plan.points.vouchers] if plan.points.vouchers else [],
    }
    return [(section, rule.id) for section, rules in sections.items() for rule in rules]


def issue_of(benefit: str) -> str:
    """How the issue of a benefit or a coupon is named among what tests made true; its id alone may be another rule's."""
    return f"issue of {benefit}"


def is_tried(section: str, rule: str, made_true: Set[str]) -> bool:
    """Whether a rule of `tested_rules` is among what tests made true."""
    return (issue_of(rule) if section in {BENEFITS, ISSUED_COUPONS} else rule) in made_true


def run_recording(plan: Plan, history: History, as_of: int, made_true: set[str]) -> Evaluation:
    """The reference runner's answer; ids of rules that held, or made points, are added to `made_true`."""

    def record(judged: Judged) -> None:
        if judged.finding.holds:
            made_true.add(judged.rule.id)

    state = Run(plan, history, as_of, detail=True, recorders=lambda _member: record)
    state.go()
    if state.findings:
        raise FindingsError(state.findings)
    for purchase in state.purchases.values():
        if purchase.group:
            moment = Moment(Book(), 0, purchase.day, None, order=state.amounts.order_total(purchase))
            made_true.update(rule.id for rule in plan.group_purchase if holds(rule.when, moment))
    result = evaluation(plan, state.members, state.purchases, as_of, detail=True)
    made_true.update(uses_made(plan, history, as_of))
    known = (
        {rule.id for rule in plan.points.accrual} | set(plan.points.beside) | ({plan.points.vouchers.id} if plan.points.vouchers else set())
    )
    if result.postings is not None:
        made_true.update(row["rule"] for row in result.postings.to_dicts() if row["kind"] in _MADE and row["rule"] in known)
    return with_vouchers(plan, history, result, as_of)
