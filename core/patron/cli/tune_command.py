"""`patron tune`: the values of a scheme that meet targets and bring the most of one figure."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patron.cli.options import data_options, findings_shown, say_what_was_left
from patron.cli.simulate.searching import vary_option
from patron.cli.simulation_options import PopulationWish, check_source, days_of, margin_options, period_options, population_options

if TYPE_CHECKING:
    from patron.scheme.load import LoadedScheme
    from patron.simulation.search.market import Market
    from patron.simulation.search.targets import Names, Target
    from patron.simulation.search.tune import Tuned
    from patron.simulation.search.vary import Variable


@click.command("tune")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_options(purchases_required=False, snapshots=True)
@population_options
@period_options
@margin_options
@vary_option
@click.option(
    "--target", "targets", multiple=True, metavar="'FIGURE <= VALUE'", help="What must hold, as 'share(vip) <= 1%' or 'cost <= 400000'."
)
@click.option("--no-goals", is_flag=True, help="Leave out the scheme's own goals, which are targets too.")
@click.option("--maximise", metavar="FIGURE", help="The figure of which there is to be as much as can be. Default: net.")
@click.option("--minimise", metavar="FIGURE", help="The figure of which there is to be as little as can be.")
@click.option(
    "--trials", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Most combinations to try; all, if there are fewer."
)
@click.option("--nearest", is_flag=True, help="Write the nearest values where the targets cannot be met.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of what is printed.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where to write the scheme with the best values."
)
def command(
    *,
    scheme: Path,
    purchases: Path | None,
    population: Path | int | None,
    vary: tuple[str, ...],
    maximise: str | None,
    minimise: str | None,
    lang: str,
    out: Path | None,
    **options: Any,
) -> None:
    """Search for the values of SCHEME that meet every --target and bring the most of one figure.

    Each --vary names a value and what it may be. Over a population, figures are the P50 of its worlds. Exits with 1 where no values
    that were tried meet the targets, and says which target stands in the way.
    """
    check_source(purchases, population)
    if not vary:
        raise click.UsageError("give --vary KEY=FROM:TO:STEP for each value that may change")
    if maximise is not None and minimise is not None:
        raise click.UsageError("--maximise and --minimise: give one of them")
    if out is not None and out.resolve() == scheme.resolve():
        raise click.BadParameter("the scheme itself would be overwritten; name another file", param_hint="--out")
    if out is not None:
        from patron.cli.simulate.outputs import check_file

        check_file(out)
    from patron.cli.simulate.searching import variables_of
    from patron.scheme.load import load_scheme

    with findings_shown():
        loaded = load_scheme(scheme)
        loaded.require()
        variables = variables_of(vary)
        names = _names(loaded)
        targets = _targets(loaded, names, options["targets"], goals=not options["no_goals"])
        aim = _aim(names, maximise if minimise is None else minimise, "--maximise" if minimise is None else "--minimise")
        found = _searched(
            loaded, variables, targets, aim, maximise=minimise is None, sources=(purchases, population), lang=lang, options=options
        )
        wrote = _written(loaded, found, out) if out is not None and (found.found or options["nearest"]) else None
    from patron.cli.tuned_text import print_tuned

    print_tuned(_console(), found, names.places, lang, wrote)
    if not found.found:
        raise SystemExit(1)


def _names(loaded: LoadedScheme) -> Names:
    from patron.engine.plan.compile import compile_plan
    from patron.simulation.replay.request import Request
    from patron.simulation.replay.rules import costed_rules
    from patron.simulation.search.targets import Names

    scheme = loaded.require()
    plan = compile_plan(scheme, loaded.industry)
    rules = tuple(rule for _, rule in costed_rules(scheme, plan, Request()))
    return Names(tuple(tier.id for tier in scheme.tiers), rules, plan.places)


def _targets(loaded: LoadedScheme, names: Names, texts: tuple[str, ...], *, goals: bool) -> list[Target]:
    """Those of the options, then the scheme's own; contradictions are misuse."""
    from patron.cli.simulate.searching import misuse_shown
    from patron.simulation.search.targets import contradiction, goals_as_targets, parse_target
    from patron.simulation.search.tune import ContradictionError

    with misuse_shown("--target"):
        found = [parse_target(text, names) for text in texts]
    if goals:
        found += goals_as_targets(loaded.require(), names.places)
    if pair := contradiction(found):
        raise click.BadParameter(str(ContradictionError(*pair)), param_hint="--target")
    return found


def _aim(names: Names, text: str | None, option: str) -> str:
    from patron.cli.simulate.searching import misuse_shown
    from patron.simulation.search.targets import TargetError, read_figure

    if text is None:
        return "net"
    with misuse_shown(option):
        figure, end = read_figure(text, names)
        if text[end:].strip():
            raise TargetError(text, end + 1, "this is too much: a figure's name alone is meant")
        return figure


def _searched(
    loaded: LoadedScheme,
    variables: list[Variable],
    targets: list[Target],
    aim: str,
    *,
    maximise: bool,
    sources: tuple[Path | None, Path | int | None],
    lang: str,
    options: dict[str, Any],
) -> Tuned:
    from patron.cli.simulate.of_population import unbroken
    from patron.cli.simulate.progress import worlds_shown
    from patron.cli.simulate.searching import misuse_shown
    from patron.simulation.search.bench import Bench
    from patron.simulation.search.tune import Search
    from patron.simulation.search.vary import combinations

    with misuse_shown("--vary"):
        count = combinations(variables)
    with unbroken(), _market(loaded, sources, min(count, options["trials"]), options) as market, worlds_shown(lang, "vary") as told:
        search = Search(
            Bench(loaded, market), variables, targets, aim, maximise=maximise, trials=options["trials"], seed=options["seed"], progress=told
        )
        return search.run()


@contextmanager
def _market(loaded: LoadedScheme, sources: tuple[Path | None, Path | int | None], trials: int, options: dict[str, Any]) -> Iterator[Market]:
    """The sales, read once, or the worlds, by processes that are kept until the search is done."""
    first, last = days_of(options["first"], options["last"])
    purchases, population = sources
    if population is not None:
        from patron.cli.simulate.job import job_of, processes_of
        from patron.simulation.search.market import PopulationMarket
        from patron.simulation.worlds.processes import Workers

        names = ("months", "worlds", "seed", "jobs", "margin", "margins")
        wish = PopulationWish(population, options["assumptions"], first, last, *(options[name] for name in names))
        job = job_of(loaded, wish)
        with Workers(processes_of(wish)) as workers:
            yield PopulationMarket(job, wish.worlds, workers)
        return
    from patron.cli.simulate.of_sales import SalesWish
    from patron.cli.simulate.searching import sales_market
    from patron.files.prepare import DataFiles

    skip = options["on_error"] == "skip"
    files = DataFiles(purchases, options["members"], options["movements"], options["mapping"], "skip" if skip else "stop")
    asked = SalesWish(first, last, options["margin"], options["margins"], include_discounts=False, assumptions=options["assumptions"])
    market, prepared = sales_market(loaded, files, asked, trials=trials)
    say_what_was_left(prepared, [])
    yield market


def _written(loaded: LoadedScheme, found: Tuned, out: Path) -> Path:
    """The scheme with the new values; what was written is read again, as a check."""
    from patron.scheme.load import load_scheme
    from patron.simulation.search.rewrite import rewritten, write_scheme

    try:
        write_scheme(out, rewritten(loaded, found.best.changes))
    except OSError as error:
        raise click.ClickException(f"{error.filename or out} cannot be written: {error.strerror or error}") from error
    load_scheme(out).require()
    return out


def _console() -> Any:
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=100, no_color=True, highlight=False)
