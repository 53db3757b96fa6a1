"""Runs a test: its history through the reference runner, its baskets through the prices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from patron.engine.days import day_of
from patron.findings import CellPlace, Finding, FindingsError, Severity, TextPlace
from patron.scheme_tests.cards import cards_of, compare_cards, rules_made_true
from patron.scheme_tests.compare import Difference, applied_discounts, compare_member, compare_prices
from patron.scheme_tests.entitlements import compare_entitlements, issues_made_true, issues_of
from patron.scheme_tests.history import ONLY_MEMBER, HistoryBuilder, last_day
from patron.scheme_tests.outcome import CaseRun, Failure
from patron.scheme_tests.read import Case, SchemeTests

if TYPE_CHECKING:
    import polars as pl

    from patron.engine.cards import CardRun
    from patron.engine.results import Evaluation
    from patron.scheme_tests.quotes import Answer


def run_case(tests: SchemeTests, case: Case) -> CaseRun:
    """Run one test; FindingsError if its events are wrong."""
    made_true: set[str] = set()
    failures = [*_members(tests, case, made_true), *_prices(tests, case, made_true)]
    return CaseRun(case.name, case.line, tuple(failures), frozenset(made_true))


def _members(tests: SchemeTests, case: Case, made_true: set[str]) -> Iterator[Failure]:
    expected = case.spec.expect
    if expected is None:
        return
    result, issues, cards = _evaluate(tests, case, made_true)
    for member, want in expected.items():
        only = case.spec.members[0].id if case.spec.members else ONLY_MEMBER
        differences = [
            *compare_member(want, member or only, result, tests.plan.places),
            *compare_entitlements(want, member or only, issues, tests.plan),
            *compare_cards(want, member or only, cards, tests.plan.places),
        ]
        for difference in differences:
            at = ("expect", member) if member else ("expect",)
            yield _failure(tests, case, at, difference, f"{member}: " if member and len(expected) > 1 else "")


def _prices(tests: SchemeTests, case: Case, made_true: set[str]) -> Iterator[Failure]:
    from patron.engine.prices import price_lines
    from patron.scheme_tests.baskets import basket_of, floors_that_hold

    ranks = {tier.id: rank for rank, tier in enumerate(tests.plan.tiers)}
    order = [discount.id for discount in tests.plan.discounts]
    for index, basket in enumerate(case.spec.price):
        lines, history = basket_of(basket, tests.plan, tests.units, partial(tests.place, case, "price", index))
        table = price_lines(tests.plan, lines, history)
        rank = ranks[basket.tier]
        made_true.update(applied_discounts(rank, order, table))
        made_true.update(floors_that_hold(basket, tests.plan, rank, lines))
        answer = _quote(tests, case, index, lines)
        quoted = None if answer is None or answer.quote is None else [line.price for line in answer.quote.lines]
        differences = list(compare_prices(basket, rank, order, table, tests.plan.places, quoted=quoted))
        if answer is not None:
            from patron.scheme_tests.quotes import applied_coupons, compare_quote

            differences += compare_quote(basket, answer, tests.plan.places)
            made_true.update({rule.id for rule in tests.plan.restricted} & set(answer.refused), applied_coupons(answer))
        for difference in differences:
            yield _failure(tests, case, ("price", index, "expect"), difference, f"price as {basket.tier}: ")


def _quote(tests: SchemeTests, case: Case, index: int, lines: pl.DataFrame) -> Answer | None:
    """The basket's quote, where prices alone cannot say what the test expects."""
    from patron.scheme_tests.quotes import asks_for_quote, quote_of

    basket = case.spec.price[index]
    if not asks_for_quote(basket, tests.plan):
        return None
    return quote_of(tests, basket, lines, tests.place(case, "price", index))


def _failure(tests: SchemeTests, case: Case, at: tuple[str | int, ...], difference: Difference, lead: str) -> Failure:
    below, what, expected, got = difference
    return Failure(tests.path, tests.place(case, *at, *below).line, case.name, lead + what, expected, got)


def _evaluate(tests: SchemeTests, case: Case, made_true: set[str]) -> tuple[Evaluation, pl.DataFrame | None, CardRun | None]:
    """The reference runner's answer, the benefits issued, if the test is about them, and the cards; rules that held go into `made_true`."""
    from patron.engine.coupon_tiers import tier_findings
    from patron.engine.entitlements.run import item_findings
    from patron.engine.validate import validate_history
    from patron.scheme_tests.truth import run_recording

    history = HistoryBuilder(case.spec, tests.units, lambda *loc: tests.place(case, *loc)).build()
    day = case.spec.as_of or tests.as_of or last_day(case.spec)
    if day is None:
        message = f"{case.name}: no date: the test has no events and no as_of"
        raise FindingsError([Finding(str(tests.path), tests.place(case), "missing-key", message, "say `as_of`")])
    as_of = day_of(day)
    assert as_of is not None
    errors = [finding for finding in validate_history(history, tests.plan, as_of) if finding.severity is Severity.ERROR]
    if errors:
        raise FindingsError(_in_lines(tests, errors))
    try:
        result = run_recording(tests.plan, history, as_of, made_true)
        cards = cards_of(tests.plan, history, as_of)
        made_true.update(rules_made_true(cards) if cards else ())
        issues = issues_of(tests.plan, case.spec, history, result, as_of)
        refused = [finding for find in (tier_findings, item_findings) for finding in find(tests.plan, history, result, as_of)]
        if refused:
            raise FindingsError(refused)
        made_true.update(issues_made_true(case.spec, issues))
        return result, issues, cards
    except FindingsError as error:
        raise FindingsError(_in_lines(tests, error.findings)) from error


def _in_lines(tests: SchemeTests, findings: list[Finding]) -> list[Finding]:
    """Findings in the data: their rows are lines of the test file."""
    return [
        Finding(str(tests.path), TextPlace(one.place.row, 1), one.code, _told(one.place, one.message), one.help)
        if isinstance(one.place, CellPlace)
        else one
        for one in findings
    ]


def _told(place: CellPlace, message: str) -> str:
    return f"{place.column}: {message}" if place.column else message


__all__ = ["run_case"]
