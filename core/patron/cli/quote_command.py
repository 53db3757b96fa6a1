"""`patron quote`: what a basket costs a customer, and why."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from patron.cli.options import data_options, findings_shown

if TYPE_CHECKING:
    from patron.engine.history import History
    from patron.engine.plan import Plan
    from patron.files.prepare import DataFiles
    from patron.quote import Quote, Terms
    from patron.scheme.describe import Lang

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose price it is: one of the two."""

    tier: str | None
    member: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """When the customer comes to the till, and what she shows there."""

    at: str | None
    coupons: tuple[str, ...]
    points: int
    cards: tuple[str, ...]


@click.command("quote")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--basket", type=_FILE, required=True, metavar="FILE", help="What is to be bought: CSV, Excel or Parquet, one row an item.")
@click.option("--tier", metavar="TIER", help="The customer's tier, by id or title.")
@click.option("--member", metavar="WHO", help="The customer: a member's id, phone or full name; needs --purchases.")
@data_options(purchases_required=False)
@click.option("--at", metavar="TIME", help="When it is bought, such as 2025-06-18T14:30 in the scheme's zone.  [default: now]")
@click.option("--coupon", "coupons", multiple=True, metavar="CODE", help="A coupon that is shown, by code or id; may be repeated.")
@click.option("--points", type=click.IntRange(min=0), default=0, metavar="N", help="Points to be redeemed towards the price.")
@click.option(
    "--card", "cards", multiple=True, metavar="NUMBER", help="A prepaid card that pays what it can; may be repeated; with --member."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Chinese or English.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For reading, or for programs."
)
def command(
    *,
    scheme: Path,
    basket: Path,
    tier: str | None,
    member: str | None,
    purchases: Path | None,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    at: str | None,
    coupons: tuple[str, ...],
    points: int,
    cards: tuple[str, ...],
    lang: Lang,
    form: str,
) -> None:
    """Price a basket under SCHEME for a tier or a member, line by line.

    Shows every discount and coupon as applied, or why it was not, what is left to pay, and the points that the basket would
    earn. Exits with 1 if the scheme or the data has errors, for coupons and cards that are not valid, and for goods that may not be
    sold.
    """
    from patron.files.prepare import DataFiles

    if (tier is None) == (member is None):
        raise click.UsageError("say whose price it is: --tier TIER or --member WHO, and not both")
    if member is not None and purchases is None:
        raise click.UsageError("--member needs --purchases, from which the member's tier follows")
    if tier is not None and (purchases or members or movements):
        raise click.UsageError("--tier is the price of anyone in the tier; --purchases, --members and --movements go with --member")
    if tier is not None and cards:
        raise click.UsageError("--card goes with --member, whose movements say what is on the card")
    files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
    with findings_shown():
        quote = _quote(scheme, basket, files, Who(tier, member), Shown(at, coupons, points, cards))
    if form == "json":
        from patron.quote import as_json

        click.echo(as_json(quote), nl=False)
        return
    from patron.quote import as_text

    click.echo(as_text(quote, lang, width=get_terminal_size().columns, color=sys.stdout.isatty()), nl=False)


def _quote(scheme: Path, basket: Path, files: DataFiles, who: Who, shown: Shown) -> Quote:
    from patron.engine.plan.compile import compile_plan
    from patron.files.basket import complete_basket, read_basket
    from patron.quote import Ask, Terms, make_quote
    from patron.scheme.load import load_scheme

    loaded = load_scheme(scheme)
    terms = Terms(loaded.require(), loaded.industry, compile_plan(loaded.require(), loaded.industry))
    plan = terms.plan
    at, day = _instant(shown.at, plan.time_zone)
    history, member = _customer(terms, files, who, at, day)
    read = read_basket(basket, industry=loaded.industry, places=plan.places, time_zone=plan.time_zone, mapping=files.mapping)
    read = complete_basket(read, loaded.industry, plan.places)
    if read.unread:
        click.echo(f"{basket.name}: nothing reads the columns {', '.join(read.unread)} (--map names columns)", err=True)
    return make_quote(terms, Ask(read.lines, history, member, at, day, shown.coupons, shown.points, shown.cards, read.path))


def _customer(terms: Terms, files: DataFiles, who: Who, at: int, day: int) -> tuple[History, str]:
    """What happened before, and the id of the customer in it."""
    from patron.engine.run import run
    from patron.files.find_member import find_member
    from patron.files.prepare import prepare, run_on
    from patron.quote.request import BUYER, customer_of_tier
    from patron.quote.visit import history_before

    tier, member = who.tier, who.member
    plan = terms.plan
    if tier is not None:
        return customer_of_tier(plan, _rank(plan, tier), day), BUYER
    assert member is not None, "one of the two is given"
    prepared = prepare(files, plan, terms.industry, day)
    if files.on_error == "skip":
        _, prepared = run_on(prepared, "skip", lambda history: run(plan, history, day))
    if prepared.rejected_rows:
        click.echo(f"{prepared.rejected_rows:,} rows of the files are wrong and were left out", err=True)
    return history_before(prepared.history, at), find_member(prepared.history, member)


def _rank(plan: Plan, tier: str) -> int:
    """The tier's rank, by its id or its title."""
    from patron.files.tier_words import tier_words

    ranks = {one.id: rank for rank, one in enumerate(plan.tiers)}
    named = tier_words(plan.tiers).get(tier.strip().lower())
    if named is None:
        raise click.BadParameter(f"no tier is named {tier!r}; the scheme's tiers are {', '.join(ranks)}", param_hint="--tier")
    return ranks[named]


def _instant(text: str | None, zone: str) -> tuple[int, int]:
    """UTC microseconds and the local date, of a text or of now."""
    from datetime import UTC, datetime

    import polars as pl

    from patron.files.times import instants

    column = pl.Series("at", [datetime.now(UTC) if text is None else text])
    read = instants(column, zone)
    at, day = read["at"][0], read["day"][0]
    if at is None or day is None:
        raise click.BadParameter(f"{text!r} is not a time such as 2025-06-18T14:30", param_hint="--at")
    return int(at), int(day)
