"""More carried over than a period gives."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.checks.issue import PERIODS
from patron.scheme.lint.rules import warning
from patron.scheme.model.issue import Issue
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem


def issues(context: Context) -> Iterator[tuple[Loc, Issue]]:
    """Everything in the file that issues something, with its path."""
    for index, benefit in enumerate(context.scheme.benefits):
        yield ("benefits", index), benefit
    for index, coupon in enumerate(context.scheme.coupons):
        issue = getattr(coupon, "issue", None)
        if issue is not None:
            yield ("coupons", index, "issue"), issue


def carries_more_than_given(context: Context) -> Iterator[Problem]:
    """Two figures that have perhaps changed places."""
    for loc, issue in issues(context):
        given = next((number for key in PERIODS if (number := getattr(issue, key)) is not None), None)
        if given is not None and issue.carry_over is not None and issue.carry_over > given:
            message = f"{issue.carry_over} are carried over of {given} that a period gives"
            yield warning((*loc, "carry_over"), "carries-more-than-given", message, "carry over at most what a period gives")
