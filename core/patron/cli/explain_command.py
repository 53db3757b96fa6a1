"""`patron explain`: why a member has her tier and points."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from patron.cli.options import as_of_option, data_options, days, findings_shown

if TYPE_CHECKING:
    from patron.explain.account import Account
    from patron.files.prepare import DataFiles
    from patron.scheme.describe import Lang


@click.command("explain")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_options(snapshots=True)
@as_of_option
@click.option("--member", "member_id", required=True, metavar="WHO", help="The member to explain: an id, a phone or a full name.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Chinese or English.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For reading, or for programs."
)
@click.option("--all", "everything", is_flag=True, help="Show each judgement at each purchase and review, and rights that have run out.")
def command(
    *,
    scheme: Path,
    purchases: Path,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    as_of: date,
    member_id: str,
    lang: Lang,
    form: str,
    everything: bool,
) -> None:
    """Show why a member has her tier under SCHEME as of a date, rule by rule.

    Shows her tier, points and item rights, every rule with its value against the threshold and what is missing, and how
    her tier changed. Exits with 1 if the scheme or the data has errors, or there is no such member up to the date.
    """
    from patron.files.prepare import DataFiles

    files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
    with findings_shown():
        account = _account(scheme, files, days(as_of), member_id, everything=everything)
    if account is None:
        raise click.ClickException(f"there is no member {member_id!r} up to {as_of}: neither in the members file nor with an event")
    if form == "json":
        from patron.explain.json_form import as_json

        click.echo(as_json(account), nl=False)
        return
    from patron.explain.text_form import as_text

    click.echo(as_text(account, lang, width=get_terminal_size().columns, color=sys.stdout.isatty()), nl=False)


def _account(scheme: Path, files: DataFiles, as_of: int, member_id: str, *, everything: bool) -> Account | None:
    from patron.engine.plan.compile import compile_plan
    from patron.explain.account import account
    from patron.files.find_member import find_member
    from patron.files.prepare import prepare, run_on
    from patron.scheme.load import load_scheme

    loaded = load_scheme(scheme)
    stated = loaded.require()
    plan = compile_plan(stated, loaded.industry)
    prepared = prepare(files, plan, loaded.industry, as_of)
    member_id = find_member(prepared.history, member_id)

    explained, _ = run_on(
        prepared,
        files.on_error,
        lambda history: account(stated, loaded.industry, plan, history, as_of=as_of, member_id=member_id, everything=everything),
    )
    return explained
