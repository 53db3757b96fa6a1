"""What issues benefits and coupons: one way, and the keys that belong to it."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.durations import WindowKind
from patron.scheme.model.issue import Issue, IssueWhen
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import quoted

CALENDAR = ("each_calendar_year", "each_season", "each_quarter", "each_month")
PERIODS = ("each_year", *CALENDAR)
DATED = ("on_gain", "each_birthday", "each_year_on", "on_purchase")
WAYS = (*PERIODS, *DATED, "each_item")

# The keys that belong to some ways only, and what to say where none of these is given.
_BELONGS = {
    "times": (("each_year_on",), "'times' is how many are issued on the days of 'each_year_on'; on_purchase has its own"),
    "top_of_each": (("each_year_on",), "'top_of_each' is looked at on the days of 'each_year_on'"),
    "valid_for": (DATED, "what is issued for a period is good for that period; only what is issued on a day has 'valid_for'"),
    "when": ((*PERIODS, *DATED), "'when' is asked when something is issued, and nothing is"),
    "carry_over": (PERIODS, "only from one period to the next something is carried over"),
    "prorate": (CALENDAR, "only a calendar period can be come into; a membership year always begins whole"),
    "on_leaving": ((*PERIODS, *DATED), "nothing is issued that could lapse"),
}


def check_issue(loc: Loc, issue: Issue) -> Iterator[Problem]:
    """One benefit, or what issues a coupon."""
    given = [key for key in WAYS if getattr(issue, key, None) is not None]
    if len(given) > 1:
        help_text = "keep one, and make a benefit for each other"
        yield Problem((*loc, given[1]), "exactly-one", f"{quoted(given, 'and')} exclude each other", help_text, on_key=True)
    for key, (ways, message) in _BELONGS.items():
        if key in issue.model_fields_set and not set(ways) & set(given):
            yield Problem((*loc, key), "key-without-effect", message, f"delete '{key}', or write {quoted(ways)}", on_key=True)
    for index, day in enumerate(issue.each_year_on or []):
        if day in (issue.each_year_on or [])[:index]:
            yield Problem((*loc, "each_year_on", index), "named-twice", "this day is named twice", "once is enough")
    if issue.when is not None:
        yield from _when((*loc, "when"), issue.when)
    yield from _nested(loc, issue)


def _when(loc: Loc, when: IssueWhen) -> Iterator[Problem]:
    if when.profile is None:
        yield Problem(loc, "empty-condition", "the condition asks for nothing", "name a field of the profile, or delete 'when'")
    for field, values in (when.profile or {}).items():
        for index, value in enumerate(values):
            if value in values[:index]:
                yield Problem((*loc, "profile", field, index), "named-twice", "this value is named twice", "once is enough")


def _nested(loc: Loc, issue: Issue) -> Iterator[Problem]:
    bought, top = issue.on_purchase, issue.top_of_each
    if bought is not None and bought.every == 0:
        yield Problem((*loc, "on_purchase", "every"), "not-above-zero", "no purchase is the 0th", "write 1 for each purchase")
    if top is None:
        return
    if top.members == 0:
        yield Problem((*loc, "top_of_each", "members"), "not-above-zero", "nobody is among the first 0", "say how many of each")
    if top.within is not None and top.within.kind is WindowKind.TERM:
        help_text = "write 12 months, or this calendar year"
        yield Problem(
            (*loc, "top_of_each", "within"), "not-a-window", "members have terms of their own, so 'this term' compares nothing", help_text
        )
