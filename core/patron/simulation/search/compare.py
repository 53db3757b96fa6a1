"""Two schemes side by side: on a company's own sales, or in the same worlds of a population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from patron.engine.history import History
from patron.engine.many import Bench
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.engine.run import Runner
from patron.findings import Finding, FindingsError
from patron.scheme.load import LoadedScheme
from patron.scheme.model import Scheme
from patron.simulation.replay.common import Common
from patron.simulation.replay.costs import CostKind
from patron.simulation.replay.replay import Evaluate, Laid, lay
from patron.simulation.replay.request import Request
from patron.simulation.replay.rules import costed_rules
from patron.simulation.search.covered import covered
from patron.simulation.search.figures import figures_of_replay
from patron.simulation.search.market import Ask, PopulationMarket, Progress
from patron.simulation.search.moves import Moves, matrix_of, moves_of, rises_and_falls, sides_of
from patron.simulation.worlds.bands import Band, band, ranked_by
from patron.simulation.worlds.outcome import Figure, Outcome
from patron.simulation.worlds.run import full_world

Rule = tuple[CostKind, str]
ByMonth = dict[str, tuple[Band, ...]]  # by tier, its members at each month's end
_MUST_AGREE = ("currency", "industry", "time_zone")


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure under both schemes and its difference, second less first; None where a scheme has no such figure."""

    name: str
    first: Band | None
    second: Band | None
    difference: Band | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Both schemes: `laid` over the sales, or over the middle world (the one whose difference in net is the median)."""

    schemes: tuple[Scheme, Scheme]
    plans: tuple[Plan, Plan]
    laid: tuple[Laid, Laid]
    pairs: tuple[Pair, ...]
    moves: Moves
    worlds: int | None = None  # None: the company's own sales
    middle_world: int | None = None
    by_month: tuple[ByMonth, ByMonth] = ({}, {})
    uncovered: tuple[int, int] = (0, 0)  # points and benefits used on record that each scheme would not have given

    @property
    def rules(self) -> list[Rule]:
        """Every rule of either scheme that may cost something, the first scheme's first."""
        of = [costed_rules(one.scheme, one.plan, one.request) for one in self.laid]
        return list(dict.fromkeys([*of[0], *of[1]]))

    def cost(self, side: int, rule: Rule) -> int | None:
        """What a rule cost under one of them, in minor units; None where that scheme has no such rule."""
        laid = self.laid[side]
        if rule not in costed_rules(laid.scheme, laid.plan, laid.request):
            return None
        return sum(cell.amount for cell in laid.costs if (cell.kind, cell.rule) == rule)


def check_comparable(first: LoadedScheme, second: LoadedScheme) -> None:
    """Raises FindingsError where the schemes differ in what makes their figures: currency, industry, time zone."""
    one, other = first.require(), second.require()
    findings = []
    for key in _MUST_AGREE:
        ours, theirs = getattr(one, key), getattr(other, key)
        if ours != theirs:
            message = f"the {key.replace('_', ' ')} is '{theirs}', and '{ours}' in {first.path}"
            findings.append(
                Finding(str(second.path), second.place(key), "not-comparable", message, "compare schemes for the same customers and money")
            )
    if findings:
        raise FindingsError(findings)


def compare_sales(schemes: Sequence[Ask], history: History, request: Request, *, runner: Runner = "auto") -> Compared:
    """Both schemes over the same sales. Raises FindingsError as the replay does."""
    laid, sides, uncovered = [], [], []
    bench, common = Bench(), Common()
    for ask in schemes:
        found: list[Evaluation] = []
        evaluate = partial(_kept, found, partial(bench.run, runner=runner))
        result, missing = covered(history, partial(lay, ask.scheme, ask.plan, request=request, evaluate=evaluate, common=common))
        laid.append(result)
        uncovered.append(missing)
        sides.append(sides_of(history, found[-1], result))
    first, second = schemes
    outcomes = [(Outcome(0, {}, figures_of_replay(one), {}, 1),) for one in laid]
    return Compared(
        (first.scheme, second.scheme),
        (first.plan, second.plan),
        (laid[0], laid[1]),
        pairs_of(*outcomes),
        moves_of(sides[0], sides[1], first.plan, second.plan),
        by_month=(_counted(laid[0]), _counted(laid[1])),
        uncovered=(uncovered[0], uncovered[1]),
    )


def compare_worlds(schemes: Sequence[Ask], market: PopulationMarket, progress: Progress) -> Compared:
    """Both schemes in the same worlds, with the same draws of everything; the tables are those of the middle world."""
    first, second = market.outcomes(list(schemes), progress)
    world = _middle(first, second)
    laid, held = [], []
    for ask in schemes:
        result = full_world(replace(market.job, scheme=ask.scheme, plan=ask.plan), world)[0]
        laid.append(result)
        ids = {rank: tier.id for rank, tier in enumerate(ask.plan.tiers)}
        held.append(
            result.stints.held_on(result.period.last).select("member_id", pl.col("rank").replace_strict(ids, return_dtype=pl.String))
        )
    plans = (schemes[0].plan, schemes[1].plan)
    # A customer whom only one of the schemes made buy is in the first tier of the other.
    both = held[0].join(held[1], on="member_id", how="full", coalesce=True, suffix="_b")
    tiers = both.select(tier_a=pl.col("rank").fill_null(plans[0].tiers[0].id), tier_b=pl.col("rank_b").fill_null(plans[1].tiers[0].id))
    matrix = matrix_of(tiers, *plans)
    return Compared(
        (schemes[0].scheme, schemes[1].scheme),
        plans,
        (laid[0], laid[1]),
        pairs_of(first, second),
        Moves(matrix, *rises_and_falls(matrix, *plans)),
        market.worlds,
        world,
        (_by_month(plans[0], first), _by_month(plans[1], second)),
    )


def _counted(laid: Laid) -> ByMonth:
    counts = [laid.stints.counts_on(month.last, len(laid.plan.tiers)) for month in laid.period.months]
    return {tier.id: tuple(band([one[rank]]) for one in counts) for rank, tier in enumerate(laid.plan.tiers)}


def _by_month(plan: Plan, outcomes: Sequence[Outcome]) -> ByMonth:
    found = {}
    for tier in plan.tiers:
        worlds = [one.months[f"members({tier.id})"] for one in outcomes]
        found[tier.id] = tuple(band([one[month] for one in worlds]) for month in range(len(worlds[0])))
    return found


def pairs_of(first: Sequence[Outcome], second: Sequence[Outcome]) -> tuple[Pair, ...]:
    """Every figure of either; the difference is taken world by world, before its percentiles."""
    names = dict.fromkeys([*first[0].figures, *second[0].figures])
    return tuple(_pair(name, first, second) for name in names)


def _pair(name: str, first: Sequence[Outcome], second: Sequence[Outcome]) -> Pair:
    values = [[one.figures[name] for one in side] if name in side[0].figures else None for side in (first, second)]
    ours, theirs = values
    difference = None
    if ours is not None and theirs is not None:
        difference = band([_less(one, other) for one, other in zip(theirs, ours, strict=True)])
    return Pair(name, None if ours is None else band(ours), None if theirs is None else band(theirs), difference)


def _less(one: Figure, other: Figure) -> Figure:
    return None if one is None or other is None else one - other


def _middle(first: Sequence[Outcome], second: Sequence[Outcome]) -> int:
    name = ranked_by(first)
    differences = [_less(other.figures[name], one.figures[name]) for one, other in zip(first, second, strict=True)]
    return first[differences.index(band(differences).p50)].world


def _kept(found: list[Evaluation], evaluate: Evaluate, *arguments: object, **options: object) -> Evaluation:
    """The runner, whose answer is kept beside the figures that are made of it."""
    found.append(evaluate(*arguments, **options))
    return found[-1]
