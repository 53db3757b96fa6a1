"""When a discount applies: days that exist, in order, each named once."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.model import DiscountWhen
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem


def check_when(loc: Loc, when: DiscountWhen) -> Iterator[Problem]:
    """One discount's `when`, which stands at `loc`."""
    if not when.model_fields_set:
        yield Problem(loc, "empty-condition", "the condition asks for nothing", "name a birthday, days or a profile, or delete 'when'")
    if when.from_ and when.until and when.until < when.from_:
        yield Problem((*loc, "until"), "ends-before-start", f"{when.until} is before from, {when.from_}", "swap the two dates")
    lists: dict[Loc, list[object]] = {
        (*loc, "weekdays"): [*(when.weekdays or [])],
        (*loc, "each_year_on"): [*(when.each_year_on or [])],
        **{(*loc, "profile", field): [*values] for field, values in (when.profile or {}).items()},
    }
    for at, values in lists.items():
        what = "value" if at[-2] == "profile" else "day"
        for index, value in enumerate(values):
            if value in values[:index]:
                yield Problem((*at, index), "named-twice", f"this {what} is named twice", "once is enough")
