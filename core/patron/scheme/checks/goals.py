"""Goals: one measured figure, with a bound in its unit."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.amounts import at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.prices import exactly_one
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem

SHARES = ("share_of_customers", "share_of_sales", "service_cost_share")
MONEY = ("spend_per_member",)


def check_goals(context: Context) -> Iterator[Problem]:
    """Every goal."""
    for index, goal in enumerate(context.scheme.goals):
        loc: Loc = ("goals", index)
        given = [key for key in (*SHARES, *MONEY) if getattr(goal, key) is not None]
        yield from exactly_one(loc, given, (*SHARES, *MONEY))
        bounds = {key: value for key in ("at_least", "at_most") if (value := getattr(goal, key)) is not None}
        if not bounds:
            yield Problem(loc, "no-comparison", "the goal has no bound", "add at_least or at_most")
        elif len(bounds) == 2 and bounds["at_least"] > bounds["at_most"]:
            yield Problem(
                (*loc, "at_most"),
                "never-holds",
                f"at_least {bounds['at_least']} and at_most {bounds['at_most']} leave nothing between them",
                "change one of the bounds",
            )
        for key, bound in bounds.items():
            written = context.text((*loc, key))
            if given == ["spend_per_member"]:
                if written.endswith("%"):
                    yield Problem(
                        (*loc, key), "goal-unit", f"'{written}' is a share, and spend_per_member is money", "write an amount such as 30000"
                    )
                else:
                    yield from at_most_places((*loc, key), bound, context.places)
            elif len(given) == 1 and given[0] != "service_cost_share" and bound > 1:
                yield Problem((*loc, key), "goal-unit", f"{written} is not a share between 0 and 1", "write 0.01 or 1 %")
