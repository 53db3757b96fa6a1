"""`patron fit`: a population fitted to past sales."""

from __future__ import annotations

import json
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patron.cli.options import Day, data_options, days, findings_shown, say_what_was_left

if TYPE_CHECKING:
    from patron.engine.plan import Plan
    from patron.files.prepare import DataFiles, Prepared
    from patron.vocabulary import Industry

_FAR = 2_900_000  # a day after any other: every row is read


class HoldoutPoint(click.ParamType[date | Fraction]):
    """The last day of the first part, or the share of the days that is held out."""

    name = "DATE|SHARE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date | Fraction:
        """A date has hyphens, a share has none."""
        if isinstance(value, date | Fraction):
            return value
        text = str(value)
        if text.count("-") == 2:
            return Day().convert(text, param, ctx)
        from patron.simulation.replay.margins import read_share

        try:
            share = read_share(text)
        except ValueError as error:
            self.fail(f"{error}; write 2025-06-30, 0.3 or 30 %", param, ctx)
        if not 0 < share < 1:
            self.fail("a share above 0 and below 1 can be held out", param, ctx)
        return share


@click.command("fit")
@data_options()
@click.option(
    "--model",
    type=click.Choice(["bg-nbd", "pareto-nbd"]),
    default="bg-nbd",
    show_default=True,
    help="How customers buy and leave: after a purchase (BG/NBD), or at any time (Pareto/NBD).",
)
@click.option(
    "--holdout", type=HoldoutPoint(), help="Last day of the first part, or the share of days held out for the check. Default: a third."
)
@click.option("--unit", type=click.Choice(["week", "day"]), default="week", show_default=True, help="The unit of the fitted rates.")
@click.option("--industry", metavar="ID", help="The plugin whose categories and fields the sales have. Default: general.")
@click.option(
    "--scheme",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A scheme file that names industry, currency and time zone; instead of --industry and --currency.",
)
@click.option("--currency", metavar="CODE", help="Currency of the amounts. Default: CNY.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the table and the sources.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What is printed.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The population file to write, such as population.yaml.")
def command(
    *,
    purchases: Path,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    model: str,
    holdout: date | Fraction | None,
    unit: str,
    industry: str | None,
    scheme: Path | None,
    currency: str | None,
    lang: str,
    form: str,
    out: Path,
) -> None:
    """Fit a population to past sales: how often customers buy, for how much, what, and when in the year.

    Shows observed against expected and a forecast of the last part of the history from its first, and writes the population
    file for `patron simulate --population`. Nothing is written where the history has too little to be fitted.
    """
    if scheme is not None and (industry is not None or currency is not None):
        raise click.UsageError("--scheme names industry and currency: leave --industry and --currency out")
    inputs = (purchases, members, movements, scheme)
    _check_out(out, inputs)
    from patron.files.prepare import DataFiles

    files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
    with findings_shown():
        plan, meant = _from_scheme(scheme) if scheme is not None else _plain(industry or "general", currency or "CNY")
        prepared = _read(files, plan, meant, stated=scheme is not None)
        from patron.simulation.population.dump import dump_population
        from patron.simulation.population.fit import Wish, fit_population
        from patron.simulation.population.fit_document import document

        point = days(holdout) if isinstance(holdout, date) else holdout
        chosen: Any = model
        language: Any = lang
        wish = Wish(_id_of(out), meant, plan.currency, plan.places, chosen, 7.0 if unit == "week" else 1.0, point, language)
        fit = fit_population(prepared.history, wish)
        text = dump_population(fit.population, language)
    rejected = _write(text, out, prepared)
    _show(document(fit), lang, form, out)
    say_what_was_left(prepared, rejected)


def _plain(industry: str, currency: str) -> tuple[Plan, Industry]:
    """A plan without rules, for reading sales that no scheme is laid over; an unknown industry or currency is misuse."""
    from patron import plugins
    from patron.engine.plan import Plan, Tier
    from patron.scheme.currency import is_currency, places
    from patron.scheme.suggest import did_you_mean

    if industry not in plugins.industries():
        known = list(plugins.industries())
        help_text = did_you_mean(industry, known, "industries")
        raise click.BadParameter(f"no industry named {industry!r} is installed; {help_text}", param_hint="--industry")
    if not is_currency(currency):
        raise click.BadParameter(f"{currency!r} is not a currency such as CNY", param_hint="--currency")
    tiers = (Tier("member", "会员", "Member"),)
    plan = Plan("none", industry, currency, places(currency), "Asia/Shanghai", tiers)
    return plan, plugins.industry(industry)


def _from_scheme(path: Path) -> tuple[Plan, Industry]:
    from patron.engine.plan.compile import compile_plan
    from patron.scheme.load import load_scheme

    loaded = load_scheme(path)
    return compile_plan(loaded.require(), loaded.industry), loaded.industry


def _read(files: DataFiles, plan: Plan, industry: Industry, *, stated: bool) -> Prepared:
    """As every command reads sales; without a scheme, opening balances and movements, which are of its tiers, are not looked at."""
    from dataclasses import replace

    from patron.files.prepare import Prepared, checked, prepare
    from patron.files.read import read_files

    if stated:
        return prepare(files, plan, industry, _FAR)
    if files.movements is not None:
        raise click.UsageError("--movements are of a scheme: state it with --scheme, or leave them out")
    reading = read_files(
        files.purchases,
        files.members,
        None,
        time_zone=plan.time_zone,
        places=plan.places,
        industry=industry,
        mapping=files.mapping,
        on_error=files.on_error,
    )
    members = reading.history.members
    opening = [name for name in members.columns if name.startswith("opening_")]
    emptied = members.clear(members.height).select(opening)
    history = replace(reading.history, members=members.with_columns(emptied.get_columns()))
    return checked(Prepared(history, reading.rejected, reading.unread, headings=reading.headings), files.on_error, plan, _FAR)


def _check_out(out: Path, inputs: tuple[Path | None, ...]) -> None:
    if out.is_dir():
        raise click.BadParameter(f"{str(out)!r} is a folder; name a file in it", param_hint="--out")
    if out.suffix.lower() not in {".yaml", ".yml"}:
        raise click.BadParameter(f"{out.name!r} must end in .yaml", param_hint="--out")
    if out.resolve() in {path.resolve() for path in inputs if path is not None}:
        raise click.BadParameter(f"{str(out)!r} is another file of this command", param_hint="--out")


def _id_of(out: Path) -> str:
    """The file's name as an id: small letters, digits and hyphens."""
    import re

    name = re.sub(r"[^a-z0-9]+", "-", out.stem.lower()).strip("-")
    return name if name and name[0].isalpha() else f"population-{name}".rstrip("-")


def _write(text: str, out: Path, prepared: Prepared) -> list[Path]:
    from patron.files.rejected import write_rejected

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="\n")
        return write_rejected(prepared.rejected, out.parent) if prepared.rejected else []
    except OSError as error:
        raise click.ClickException(f"{error.filename or out} cannot be written: {error.strerror or error}") from error


def _show(said: dict[str, Any], lang: str, form: str, out: Path) -> None:
    if form == "json":
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from patron.simulation.population.fit_text import print_fit

    print_fit(Console() if sys.stdout.isatty() else Console(width=120, no_color=True, highlight=False), said, lang)
    click.echo(f"{'已写入' if lang == 'zh' else 'wrote'} {out}")
