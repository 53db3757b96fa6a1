"""The options of past sales alone, for every command that lays a scheme over them: what amounts are, and what is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from patron.cli.simulation_options import Share

F = TypeVar("F", bound=Callable[..., Any])
OF_SALES = ("members", "movements", "mapping", "on_error", "amounts", "take_up", "redeemed")
OF_POPULATIONS = ("months", "worlds", "seed", "jobs")


def use_options(function: F) -> F:
    """Adds `amounts`, `take_up` and `redeemed`."""
    options = (
        click.option(
            "--amounts",
            type=click.Choice(["without-discounts", "include-discounts"]),
            default="without-discounts",
            show_default=True,
            help="What the amounts are: paid without this scheme, or with its discounts already taken off.",
        ),
        click.option(
            "--take-up",
            multiple=True,
            metavar="SHARE|ID=SHARE",
            help="Share of the benefits that is used; of all, or of one by id. Default: all.",
        ),
        click.option("--redeemed", type=Share(), help="Share of points that will be redeemed. Default: all."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def refuse_options_of_the_other(context: click.Context, *, made: bool) -> None:
    """Refuses, as misuse, options of the other source of customers: they would change nothing, unseen. `made`: of a population."""
    given = {one.name: one.opts[0] for one in context.command.params if isinstance(one, click.Option)}
    for name in OF_SALES if made else OF_POPULATIONS:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            more = "; state it in --assumptions" if name in ("take_up", "redeemed") else ""
            raise click.UsageError(f"{given[name]} goes with {'--purchases' if made else '--population'} only{more}")
