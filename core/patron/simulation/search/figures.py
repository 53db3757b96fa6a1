"""Figures of variants by name: those of a replay, and the middle of many worlds."""

from __future__ import annotations

from collections.abc import Sequence

from patron.engine.rounding import half_up
from patron.simulation.replay.costs import CostKind, total
from patron.simulation.replay.exact import ratio
from patron.simulation.replay.goals import judge_goals
from patron.simulation.replay.replay import Laid
from patron.simulation.replay.rules import costed_rules
from patron.simulation.worlds.bands import band
from patron.simulation.worlds.outcome import Figure, Figures, Outcome


def figures_of_replay(result: Laid) -> Figures:
    """The figures of one replay. Nobody changes in a replay: nothing is sold beyond what was, so net is what the scheme costs."""
    company = result.company.over()
    cost = total(result.costs)
    customers = sum(one.customers for one in result.figures.values())
    figures: Figures = {"net": -cost, "cost": cost}
    figures |= {
        "sales": company.sales,
        "gross": None if company.gross is None else half_up(company.gross),
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
    by_rule = {rule: 0 for _, rule in costed_rules(result.scheme, result.plan, result.request)}
    for cell in result.costs:
        by_rule[cell.rule] = by_rule.get(cell.rule, 0) + cell.amount
    figures |= {f"cost({rule})": amount for rule, amount in by_rule.items()}
    goals = judge_goals(result.scheme, result.figures, customers, company.sales)
    figures |= {f"goal({goal.id})": goal.value for goal in goals}
    return figures


def middle(outcomes: Sequence[Outcome], name: str) -> Figure:
    """The P50 of a figure over the worlds."""
    return band([one.figures[name] for one in outcomes]).p50
