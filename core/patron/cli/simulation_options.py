"""What `simulate`, `compare` and `tune` have in common: where customers come from, what is assumed, how many worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import click

from patron.cli.options import Day, days

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
WORLDS = 200
MONTHS = 12
MOST_MONTHS = 120
MOST_CUSTOMERS = 10_000_000


class Share(click.ParamType[Fraction]):
    """A share from 0 to 1: `0.35` or `35 %`."""

    name = "SHARE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Reads it exactly."""
        if isinstance(value, Fraction):
            return value
        from patron.simulation.replay.margins import read_share

        try:
            return read_share(str(value))
        except ValueError as error:
            self.fail(f"{error}; write 0.35 or 35 %", param, ctx)


class Customers(click.ParamType[Path | int]):
    """A population's file, or a number of customers of the industry's default population."""

    name = "FILE|N"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path | int:
        """A whole number is a number of customers, everything else a file."""
        if isinstance(value, Path | int):
            return value
        text = str(value)
        plain = text.replace(",", "").replace("_", "")
        if plain.lstrip("-").isdecimal():
            if not 1 <= int(plain) <= MOST_CUSTOMERS:
                self.fail(f"{text} customers: from 1 to {MOST_CUSTOMERS:,} can be made", param, ctx)
            return int(plain)
        return Path(FILE.convert(text, param, ctx))


@dataclass(frozen=True, slots=True)
class PopulationWish:
    """The options that make worlds, as the command line gives them; days since 1970-01-01."""

    population: Path | int
    assumptions: Path | None = None
    first: int | None = None
    last: int | None = None
    months: int | None = None
    worlds: int = WORLDS
    seed: int = 1
    jobs: int | None = None  # processes; None: as many as there are processors
    margin: Fraction | None = None
    margins: Path | None = None


def population_options(function: F) -> F:
    """Adds `population`, `assumptions`, `months`, `worlds`, `seed` and `jobs`."""
    return _decorated(
        function,
        click.option(
            "--population",
            type=Customers(),
            metavar="FILE|N",
            help="Made customers in place of sales: a population's file, or a number of customers with the industry's own figures.",
        ),
        click.option("--assumptions", type=FILE, metavar="FILE", help="How customers answer to the scheme, each entry with its source."),
        click.option("--months", type=click.IntRange(1, MOST_MONTHS), help=f"Length of the period of a population. Default: {MONTHS}."),
        click.option("--worlds", type=click.IntRange(1, 100_000), default=WORLDS, show_default=True, help="How many worlds are drawn."),
        click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Where the random draws start."),
        click.option("--jobs", type=click.IntRange(1, 256), help="Processes at once. Default: one for each processor."),
    )


def margin_options(function: F) -> F:
    """Adds `margin` and `margins`."""
    return _decorated(
        function,
        click.option("--margin", type=Share(), help="Gross margin as a share of sales before the scheme's discounts, such as 0.35."),
        click.option("--margins", type=FILE, metavar="FILE", help="Margins by category: columns category and margin; a row * for others."),
    )


def period_options(function: F) -> F:
    """Adds `first` and `last`, dates or None."""
    return _decorated(
        function,
        click.option(
            "--from", "first", type=Day(), help="First day of the period; default: the first sale, or a population's launch of the scheme."
        ),
        click.option("--to", "last", type=Day(), help="Last day of the period, inclusive; default: the last sale."),
    )


def _decorated(function: F, *options: Callable[[F], F]) -> F:
    for option in reversed(options):
        function = option(function)
    return function


def days_of(first: date | None, last: date | None) -> tuple[int | None, int | None]:
    """Both in days since 1970-01-01; refuses, as misuse, a period that ends before it begins."""
    if first is not None and last is not None and first > last:
        raise click.BadParameter(f"{first} is after --to {last}", param_hint="--from")
    return (None if first is None else days(first)), (None if last is None else days(last))


def check_source(purchases: Path | None, population: Path | int | None) -> None:
    """Refuses, as misuse, a command with both sources of customers or with none."""
    if purchases is None and population is None:
        raise click.UsageError("give --purchases FILE for past sales, or --population FILE|N for made customers")
    if purchases is not None and population is not None:
        raise click.UsageError("--purchases and --population: give one of them")
