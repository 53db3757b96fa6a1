"""Figures of variants by name: those of a replay, and the middle of many worlds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from patron.simulation.replay.costs import CostKind, total
from patron.simulation.replay.exact import ratio
from patron.simulation.replay.goals import judge_goals
from patron.simulation.replay.replay import Laid
from patron.simulation.worlds.outcome import Figure, Figures, Outcome


def figures_of_replay(result: Laid) -> Figures:
    """The figures of one replay. Nobody changes in a replay: nothing is sold beyond what was, so net is what the scheme costs."""
    company = result.company.over()
    cost = total(result.costs)
    customers = sum(one.customers for one in result.figures.values())
    figures: Figures = {"net": -cost, "cost": cost}
    for cell in result.costs:
        name = f"cost({cell.rule})"
        figures[name] = (figures.get(name) or 0) + cell.amount
    figures |= {
        "sales": company.sales,
        "gross": company.gross,
        "extra_sales": 0,
        "extra_gross": 0,
        "anyway_discount": total(result.costs, lambda cell: cell.kind is CostKind.DISCOUNT),
        "break_even": result.break_even.uplift,
        "payback": None,
    }
    for tier, one in result.figures.items():
        figures[f"members({tier})"] = one.customers
        figures[f"share({tier})"] = ratio(one.customers, customers)
        figures[f"sales_share({tier})"] = ratio(one.sales, company.sales)
    figures["liability"] = result.points[-1].liability if result.points else 0
    figures["points"] = result.points_issued
    goals = judge_goals(result.scheme, result.figures, customers, company.sales)
    figures |= {f"goal({goal.id})": goal.value for goal in goals}
    return figures


def quantile(values: Sequence[Figure], q: Fraction) -> Figure:
    """The inverted CDF: the ceil(q n)-th smallest, a value that some world really had; none sorts above every number."""
    ordered = sorted(values, key=lambda one: (one is None, one or 0))
    return ordered[max(1, -(-(q.numerator * len(ordered)) // q.denominator)) - 1]


def middle(outcomes: Sequence[Outcome], name: str) -> Figure:
    """The P50 of a figure over the worlds; a cost of a rule that costs nothing in a world is 0 there."""
    absent = 0 if name.startswith("cost(") else None
    return quantile([one.figures.get(name, absent) for one in outcomes], Fraction(1, 2))


def names_of(outcomes: Sequence[Outcome]) -> list[str]:
    """Every name that some world has, in order."""
    return list(dict.fromkeys(name for one in outcomes for name in one.figures))
