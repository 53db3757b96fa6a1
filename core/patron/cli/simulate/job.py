"""From the options of a population to what its worlds are made from."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patron.cli.simulate.margins import check_one_margin, margins_stated
from patron.cli.simulation_options import MONTHS, MOST_MONTHS, PopulationWish

if TYPE_CHECKING:
    from patron.engine.plan import Plan
    from patron.findings import Finding
    from patron.scheme.load import LoadedScheme
    from patron.simulation.population.model import Population
    from patron.simulation.population.world import Span
    from patron.simulation.replay.request import Margins
    from patron.simulation.worlds.job import Job

_DEFAULT_LAUNCH = date(2025, 1, 1)  # a scheme that does not say when it starts: a whole calendar year
_EPOCH = date(1970, 1, 1)


def job_of(loaded: LoadedScheme, wish: PopulationWish) -> Job:
    """What the worlds are made from; raises FindingsError for what is wrong in the files, and as misuse for options that disagree."""
    from patron.engine.plan.compile import compile_plan
    from patron.engine.run import BATCH_FROM
    from patron.findings import FindingsError
    from patron.simulation.assumptions.file import load_assumptions
    from patron.simulation.assumptions.model import Assumptions, middles
    from patron.simulation.population.defaults import default_population
    from patron.simulation.population.file import load_population
    from patron.simulation.worlds.job import Job, assumed

    plan = compile_plan(loaded.require(), loaded.industry)
    if isinstance(wish.population, int):
        name, customers = str(loaded.path), wish.population
        population = default_population(loaded.industry)
        kinds = {kind.id for kind in plan.cards}  # the industry's own customers buy what there is
        population = replace(population, cards=tuple(card for card in population.cards if card.kind in kinds))
    else:
        name = str(wish.population)
        population = load_population(wish.population)
        customers = population.customers
    assumptions = Assumptions() if wish.assumptions is None else load_assumptions(wish.assumptions, loaded)
    check_one_margin(assumptions, wish.margin, wish.margins)
    sold = {one.category for one in population.goods} | {population.groups.category}
    margins = margins_stated(loaded, wish.margin, wish.margins, sorted(name for name in sold if name is not None))
    findings = _disagreements(population, plan, name)
    held = assumed(assumptions, middles(assumptions)).margins or margins
    findings += _without_margin(population, held, str(wish.margins or wish.assumptions or name))
    if findings:
        raise FindingsError(findings)
    return Job(
        scheme=loaded.require(),
        plan=plan,
        population=population,
        assumptions=assumptions,
        span=span_of(loaded, wish, population),
        seed=wish.seed,
        margins=margins,
        customers=customers,
        runner="batch" if customers * wish.worlds >= BATCH_FROM else "reference",
    )


def processes_of(wish: PopulationWish) -> int:
    """How many processes work at once."""
    return wish.jobs or os.cpu_count() or 1


def inputs_of(wish: PopulationWish) -> dict[str, Path | None]:
    """The files that were read, by role, for the result's identity."""
    population = None if isinstance(wish.population, int) else wish.population
    return {"population": population, "assumptions": wish.assumptions, "margins": wish.margins}


def span_of(loaded: LoadedScheme, wish: PopulationWish, population: Population) -> Span:
    """From the first customer to the end of the period; refuses, as misuse, one that is too long or ends before it begins."""
    from dateutil.relativedelta import relativedelta

    from patron.simulation.population.world import Span

    if wish.last is not None and wish.months is not None:
        raise click.UsageError("--months and --to: give one of them")
    launch = loaded.require().effective_from or _DEFAULT_LAUNCH if wish.first is None else _EPOCH + timedelta(days=wish.first)
    try:
        first = launch - relativedelta(months=population.arrival.before_months)
        end = launch + relativedelta(months=wish.months or MONTHS)
        longest = launch + relativedelta(months=MOST_MONTHS)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"the customers of a launch on {launch} would leave the calendar", param_hint="--from") from None
    last = end - timedelta(days=1) if wish.last is None else _EPOCH + timedelta(days=wish.last)
    if last < launch:
        raise click.BadParameter(f"{last} is before the launch, {launch}", param_hint="--to")
    if last >= longest:
        raise click.BadParameter(f"{last} is more than {MOST_MONTHS} months after the launch, {launch}", param_hint="--to")
    return Span(*((day - _EPOCH).days for day in (first, launch, last)))


def _disagreements(population: Population, plan: Plan, path: str) -> list[Finding]:
    """Where the population's file is about another business than the scheme."""
    from patron.findings import Finding

    found = []
    for key, own, other in (("currency", population.currency, plan.currency), ("industry", population.industry, plan.industry)):
        if own != other:
            message = f"the population's {key} is {own}, the scheme's is {other}"
            found.append(Finding(path, None, "population-disagrees", message, f"take a population of the same {key}"))
    known = [kind.id for kind in plan.cards]
    for card in population.cards:
        if card.kind not in known:
            message = f"the population buys the card '{card.kind}', which the scheme does not sell"
            found.append(Finding(path, None, "population-disagrees", message, f"cards of the scheme: {', '.join(known) or 'none'}"))
    return found


def _without_margin(population: Population, margins: Margins | None, path: str) -> list[Finding]:
    """Goods of the population that no margin is stated for, where there are margins at all."""
    from patron.findings import Finding

    if margins is None:
        return []
    categories = dict.fromkeys(
        [one.category for one in population.goods] + ([population.groups.category] if population.groups.each_year else [])
    )
    missing = ["goods without category" if one is None else repr(one) for one in categories if margins.of(one) is None]
    if not missing:
        return []
    return [Finding(path, None, "no-margin", f"no margin is stated for {', '.join(missing)}", "state one for each, or one for the rest")]
