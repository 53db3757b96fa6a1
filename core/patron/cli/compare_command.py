"""`patron compare`: two schemes over the same sales, or in the same worlds."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patron.cli.options import data_options, findings_shown, say_what_was_left
from patron.cli.simulate.use_options import refuse_options_of_the_other, use_options
from patron.cli.simulation_options import PopulationWish, check_source, days_of, margin_options, period_options, population_options

if TYPE_CHECKING:
    from patron.cli.simulate.of_sales import SalesWish
    from patron.files.prepare import DataFiles, Prepared
    from patron.scheme.load import LoadedScheme
    from patron.simulation.search.compare import Compared
    from patron.simulation.search.market import Ask

_SCHEME = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("compare")
@click.argument("scheme_a", metavar="A", type=_SCHEME)
@click.argument("scheme_b", metavar="B", type=_SCHEME)
@data_options(purchases_required=False, snapshots=True)
@population_options
@period_options
@margin_options
@use_options
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the summary, workbook and opened page."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder to write to; without it, only the summary.")
@click.pass_context
def command(
    context: click.Context,
    *,
    scheme_a: Path,
    scheme_b: Path,
    purchases: Path | None,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    population: Path | int | None,
    assumptions: Path | None,
    months: int | None,
    worlds: int,
    seed: int,
    jobs: int | None,
    first: date | None,
    last: date | None,
    margin: Fraction | None,
    margins: Path | None,
    amounts: str,
    take_up: tuple[str, ...],
    redeemed: Fraction | None,
    lang: str,
    out: Path | None,
) -> None:
    """Lay schemes A and B over the same customers: who gains, who loses, and what each costs.

    With --purchases both are laid over the same sales, and compare.csv names the members whom B treats otherwise than A. With
    --population both live in the same worlds with the same draws, and every difference has a band.
    """
    check_source(purchases, population)
    start, end = days_of(first, last)
    refuse_options_of_the_other(context, made=population is not None)
    from patron.cli.simulate.of_sales import SalesWish
    from patron.cli.simulate.outputs import check_folder
    from patron.files.prepare import DataFiles

    if out is not None:
        check_folder(out)
    prepared = None
    with findings_shown():
        pair = _loaded(scheme_a, scheme_b)
        if population is not None:
            wish = PopulationWish(population, assumptions, start, end, months, worlds, seed, jobs, margin, margins)
            found, inputs = _worlds(pair, wish, lang)
        else:
            files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
            asked = SalesWish(start, end, margin, margins, amounts == "include-discounts", take_up, redeemed, assumptions)
            found, prepared = _sales(pair, files, asked)
            inputs = {"purchases": purchases, "members": members, "movements": movements, "margins": margins, "assumptions": assumptions}
        document, wrote, rejected = _written(found, pair, inputs, prepared, out=out, lang=lang)
    _show(document, lang, [*wrote, *rejected])
    if prepared is not None:
        if prepared.rejected and not rejected:
            click.echo(f"{prepared.rejected_rows:,} rows were set aside; --out writes them to files", err=True)
        say_what_was_left(prepared, rejected)


def _loaded(first: Path, second: Path) -> tuple[LoadedScheme, LoadedScheme]:
    """Both schemes; raises FindingsError with the errors of both files."""
    from patron.findings import FindingsError, Severity
    from patron.scheme.load import load_scheme
    from patron.simulation.search.compare import check_comparable

    pair = load_scheme(first), load_scheme(second)
    errors = [one for loaded in pair for one in loaded.findings if one.severity is Severity.ERROR]
    if errors:
        raise FindingsError(dict.fromkeys(errors))
    check_comparable(*pair)
    return pair


def _asks(pair: tuple[LoadedScheme, LoadedScheme]) -> list[Ask]:
    from patron.engine.plan.compile import compile_plan
    from patron.simulation.search.market import Ask

    return [Ask(one.require(), compile_plan(one.require(), one.industry)) for one in pair]


def _sales(pair: tuple[LoadedScheme, LoadedScheme], files: DataFiles, wish: SalesWish) -> tuple[Compared, Prepared]:
    """The sales are read once, with every profile field that either scheme asks for."""
    from patron.cli.simulate.of_sales import FAR, assumed_of_sales, check_openings, sales_request
    from patron.engine.history import History
    from patron.files.prepare import checked, prepare, run_on
    from patron.simulation.search.compare import compare_sales

    held, _ = (assumed_of_sales(one, wish) for one in pair)  # they must be possible under both
    asks = _asks(pair)
    plans = [one.plan for one in asks]
    fields = tuple(sorted({field for plan in plans for field in plan.profile_fields}))
    last = FAR if wish.last is None else wish.last
    prepared = prepare(files, replace(plans[0], profile_fields=fields), pair[0].industry, last)
    prepared = checked(prepared, files.on_error, plans[1], last)

    def once(history: History) -> Compared:
        request = sales_request(pair[0], history, wish, held, pair[1])
        for plan in plans:
            check_openings(plan, history, request)
        return compare_sales(asks, history, request)

    return run_on(prepared, files.on_error, once)


def _worlds(pair: tuple[LoadedScheme, LoadedScheme], wish: PopulationWish, lang: str) -> tuple[Compared, dict[str, Path | None]]:
    """The worlds are made as for the first scheme: its launch is that of both."""
    from patron.cli.simulate.job import inputs_of, job_of, processes_of
    from patron.cli.simulate.of_population import unbroken
    from patron.cli.simulate.progress import worlds_shown
    from patron.simulation.search.compare import compare_worlds
    from patron.simulation.search.market import PopulationMarket
    from patron.simulation.worlds.processes import Workers

    job_of(pair[1], wish)  # the assumptions and the customers must be possible under the second scheme too
    job = job_of(pair[0], wish)
    with unbroken(), Workers(processes_of(wish)) as workers, worlds_shown(lang) as told:
        return compare_worlds(_asks(pair), PopulationMarket(job, wish.worlds, workers), told), inputs_of(wish)


def _written(
    found: Compared,
    pair: tuple[LoadedScheme, LoadedScheme],
    inputs: dict[str, Path | None],
    prepared: Prepared | None,
    *,
    out: Path | None,
    lang: Any,
) -> tuple[dict[str, Any], list[Path], list[Path]]:
    """The document, the files of the comparison, and those of rows that were set aside."""
    from patron.files.rejected import write_rejected
    from patron.simulation.report.compare_document import compare_document
    from patron.simulation.report.compare_outputs import write_comparison
    from patron.simulation.report.identity import identity_of

    first, second = (identity_of(one.digest, inputs, one.require().industry) for one in pair)
    document = compare_document(found, (first, second), (pair[0].path.name, pair[1].path.name))
    if out is None:
        return document, [], []
    try:
        wrote = write_comparison(document, found.moves, out, lang)
        return document, wrote, write_rejected(prepared.rejected, out) if prepared is not None and prepared.rejected else []
    except OSError as error:
        raise click.ClickException(f"{error.filename or out} cannot be written: {error.strerror or error}") from error


def _show(document: dict[str, Any], lang: Any, wrote: list[Path]) -> None:
    from rich.console import Console

    from patron.simulation.report.compare_summary import print_comparison

    console = Console() if sys.stdout.isatty() else Console(width=100, no_color=True, highlight=False)
    print_comparison(console, document, lang, wrote)
