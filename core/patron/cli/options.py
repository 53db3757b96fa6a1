"""What the commands that read a company's files have in common: their options, and how findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from patron.files.prepare import Prepared
    from patron.files.write import Output

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_FILE_OR_SNAPSHOT = click.Path(exists=True, readable=True, path_type=Path)
_EPOCH = date(1970, 1, 1)


def data_options(*, purchases_required: bool = True, snapshots: bool = False) -> Callable[[F], F]:
    """Adds `purchases`, `members`, `movements`, `mapping` and `on_error` to a command, as `files.prepare.DataFiles` takes them.

    `snapshots`: the purchases may be the folder of a snapshot.
    """
    sales = "Sales: CSV, Excel or Parquet, one row a line."
    options = (
        click.option(
            "--purchases",
            type=_FILE_OR_SNAPSHOT if snapshots else _FILE,
            required=purchases_required,
            metavar="FILE|SNAPSHOT" if snapshots else "FILE",
            help=f"{sales[:-1]}; or a snapshot of them." if snapshots else sales,
        ),
        *file_options(),
    )

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def file_options() -> tuple[Callable[[F], F], ...]:
    """The options of the files beside the purchases, and of how files are read."""
    return (
        click.option("--members", type=_FILE, metavar="FILE", help="Members: joining, introductions, opening balances."),
        click.option("--movements", type=_FILE, metavar="FILE", help="What else happens: points redeemed or given, tiers granted."),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="FILE|THEIRS=OURS,…",
            help="Your own names of columns, as 客户=member_id,日期=at or a YAML file.",
        ),
        click.option(
            "--on-error",
            type=click.Choice(["stop", "skip"]),
            default="stop",
            show_default=True,
            help="Rows that cannot be read: write nothing, or set them aside in a file.",
        ),
    )


def as_of_option(function: F) -> F:
    """Adds `as_of`, a date that is inclusive; `days` makes it days since 1970-01-01."""
    return click.option("--as-of", required=True, type=Day(), help="The day of the result, inclusive.")(function)


class Day(click.ParamType[date]):
    """A date such as 2025-12-31, in the years that files may have: a year more on either side is still in the calendar."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Reads ISO dates only."""
        if isinstance(value, date):
            return value
        try:
            read = datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2025-12-31", param, ctx)
        if not date.min.year < read.year < date.max.year:
            self.fail(f"{value!r} is too far away: years from 0002 to 9998 can be worked out", param, ctx)
        return read


def days(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


@contextmanager
def findings_shown() -> Iterator[None]:
    """Shows what is wrong in the user's files and exits with 1; nothing has been written then."""
    from patron.findings import FindingsError

    try:
        yield
    except FindingsError as error:
        from patron.findings.render import render_text

        click.echo(render_text(error.findings), err=True)
        raise SystemExit(1) from None


def check_outputs(outputs: dict[str, Path | None], inputs: tuple[Path | None, ...]) -> None:
    """Refuses, as misuse, endings that cannot be written and files that would be overwritten."""
    from patron.files.write import ENDINGS

    seen = {path.resolve() for path in inputs if path is not None}
    for option, path in outputs.items():
        if path is None:
            continue
        if path.is_dir():
            raise click.BadParameter(f"{str(path)!r} is a folder; name a file in it", param_hint=option)
        if path.suffix.lower() not in ENDINGS:
            raise click.BadParameter(f"{path.name!r} must end in {', '.join(ENDINGS)}", param_hint=option)
        if path.resolve() in seen:
            raise click.BadParameter(f"{str(path)!r} is another file of this command", param_hint=option)
        seen.add(path.resolve())


def write_all(outputs: list[Output]) -> None:
    """Writes all or none; a disk that refuses is no crash."""
    from patron.files.write import write_tables

    try:
        write_tables(outputs)
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the output'} cannot be written: {error.strerror or error}") from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def say_what_was_left(prepared: Prepared, rejected: list[Path]) -> None:
    """On stderr: rows that were set aside, headings that nothing reads (a misspelled one would change the results unseen), and
    fields that the scheme asks for and nobody has, or of which members have words that it cannot know."""
    if rejected:
        click.echo(f"{prepared.rejected_rows:,} rows were set aside in {', '.join(str(path) for path in rejected)}", err=True)
    for path, headings in prepared.unread:
        click.echo(f"{path.name}: nothing reads the columns {', '.join(headings)} (--map names columns)", err=True)
    if prepared.never_filled:
        fields = ", ".join(prepared.never_filled)
        click.echo(f"the scheme asks for {fields}, which nobody has in --members or --movements (--map names columns)", err=True)
    for one in prepared.unlisted:
        words = ", ".join(repr(word[:20]) for word in one.words[:3]) + (" …" if len(one.words) > 3 else "")
        click.echo(f"{one.field}: {words} is none of {', '.join(one.choices)}; no rule that asks for it holds for such members", err=True)
