"""`patron simulate --purchases`: a scheme laid over past sales."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patron.cli.simulate.margins import check_one_margin, margins_stated

if TYPE_CHECKING:
    from patron.cli.simulate.searching import SearchWish
    from patron.engine.history import History
    from patron.engine.plan import Plan
    from patron.files.prepare import DataFiles, Prepared
    from patron.scheme.load import LoadedScheme
    from patron.simulation.assumptions.model import Assumptions
    from patron.simulation.replay.replay import Replay
    from patron.simulation.replay.request import Request, TakeUp

FAR = 2_900_000  # a day after any other, where the end of the period is not yet known


@dataclass(frozen=True, slots=True)
class SalesWish:
    """The options that make the request, as the command line gives them."""

    first: int | None
    last: int | None
    margin: Fraction | None
    margins: Path | None
    include_discounts: bool
    take_up: tuple[str, ...] = ()
    redeemed: Fraction | None = None  # all
    assumptions: Path | None = None


def simulate_sales(
    loaded: LoadedScheme, files: DataFiles, wish: SalesWish, said: Callable[[str], None], search: SearchWish | None = None
) -> tuple[dict[str, Any], Prepared]:
    """The document, and what was read; with the sections of a search, where one is wished for."""
    from patron.engine.plan.compile import compile_plan
    from patron.engine.run import run
    from patron.files.prepare import prepare, run_on
    from patron.simulation.replay.replay import replay

    plan = compile_plan(loaded.require(), loaded.industry)
    held = assumed_of_sales(loaded, wish)
    said("read")
    prepared = prepare(files, plan, loaded.industry, FAR if wish.last is None else wish.last)

    def once(history: History) -> Replay:
        request = sales_request(loaded, history, wish, held)
        check_openings(plan, history, request)
        return replay(loaded.require(), plan, history, request, evaluate=partial(run, progress=said), progress=said)

    result, prepared = run_on(prepared, files.on_error, once)
    sections: dict[str, Any] = {}
    if search:
        from patron.cli.simulate.searching import runner_for, sections_of, trials_of
        from patron.simulation.search.market import SalesMarket

        market = SalesMarket(prepared.history, result.request, runner=runner_for(trials_of(search), prepared.history.lines.height))
        sections = sections_of(loaded, market, search, lambda done, of: said(f"{done:,} / {of:,}"))
    return sales_document(loaded, files, wish, held, result=result, sections=sections), prepared


def sales_document(
    loaded: LoadedScheme, files: DataFiles, wish: SalesWish, held: Assumptions, *, result: Replay, sections: dict[str, Any]
) -> dict[str, Any]:
    """The document of a replay; `sections`: those of a search."""
    from patron.simulation.report.document import document
    from patron.simulation.report.identity import identity_of
    from patron.simulation.report.population_document import assumption_section

    inputs = {"purchases": files.purchases, "members": files.members, "movements": files.movements, "margins": wish.margins}
    inputs["assumptions"] = wish.assumptions
    assumed = {"assumption_list": assumption_section(loaded.require(), held)} if wish.assumptions else {}
    return document(result, identity_of(loaded.digest, inputs, result.plan.industry), assumed | sections)


def assumed_of_sales(loaded: LoadedScheme, wish: SalesWish) -> Assumptions:
    """The assumptions of a replay, which says nothing of behaviour; refuses, as misuse, what an option states too."""
    from patron.simulation.assumptions.for_replay import load_for_replay
    from patron.simulation.assumptions.model import Assumptions, Effect

    if wish.assumptions is None:
        return Assumptions()
    held = load_for_replay(wish.assumptions, loaded)
    check_one_margin(held, wish.margin, wish.margins)
    options = {Effect.TAKE_UP: ("--take-up", bool(wish.take_up)), Effect.REDEEMED: ("--redeemed", wish.redeemed is not None)}
    for one in held.entries:
        option, given = options.get(one.effect, ("", False))
        if given:
            raise click.UsageError(f"{option}: --assumptions states {one.effect.value} too; state it in one place only")
    return held


def sales_request(
    loaded: LoadedScheme, history: History, wish: SalesWish, held: Assumptions, beside: LoadedScheme | None = None
) -> Request:
    """The period, the margins and what is used; assumptions are taken at their middle. `beside`: a scheme with which it is compared."""
    from patron.simulation.assumptions.model import Effect, middles
    from patron.simulation.replay.request import Request
    from patron.simulation.worlds.job import assumed

    found = assumed(held, middles(held))
    states_use = any(one.effect is Effect.TAKE_UP for one in held.entries)
    sold = history.lines["category"].drop_nulls().unique().to_list() if wish.margins else []
    return Request(
        first=wish.first,
        last=wish.last,
        margins=found.margins or margins_stated(loaded, wish.margin, wish.margins, sold),
        take_up=found.take_up if states_use else take_up_stated(loaded, wish.take_up, beside),
        redeemed=found.redeemed if wish.redeemed is None else wish.redeemed,
        include_discounts=wish.include_discounts,
    )


def check_openings(plan: Plan, history: History, request: Request) -> None:
    """Where --to was not given, opening balances could not be held against the end of the period when the files were read."""
    if request.last is not None or history.members["opening_on"].null_count() == history.members.height:
        return
    from patron.engine.validate import validate_history
    from patron.findings import FindingsError
    from patron.simulation.replay.replay import period_of

    if findings := validate_history(history, plan, period_of(history, request).last):
        raise FindingsError(findings)


def take_up_stated(loaded: LoadedScheme, stated: tuple[str, ...], beside: LoadedScheme | None = None) -> TakeUp:
    """`0.6` for all benefits, `parking=0.5` for one of the scheme, or of the one `beside` it."""
    from patron.scheme.suggest import did_you_mean
    from patron.simulation.replay.margins import read_share
    from patron.simulation.replay.request import TakeUp

    default, by_id = Fraction(1), {}
    schemes = [one.require() for one in (loaded, beside) if one is not None]
    known = [benefit.id for scheme in schemes for benefit in scheme.benefits]
    known += [coupon.id for scheme in schemes for coupon in scheme.coupons if coupon.issue]
    for text in stated:
        name, equals, share = text.rpartition("=")
        try:
            value = read_share(share.strip())
        except ValueError as error:
            raise click.BadParameter(f"{error}; write 0.6, or parking=0.6", param_hint="--take-up") from error
        if not equals:
            default = value
        elif name.strip() not in known:
            message = f"no benefit or issued coupon is named {name!r}; {did_you_mean(name, known)}".rstrip("; ")
            raise click.BadParameter(message, param_hint="--take-up")
        else:
            by_id[name.strip()] = value
    return TakeUp(default, by_id)
