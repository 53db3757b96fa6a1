"""What the store's commands have in common: which store, which language, text or JSON, and how a refusal is shown."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import RenderableType
    from sqlalchemy.exc import DatabaseError

    from patron.findings import FindingsError
    from patron.store.refused import RefusedError
    from patron.store.store import Progress, Store

F = TypeVar("F", bound=Callable[..., Any])
Lang = Literal["zh", "en"]
DEFAULT_STORE = "sqlite:///patron.db"


@dataclass(frozen=True, slots=True)
class Call:
    """How a command was called: the options that all have."""

    url: str
    lang: Lang
    json: bool
    key: str | None = None
    dry_run: bool = False

    def words(self, zh: str, en: str) -> str:
        """The text of the language asked for."""
        return zh if self.lang == "zh" else en

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The open store; what it refuses is shown and ends the command."""
        from patron import open_store

        with refusals_shown(self), open_store(self.url) as store:
            yield store

    def answer(self, told: Any, body: Callable[[], Iterable[RenderableType]]) -> None:
        """Prints `told` as JSON where that is asked for, else the body, which is made only then, as text of the terminal's width."""
        if self.json:
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            show(*body())


def store_options(*, key: bool = False, dry_run: bool = False) -> Callable[[F], F]:
    """Adds `call`, a Call, to a command: `--store`, `--lang`, `--json`, and where asked for `--key` and `--dry-run`."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def called(*args: Any, url: str, lang: Lang, as_json: bool, key: str | None = None, dry_run: bool = False, **kwargs: Any) -> Any:
            return function(*args, call=Call(url, lang, as_json, key, dry_run), **kwargs)

        for option in reversed(list(_options(key=key, dry_run=dry_run))):
            called = option(called)
        return called  # type: ignore[return-value]

    return decorate


def _options(*, key: bool, dry_run: bool) -> Iterator[Callable[[Callable[..., Any]], Callable[..., Any]]]:
    if key:
        yield click.option("--key", metavar="TEXT", help="Idempotency: a retry with this key changes nothing and gives the first answer.")
    if dry_run:
        yield click.option("--dry-run", is_flag=True, help="Show what would be decided, and write nothing.")
    yield click.option(
        "--store",
        "url",
        default=DEFAULT_STORE,
        show_default=True,
        envvar="PATRON_STORE",
        metavar="URL",
        help="The store: sqlite:///FILE or postgresql://…; also from PATRON_STORE.",
    )
    yield click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Chinese or English.")
    yield click.option("--json", "as_json", is_flag=True, help="JSON, for programs.")


@contextmanager
def refusals_shown(call: Call) -> Iterator[None]:
    """Shows what was refused and exits with 1, or with 2 for misuse; with --json also as an object on the standard output."""
    from sqlalchemy.exc import DatabaseError, DataError, IntegrityError

    from patron.cli.options import findings_shown
    from patron.findings import FindingsError
    from patron.store.refused import RefusedError

    try:
        with findings_shown():
            try:
                yield
            except FindingsError as error:
                if call.json:
                    click.echo(findings_json(error))
                raise
    except RefusedError as error:
        _end(call, error)
    except DatabaseError as error:
        if isinstance(error, DataError | IntegrityError):
            raise
        _end(call, _unreachable(error))


def _end(call: Call, error: RefusedError) -> None:
    if call.json:
        click.echo(json.dumps(refused_json(error), ensure_ascii=False))
    click.echo(refused_text(error, call.lang), err=True)
    raise SystemExit(2 if error.misuse else 1) from None


def _unreachable(error: DatabaseError) -> RefusedError:
    """The server does not answer, the disk is full, a file is damaged, …: what the driver says, without what was being written."""
    from patron.store.refused import Refusal, RefusedError

    said = str(error.orig).strip().partition("\n")[0]
    help_text = "see that the server runs and the file can be written; what was answered is stored, and a retry with --key is safe"
    return RefusedError(Refusal("no-database", said, help_text, "store"), misuse=True)


def refused_json(error: RefusedError) -> dict[str, Any]:
    """`{"refused": [{"code", "message", "help", "field"}]}`."""
    from dataclasses import asdict

    return {"refused": [asdict(one) for one in error.refusals]}


def findings_json(error: FindingsError) -> str:
    """The same form for what is wrong in a file, with its place."""
    from patron.findings.render import as_object

    return json.dumps({"refused": [as_object(one) for one in error.findings]}, ensure_ascii=False)


def refused_text(error: RefusedError, lang: Lang, place: str = "") -> str:
    """Every reason as errors are shown, in Chinese with a sentence about the code before it; `place` is that in a file."""
    from patron.cli.store.refusal_text import refusal_lines

    where = f"{place}: " if place else ""
    return "\n".join(where * (number == 0) + line for one in error.refusals for number, line in enumerate(refusal_lines(one, lang)))


def show(*body: RenderableType) -> None:
    """Prints text of the terminal's width."""
    click.echo(rendered(*body, width=get_terminal_size().columns, color=sys.stdout.isatty()), nl=False)


def rendered(*body: RenderableType, width: int, color: bool = False) -> str:
    """Text of at most `width` columns, without blanks at the ends of lines."""
    from io import StringIO

    from rich.console import Console

    out = StringIO()
    system: Literal["standard"] | None = "standard" if color else None
    console = Console(file=out, width=width, force_terminal=color, color_system=system, highlight=False, emoji=False, markup=False)
    for one in body:
        console.print(one)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


@contextmanager
def progress_shown(call: Call) -> Iterator[Progress]:
    """A bar on a terminal; nothing in a pipe."""
    from patron.store.store import quiet

    if not sys.stderr.isatty():
        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from patron.cli.store.phases import phase

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(phase(what, call.lang), total=None)
            bars.update(tasks[what], completed=done, total=of or None)

        yield told
