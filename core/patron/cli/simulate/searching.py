"""`--vary` and `--tornado` of `simulate`: the sections that they add to its document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from patron.cli.simulate.of_sales import SalesWish
    from patron.engine.run import Runner
    from patron.files.prepare import DataFiles, Prepared
    from patron.scheme.load import LoadedScheme
    from patron.simulation.search.market import Market, SalesMarket
    from patron.simulation.search.vary import Variable

F = TypeVar("F", bound=Callable[..., Any])
TORNADO_WORLDS = 20  # enough for the order of the bars, since both ends live in the same worlds
_BARS = 40  # schemes that a tornado tries, about
_MUCH = 50_000  # lines of all trials together, from which the batch runner's compiling pays


@dataclass(frozen=True, slots=True)
class SearchWish:
    """What the options ask for; `figure` is that of a heat map."""

    vary: tuple[str, ...] = ()
    tornado: bool = False
    figure: str = "net"

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.vary) or self.tornado


def vary_option(function: F) -> F:
    """Adds `vary`."""
    return click.option(
        "--vary",
        multiple=True,
        metavar="KEY=FROM:TO:STEP|KEY=A,B",
        help="Values of the scheme to try: a parameter's name, or RULE.KEY such as single-purchase.at_least.",
    )(function)


def search_options(function: F) -> F:
    """Adds `vary`, `tornado` and `figure`."""
    for option in (
        click.option("--figure", default="net", show_default=True, help="What a heat map of two varied keys shows."),
        click.option("--tornado", is_flag=True, help="What the result depends on most: every assumption at its ends, every figure ± 10 %."),
    ):
        function = option(function)
    return vary_option(function)


def sections_of(loaded: LoadedScheme, market: Market, wish: SearchWish, told: Callable[[int, int], None]) -> dict[str, Any]:
    """`tornado`, `curves` and `heat` of the document. Raises FindingsError for what is wrong with keys and values."""
    from patron.simulation.report.search_document import search_sections
    from patron.simulation.search.bench import Bench
    from patron.simulation.search.curves import Curve, Heat, vary
    from patron.simulation.search.tornado import tornado

    variables = variables_of(wish.vary)
    found = bars = None
    with misuse_shown("--vary"):
        if variables:
            found = vary(Bench(loaded, market), variables, figure=wish.figure, progress=told)
    if wish.tornado:
        bars = tornado(Bench(loaded, market.fewer(TORNADO_WORLDS)), progress=told)
    return search_sections(
        loaded.require(),
        assumptions=market.assumptions,
        curve=found if isinstance(found, Curve) else None,
        heat=found if isinstance(found, Heat) else None,
        bars=bars,
    )


def trials_of(wish: SearchWish) -> int:
    """About how many schemes will be tried."""
    return sum(len(one.values) for one in variables_of(wish.vary)) + (_BARS if wish.tornado else 0)


def runner_for(trials: int, lines: int) -> Runner:
    """Both runners give the same; the batch runner pays for its compiling where much is laid over."""
    return "batch" if trials * lines > _MUCH else "auto"


def variables_of(texts: Sequence[str]) -> list[Variable]:
    """What `--vary` says; refuses, as misuse, what cannot be read."""
    from patron.simulation.search.vary import parse_vary

    with misuse_shown("--vary"):
        return [parse_vary(text) for text in texts]


@contextmanager
def misuse_shown(option: str) -> Iterator[None]:
    """Errors of the search's own words as misuse of an option."""
    from patron.simulation.search.targets import TargetError
    from patron.simulation.search.vary import VaryError

    try:
        yield
    except (VaryError, TargetError) as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def sales_market(loaded: LoadedScheme, files: DataFiles, wish: SalesWish, *, trials: int) -> tuple[SalesMarket, Prepared]:
    """The sales read and prepared once, and checked under the scheme as it stands. Raises FindingsError for what is wrong in them."""
    from patron.cli.simulate.of_sales import FAR, assumed_of_sales, check_openings, sales_request
    from patron.engine.history import History
    from patron.engine.plan.compile import compile_plan
    from patron.files.prepare import prepare, run_on
    from patron.simulation.search.market import Ask, SalesMarket

    plan = compile_plan(loaded.require(), loaded.industry)
    held = assumed_of_sales(loaded, wish)
    prepared = prepare(files, plan, loaded.industry, FAR if wish.last is None else wish.last)
    runner = runner_for(trials, prepared.history.lines.height)

    def once(history: History) -> SalesMarket:
        request = sales_request(loaded, history, wish, held)
        check_openings(plan, history, request)
        market = SalesMarket(history, request, runner=runner)
        market.lay(Ask(loaded.require(), plan), history)
        return market

    return run_on(prepared, files.on_error, once)
