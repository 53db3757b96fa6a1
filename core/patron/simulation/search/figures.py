"""Figures of variants by name: those of a replay, and the middle of many worlds."""

from __future__ import annotations

from collections.abc import Sequence

from patron.engine.rounding import half_up
from patron.simulation.replay.costs import CostKind, total
from patron.simulation.replay.replay import Laid
from patron.simulation.worlds.bands import band
from patron.simulation.worlds.figures import figures_of_rules, figures_of_tiers
from patron.simulation.worlds.outcome import Figure, Figures, Outcome


def figures_of_replay(result: Laid) -> Figures:
    """The figures of one replay. Nobody changes in a replay: nothing is sold beyond what was, so net is what the scheme costs."""
    company = result.company.over()
    cost = total(result.costs)
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
    figures |= figures_of_tiers(result)
    figures["liability"] = result.points[-1].liability if result.points else 0
    figures["points"] = result.points_issued
    return figures | figures_of_rules(result)


def middle(outcomes: Sequence[Outcome], name: str) -> Figure:
    """The P50 of a figure over the worlds."""
    return band([one.figures[name] for one in outcomes]).p50
