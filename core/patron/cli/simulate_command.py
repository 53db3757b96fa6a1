"""`patron simulate`: a scheme laid over past sales."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patron.cli.options import Day, data_options, days, findings_shown, say_what_was_left

if TYPE_CHECKING:
    from patron.engine.history import History
    from patron.engine.plan import Plan
    from patron.files.prepare import DataFiles, Prepared
    from patron.scheme.load import LoadedScheme
    from patron.simulation.replay.replay import Replay
    from patron.simulation.replay.request import Margins, Request, TakeUp

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_FAR = 2_900_000  # a day after any other, where the end of the period is not yet known
_PHASES = {
    "read": ("读取销售", "reading the sales"),
    "price": ("按各等级定价", "pricing for every tier"),
    "run": ("运行方案", "running the scheme"),
    "figures": ("汇总", "drawing up the figures"),
    "check": ("复核盈亏平衡", "checking the break-even"),
    "write": ("生成报告", "writing the report"),
}


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


@dataclass(frozen=True, slots=True)
class _Wish:
    """The options that make the request, as the command line gives them."""

    first: int | None
    last: int | None
    margin: Fraction | None
    margins: Path | None
    include_discounts: bool
    take_up: tuple[str, ...]
    redeemed: Fraction


@click.command("simulate")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_options()
@click.option("--from", "first", type=Day(), help="First day of the period; default: the first sale.")
@click.option("--to", "last", type=Day(), help="Last day of the period, inclusive; default: the last sale.")
@click.option("--margin", type=Share(), help="Gross margin as a share of sales before the scheme's discounts, such as 0.35.")
@click.option("--margins", type=_FILE, metavar="FILE", help="Margins by category: columns category and margin; a row * for the rest.")
@click.option(
    "--amounts",
    type=click.Choice(["without-discounts", "include-discounts"]),
    default="without-discounts",
    show_default=True,
    help="What the amounts are: paid without this scheme, or with its discounts already taken off.",
)
@click.option(
    "--take-up", multiple=True, metavar="SHARE|ID=SHARE", help="Share of the benefits that is used; of all, or of one by id. Default: all."
)
@click.option("--redeemed", type=Share(), default="1", help="Share of points that will be redeemed. Default: all.")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the summary, the workbook and the opened report.",
)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
def command(
    *,
    scheme: Path,
    purchases: Path,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    first: date | None,
    last: date | None,
    margin: Fraction | None,
    margins: Path | None,
    amounts: str,
    take_up: tuple[str, ...],
    redeemed: Fraction,
    lang: str,
    out: Path,
) -> None:
    """Lay SCHEME over past sales: who would be in which tier, what it costs, what it must bring.

    Writes report.html, result.xlsx and result.json to the folder and a summary to the terminal. Behaviour is not changed:
    the break-even says how much more must be sold for the scheme to pay for itself; it needs --margin or --margins.
    """
    if first is not None and last is not None and first > last:
        raise click.BadParameter(f"{first} is after --to {last}", param_hint="--from")
    from patron.files.prepare import DataFiles

    files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
    wish = _Wish(
        None if first is None else days(first),
        None if last is None else days(last),
        margin,
        margins,
        amounts == "include-discounts",
        take_up,
        redeemed,
    )
    language: Any = lang
    with findings_shown(), _progress(lang) as said:
        document, prepared = _simulate(scheme, files, wish, said)
        said("write")
        wrote = _write(document, out, language, prepared)
    _show(document, language, wrote)
    say_what_was_left(prepared, [path for path in wrote if path.name.endswith(".rejected.csv")])


def _simulate(scheme: Path, files: DataFiles, wish: _Wish, said: Callable[[str], None]) -> tuple[dict[str, Any], Prepared]:
    """The document, and what was read."""
    from patron.engine.plan.compile import compile_plan
    from patron.engine.run import run
    from patron.files.prepare import prepare, run_on
    from patron.scheme.load import load_scheme
    from patron.simulation.replay.replay import replay
    from patron.simulation.report.document import document
    from patron.simulation.report.identity import identity_of

    loaded = load_scheme(scheme)
    plan = compile_plan(loaded.require(), loaded.industry)
    take_up = _take_up(loaded, wish.take_up)
    said("read")
    prepared = prepare(files, plan, loaded.industry, _FAR if wish.last is None else wish.last)

    def once(history: History) -> Replay:
        request = _request(loaded, history, wish, take_up)
        _check_openings(plan, history, request)
        return replay(loaded.require(), plan, history, request, evaluate=partial(run, progress=said), progress=said)

    result, prepared = run_on(prepared, files.on_error, once)
    inputs = {"purchases": files.purchases, "members": files.members, "movements": files.movements, "margins": wish.margins}
    return document(result, identity_of(loaded.digest, inputs, plan.industry)), prepared


def _request(loaded: LoadedScheme, history: History, wish: _Wish, take_up: TakeUp) -> Request:
    from patron.simulation.replay.request import Request

    return Request(
        first=wish.first,
        last=wish.last,
        margins=_margins(loaded, history, wish),
        take_up=take_up,
        redeemed=wish.redeemed,
        include_discounts=wish.include_discounts,
    )


def _check_openings(plan: Plan, history: History, request: Request) -> None:
    """Where --to was not given, opening balances could not be held against the end of the period when the files were read."""
    if request.last is not None or history.members["opening_on"].null_count() == history.members.height:
        return
    from patron.engine.validate import validate_history
    from patron.findings import FindingsError
    from patron.simulation.replay.replay import period_of

    if findings := validate_history(history, plan, period_of(history, request).last):
        raise FindingsError(findings)


def _margins(loaded: LoadedScheme, history: History, wish: _Wish) -> Margins | None:
    from patron.simulation.replay.request import Margins

    if wish.margins is None:
        return None if wish.margin is None else Margins(wish.margin)
    from patron.files.sources import open_source
    from patron.simulation.replay.margins import margins_of

    source = open_source(wish.margins)
    cells = source.frame.collect()
    rows = [[None if cell is None else str(cell) for cell in row] for row in cells.iter_rows()]
    sold = history.lines["category"].drop_nulls().unique().to_list()
    return margins_of(wish.margins, source.headings, rows, industry=loaded.industry, sold=sold, default=wish.margin)


def _take_up(loaded: LoadedScheme, stated: tuple[str, ...]) -> TakeUp:
    """`0.6` for all benefits, `parking=0.5` for one."""
    from patron.scheme.suggest import did_you_mean
    from patron.simulation.replay.margins import read_share
    from patron.simulation.replay.request import TakeUp

    default, by_id = Fraction(1), {}
    known = [benefit.id for benefit in loaded.require().benefits] + [coupon.id for coupon in loaded.require().coupons if coupon.issue]
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


@contextmanager
def _progress(lang: str) -> Iterator[Callable[[str], None]]:
    """A line on a terminal that says what is being done; nothing in a pipe. Texts that are no phase are shown as they are."""
    if not sys.stderr.isatty():
        yield lambda phase: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:

        def said(phase: str) -> None:
            words = _PHASES.get(phase, (phase, phase))
            status.update(f"{words[0 if lang == 'zh' else 1]}…")

        yield said


def _write(document: dict[str, Any], out: Path, lang: Any, prepared: Prepared) -> list[Path]:
    """The files of the folder, and the rows that were set aside."""
    from patron.files.rejected import write_rejected
    from patron.simulation.report.outputs import write_outputs

    try:
        wrote = write_outputs(document, out, lang)
        if prepared.rejected:
            wrote += write_rejected(prepared.rejected, out)
    except OSError as error:
        raise click.ClickException(f"{error.filename or out} cannot be written: {error.strerror or error}") from error
    return wrote


def _show(document: dict[str, Any], lang: Any, wrote: list[Path]) -> None:
    from rich.console import Console

    from patron.simulation.report.summary import print_summary

    console = Console() if sys.stdout.isatty() else Console(width=100, no_color=True, highlight=False)
    print_summary(console, document, lang, wrote)
