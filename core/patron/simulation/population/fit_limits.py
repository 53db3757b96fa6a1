"""What a history must have before anything is fitted to it; what it lacks is said, and no number is given."""

from __future__ import annotations

from collections.abc import Iterator

from patron.findings import Finding
from patron.simulation.population.summary import Summary

REPEATERS = 100  # the rate of repeat buying is then known to about 10 %, 1 / sqrt(100), before differences between customers
DAYS = 56  # eight weeks: a shorter silence does not tell a customer who left from one between two purchases


def too_little(path: str, summary: Summary, days: int, came_before: int) -> Iterator[Finding]:
    """`days` from the first to the last sale; `came_before`: members left out since they joined before the first sale."""
    if days < DAYS:
        yield Finding(
            path,
            None,
            "history-too-short",
            f"the sales span {days} days; at least {DAYS} are needed",
            "a shorter silence does not tell who left from who is between two purchases: give a longer history",
        )
    if summary.repeaters < REPEATERS:
        left_out = f" ({came_before:,} members who joined before the first sale are left out: their first purchase is not seen)"
        yield Finding(
            path,
            None,
            "too-few-repeat-buyers",
            f"{summary.repeaters:,} of {summary.total:,} customers bought on a second day; at least {REPEATERS} must have"
            + (left_out if came_before else ""),
            f"with {REPEATERS} the rate of repeat buying is known to about 10 %, with fewer it is a guess: give a longer history",
        )


def timing_not_fitted(path: str, title: str, other: str) -> Finding:
    """The likelihood has no highest point that means anything."""
    return Finding(
        path,
        None,
        "timing-not-fitted",
        f"{title} has no highest likelihood on these sales: its figures run to the end of their range",
        f"try --model {other}; see that member_id names customers, and that the dates are those of the purchases",
    )


def amounts_not_fitted(path: str, why: str) -> Finding:
    """Gamma-Gamma cannot be fitted; `why` in words."""
    return Finding(
        path, None, "amounts-not-fitted", why, "Gamma-Gamma needs amounts above 0 that vary from visit to visit, and that have a mean"
    )


def holdout_not_possible(path: str, end: str, repeaters: int) -> Finding:
    """The stated hold-out leaves too little on one side."""
    return Finding(
        path,
        None,
        "holdout-not-possible",
        f"a first part up to {end} cannot be fitted and compared with the rest: {repeaters:,} bought in it on a second day",
        f"the first part needs {REPEATERS} repeat buyers and {DAYS} days, and days must be left after it: state another --holdout",
    )
