"""`patron evaluate`: every member's tier and points as of a date, as a file."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patron.cli.on_cluster import cluster_options, evaluate_on_cluster, refuse_outputs, refuse_without
from patron.cli.options import as_of_option, check_outputs, data_options, days, findings_shown, say_what_was_left, write_all

if TYPE_CHECKING:
    from patron.engine.history import History
    from patron.engine.plan import Plan
    from patron.engine.results import Evaluation
    from patron.files.prepare import DataFiles, Prepared

_OUT = click.Path(path_type=Path)
_LARGE = 8 << 20  # bytes


@click.command("evaluate")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_options(snapshots=True)
@as_of_option
@click.option("--out", required=True, type=_OUT, help="One row a member; .csv, .parquet or .xlsx.")
@click.option("--changes", type=_OUT, metavar="OUT2", help="One row a change of tier; .csv, .parquet or .xlsx.")
@click.option("--cards", type=_OUT, metavar="OUT3", help="One row a prepaid card: state, holder, value, balance, what was earned.")
@click.option("--card-ledger", type=_OUT, metavar="OUT4", help="One row a posting of the cards' ledger.")
@click.option("--card-rights", type=_OUT, metavar="OUT5", help="One row a member and rule by which a free card may be given.")
@click.option("--entitlements", type=_OUT, metavar="OUT6", help="One row a benefit issued to a member: granted, used, lapsed, left.")
@click.option("--vouchers", type=_OUT, metavar="OUT7", help="One row an issue of vouchers to a member: worth, used, expired, left.")
@click.option("--receipts", type=_OUT, metavar="OUT8", help="One row a purchase: member, card, seller, amount and the points that it made.")
@click.option(
    "--runner",
    type=click.Choice(["auto", "reference", "batch"]),
    default="auto",
    show_default=True,
    help="Which engine works it out; both give the same.",
)
@cluster_options
def command(
    *,
    scheme: Path,
    purchases: Path,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    as_of: date,
    out: Path,
    changes: Path | None,
    cards: Path | None,
    card_ledger: Path | None,
    card_rights: Path | None,
    entitlements: Path | None,
    vouchers: Path | None,
    receipts: Path | None,
    runner: str,
    on: str | None,
    parts: int | None,
) -> None:
    """Work out every member's tier and points under SCHEME as of a date.

    Writes one row for each member: tier, since, next review, the rule that gave it, points, and what counted in the last
    12 months. Exits with 1 and writes nothing if the scheme or the data has errors.
    """
    from patron.files.prepare import DataFiles
    from patron.files.rejected import rejected_tables
    from patron.files.results import change_table, member_table
    from patron.files.write import Output

    asked = {"--out": out, "--changes": changes, "--cards": cards, "--card-ledger": card_ledger, "--card-rights": card_rights}
    asked |= {"--entitlements": entitlements, "--vouchers": vouchers, "--receipts": receipts}
    check_outputs(asked, (scheme, purchases, members, movements))
    files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
    refuse_without(parts, on)
    if on is not None:
        further = {option: path for option, path in asked.items() if option not in ("--out", "--changes")}
        refuse_outputs({**further, "--runner reference": runner == "reference"})
        evaluate_on_cluster(scheme, files, on=on, as_of=days(as_of), out=out, changes=changes, parts=parts)
        return
    with findings_shown():
        beside = any(path is not None for option, path in asked.items() if option not in ("--out", "--changes"))
        detail = vouchers is not None or receipts is not None
        evaluation, prepared, plan = _evaluate(scheme, files, days(as_of), runner, detail=detail, further=beside)
        rejected = rejected_tables(prepared.rejected, out.parent)
    outputs = [Output(out, member_table(evaluation.members, plan.places))]
    if changes is not None:
        outputs.append(Output(changes, change_table(evaluation.changes)))
    if cards is not None or card_ledger is not None or card_rights is not None:
        from patron.files.card_results import card_outputs

        outputs += card_outputs(plan, prepared.history, days(as_of), cards=cards, ledger=card_ledger, rights=card_rights)
    if entitlements is not None:
        from patron.files.entitlement_results import entitlement_output

        outputs.append(entitlement_output(plan, prepared.history, evaluation, days(as_of), entitlements))
    if vouchers is not None or receipts is not None:
        from patron.files.voucher_results import use_outputs

        outputs += use_outputs(plan, prepared.history, evaluation, days(as_of), vouchers=vouchers, receipts=receipts)
    write_all([*outputs, *rejected])
    say_what_was_left(prepared, [output.path for output in rejected])
    _say_restricted(plan, prepared.history, evaluation, days(as_of))
    if sys.stderr.isatty():
        _summary(evaluation, out)


def _evaluate(scheme: Path, files: DataFiles, as_of: int, runner: str, *, detail: bool, further: bool) -> tuple[Evaluation, Prepared, Plan]:
    """The result, what was read, and the plan. `further`: more than members and changes is asked for."""
    from patron.engine.plan.compile import compile_plan
    from patron.engine.run import run
    from patron.files.in_parts.evaluate import in_parts
    from patron.files.in_parts.waiting import NoPlaceError
    from patron.files.prepare import prepare, run_on
    from patron.scheme.load import load_scheme

    loaded = load_scheme(scheme)
    plan = compile_plan(loaded.require(), loaded.industry)
    detail = detail or bool(plan.restricted)

    def said(message: str) -> None:
        click.echo(message, err=True)

    if runner != "reference" and _is_large(files.purchases):
        from patron.engine.batch import ready

        ready.begin()
    if runner != "reference" and not further:
        try:
            divided = in_parts(files, plan, loaded.industry, as_of, said)
        except NoPlaceError as error:
            raise click.ClickException(str(error)) from error
        if divided is not None:
            return *divided, plan
    prepared = prepare(files, plan, loaded.industry, as_of)
    evaluation, prepared = run_on(
        prepared,
        files.on_error,
        lambda history: run(plan, history, as_of, detail=detail, runner=runner, progress=said),  # type: ignore[arg-type]
    )
    return evaluation, prepared, plan


def _is_large(path: Path | None) -> bool:
    """Whether a file has so many rows that the batch runner will have them."""
    return path is not None and path.is_file() and path.stat().st_size >= _LARGE


def _say_restricted(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> None:
    """On stderr: lines of restricted goods that were sold outside a rule; they change no result."""
    if not plan.restricted or evaluation.purchases is None:
        return
    from collections import Counter

    import polars as pl

    from patron.engine.restricted import sold_outside

    sold = sold_outside(plan, history.lines.filter(pl.col("day") <= as_of), evaluation.purchases)
    for rule, number in Counter(one.rule for one in sold).items():
        lines = "line of restricted goods was" if number == 1 else "lines of restricted goods were"
        click.echo(f"{history.names.purchases}: {number:,} {lines} sold outside the rule {rule!r} (no result changes for it)", err=True)


def _summary(evaluation: Evaluation, out: Path) -> None:
    tiers = evaluation.members.group_by("tier", maintain_order=True).len().sort("len", descending=True)
    counts = ", ".join(f"{count:,} {tier}" for tier, count in tiers.iter_rows())
    click.echo(f"{evaluation.members.height:,} members ({counts}), {evaluation.changes.height:,} changes of tier -> {out}", err=True)
