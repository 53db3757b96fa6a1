"""`patron simulate`: a scheme laid over past sales, or over the worlds of a population."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from patron.cli.on_cluster import cluster_options, refuse_without
from patron.cli.options import data_options, findings_shown, say_what_was_left
from patron.cli.simulate.searching import SearchWish, search_options
from patron.cli.simulate.use_options import refuse_options_of_the_other, use_options
from patron.cli.simulation_options import (
    PopulationWish,
    check_source,
    days_of,
    margin_options,
    period_options,
    population_options,
)


@click.command("simulate")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_options(purchases_required=False, snapshots=True)
@population_options
@period_options
@margin_options
@use_options
@search_options
@cluster_options
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the summary, the workbook and the opened report.",
)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
@click.pass_context
def command(
    context: click.Context,
    *,
    scheme: Path,
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
    vary: tuple[str, ...],
    tornado: bool,
    figure: str,
    on: str | None,
    parts: int | None,
    lang: str,
    out: Path,
) -> None:
    """Lay SCHEME over past sales: who would be in which tier, what it costs, what it must bring.

    Writes report.html, result.xlsx and result.json to the folder and a summary to the terminal. With --purchases nobody's
    behaviour is changed: the break-even says how much more must be sold for the scheme to pay for itself; it needs --margin or
    --margins. With --population customers are made, answer as --assumptions says, and every figure has a band over many worlds.
    --vary KEY=20000:60000:5000 draws the figures along one value of the scheme, two of them a heat map.
    """
    check_source(purchases, population)
    start, end = days_of(first, last)
    refuse_options_of_the_other(context, made=population is not None)
    from patron.cli.simulate.outputs import check_folder

    check_folder(out)
    search = SearchWish(vary, tornado, figure)
    refuse_without(parts, on)
    _refuse_on(on, jobs, search, lang, parts=parts, made=population is not None)
    if population is not None:
        wish = PopulationWish(population, assumptions, start, end, months, worlds, seed, jobs, margin, margins)
        _of_population(scheme, wish, search, lang, out, on=on)
        return
    from patron.cli.simulate.of_sales import SalesWish
    from patron.files.prepare import DataFiles

    assert purchases is not None
    files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
    asked = SalesWish(start, end, margin, margins, amounts == "include-discounts", take_up, redeemed, assumptions)
    _of_sales(scheme, files, asked, search=search, lang=lang, out=out, place=(on, parts))


def _of_sales(
    scheme: Path, files: Any, wish: Any, *, search: SearchWish, lang: str, out: Path, place: tuple[str | None, int | None]
) -> None:
    from patron.cli.simulate.of_sales import simulate_sales
    from patron.cli.simulate.outputs import show, write
    from patron.cli.simulate.progress import phases_shown
    from patron.scheme.load import load_scheme

    with findings_shown(), phases_shown(lang) as said:
        on, parts = place
        if on is None:
            document, prepared = simulate_sales(load_scheme(scheme), files, wish, said, search)
        else:
            from patron.cli.simulate.sales_on_cluster import Place, simulate_sales_on

            document, prepared = simulate_sales_on(load_scheme(scheme), files, wish, Place(on, parts, lang), said)
        said("write")
        wrote = write(document, out, lang, prepared)
    show(document, lang, wrote)
    say_what_was_left(prepared, [path for path in wrote if path.name.endswith(".rejected.csv")])


def _refuse_on(on: str | None, jobs: int | None, search: SearchWish, lang: str, *, parts: int | None, made: bool) -> None:
    """Refuses, as misuse, what is not worked out on a cluster. `made`: of a population."""
    if on is None:
        return
    refused = {
        "--jobs": (
            jobs is not None,
            "按本机进程计；用 --on 时由集群决定同时运行多少",
            "counts processes of this machine; with --on the cluster says how many run at a time",
        ),
        "--parts": (
            made and parts is not None,
            "是会员的份数；用 --population 时每个世界是一个任务",
            "is of members; with --population every world is a task",
        ),
        "--vary and --tornado": (
            bool(search),
            "在一台机器上计算：每个取值都要重读同样的数据；请去掉 --on",
            "are worked out on one machine, which keeps the data between one value and the next; leave --on out",
        ),
    }
    for option, (given, zh, en) in refused.items():
        if given:
            raise click.UsageError(f"{option.replace(' and ', ' 和 ')} {zh}" if lang == "zh" else f"{option} {en}")


def _of_population(scheme: Path, wish: PopulationWish, search: SearchWish, lang: str, out: Path, *, on: str | None) -> None:
    from patron.cli.simulate.of_population import simulate_population
    from patron.cli.simulate.outputs import show, write
    from patron.cli.simulate.progress import phases_shown
    from patron.scheme.load import load_scheme

    with findings_shown():
        document = simulate_population(load_scheme(scheme), wish, lang, search, on=on)
        with phases_shown(lang) as said:
            said("write")
            wrote = write(document, out, lang)
    show(document, lang, wrote)
