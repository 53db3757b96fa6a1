"""The figures of one world under the names that targets and tables use."""

from __future__ import annotations

from fractions import Fraction

from patron.engine.rounding import half_up
from patron.simulation.assumptions.model import Values
from patron.simulation.behaviour.respond import Made
from patron.simulation.replay.costs import total
from patron.simulation.replay.exact import ratio
from patron.simulation.replay.goals import judge_goals
from patron.simulation.replay.replay import Laid
from patron.simulation.replay.rules import costed_rules
from patron.simulation.worlds.effect import Base, Effect, anyway_of, break_even_on, effect_of, payback_of
from patron.simulation.worlds.outcome import Figure, Figures, Outcome


def outcome_of(world: int, values: Values, laid: Laid, base: Base, made: Made) -> Outcome:
    """What the world came to: `laid` is the scheme over `made`'s history, `base` the same draws without answers."""
    effect = effect_of(laid, base)
    return Outcome(world, values, _figures(laid, made, effect), _months(laid, effect), made.rounds)


def _figures(laid: Laid, made: Made, effect: Effect) -> Figures:
    whole = laid.company.over()
    anyway = anyway_of(laid, made.extra, made.amounts_before)
    payback = payback_of(laid, effect)
    found: dict[str, Figure] = {
        "net": None if effect.net is None else sum(effect.net),
        "cost": total(laid.costs),
        "sales": whole.sales,
        "gross": _money(whole.gross) if laid.request.margins else None,
        "extra_sales": sum(effect.extra_sales),
        "extra_gross": None if effect.extra_gross is None else sum(effect.extra_gross),
        "anyway_discount": anyway.discounts,
        "break_even": break_even_on(laid, anyway).uplift,
        "payback": None if payback is None else payback.months,
        "liability": laid.points[-1].liability,
        "points": laid.points_issued,
    }
    return found | figures_of_tiers(laid) | figures_of_rules(laid)


def figures_of_tiers(laid: Laid) -> Figures:
    """Members of each tier, and what they are of all customers and of all sales."""
    found: Figures = {}
    customers, sales = sum(one.customers for one in laid.figures.values()), laid.company.over().sales
    for tier, figures in laid.figures.items():
        found[f"members({tier})"] = figures.customers
        found[f"share({tier})"] = ratio(figures.customers, customers)
        found[f"sales_share({tier})"] = ratio(figures.sales, sales)
    return found


def figures_of_rules(laid: Laid) -> Figures:
    """What each rule that may cost something did cost, and what each goal came to."""
    by_rule = {rule: 0 for _, rule in costed_rules(laid.scheme, laid.plan, laid.request)}
    for cell in laid.costs:
        by_rule[cell.rule] = by_rule.get(cell.rule, 0) + cell.amount
    found: Figures = {f"cost({rule})": amount for rule, amount in by_rule.items()}
    customers = sum(one.customers for one in laid.figures.values())
    goals = judge_goals(laid.scheme, laid.figures, customers, laid.company.over().sales)
    return found | {f"goal({goal.id})": goal.value for goal in goals}


def _money(value: Fraction | None) -> int:
    return half_up(value or Fraction(0))


def _months(laid: Laid, effect: Effect) -> dict[str, tuple[int, ...]]:
    months = {"cost": effect.cost}
    if effect.net is not None and effect.extra_gross is not None:
        months |= {"net": effect.net, "extra_gross": effect.extra_gross}
    months["liability"] = tuple(one.liability for one in laid.points)
    counts = [laid.stints.counts_on(month.last, len(laid.plan.tiers)) for month in laid.period.months]
    for rank, tier in enumerate(laid.plan.tiers):
        months[f"members({tier.id})"] = tuple(one[rank] for one in counts)
    return months
