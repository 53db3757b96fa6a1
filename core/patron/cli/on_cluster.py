"""`--on`: the same command on a cluster."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from patron.cluster.command import Done
    from patron.cluster.unavailable import Reason
    from patron.files.prepare import DataFiles
    from patron.scheme.load import LoadedScheme

F = TypeVar("F", bound=Callable[..., Any])
_MASTERS = ("spark", "local", "local-cluster", "yarn", "k8s")


class Master(click.ParamType[str]):
    """`spark` for this machine, or a master URL as Spark's own tools take it."""

    name = "MASTER"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuses what is no master of Spark's."""
        text = str(value)
        kind = text.partition("://")[0].partition("[")[0]
        if kind not in _MASTERS or text.endswith("://"):
            self.fail(f"{text!r} is no master; write spark, spark://HOST:7077, local[4], yarn or k8s://…", param, ctx)
        return text


def on_option(function: F) -> F:
    """Adds `on`."""
    return click.option(
        "--on",
        type=Master(),
        metavar="spark|MASTER",
        help="Work it out on Spark: spark for this machine, or a master such as spark://HOST:7077 or local[4].",
    )(function)


def cluster_options(function: F) -> F:
    """Adds `on` and `parts`."""
    parts = click.option(
        "--parts",
        type=click.IntRange(1, 1_000_000),
        metavar="N",
        help="With --on: parts of the members. Default: one for a million purchases, at least one a processor.",
    )
    return on_option(parts(function))


def refuse_without(parts: int | None, on: str | None) -> None:
    """Refuses, as misuse, an option that changes nothing."""
    if parts is not None and on is None:
        raise click.UsageError("--parts goes with --on only")


def refuse_outputs(asked: dict[str, Any]) -> None:
    """Refuses, as misuse, what a cluster does not do; by option."""
    given = [option for option, value in asked.items() if value]
    if given:
        raise click.UsageError(f"{', '.join(given)}: not available with --on; a run on one machine gives it")


def evaluate_on_cluster(scheme: Path, files: DataFiles, *, on: str, as_of: int, out: Path, changes: Path | None, parts: int | None) -> None:
    """Everything that `evaluate` does, on a cluster."""
    from patron.cli.options import findings_shown, say_what_was_left
    from patron.engine.plan.compile import compile_plan
    from patron.scheme.load import load_scheme

    with findings_shown(), progress_shown() as said, spark_failures_shown():
        loaded = load_scheme(scheme)
        plan = compile_plan(loaded.require(), loaded.industry)
        refuse_scheme(loaded, files)
        from patron.cluster.command import Wish, evaluate_on

        done = evaluate_on(plan, loaded.industry, files, Wish(on, as_of, out, changes, parts or 0), said)
    say_what_was_left(done.prepared, [])
    _say_outside(done, files)
    if sys.stderr.isatty():
        counts = ", ".join(f"{count:,} {tier}" for tier, count in done.tiers.most_common())
        total = sum(done.tiers.values())
        click.echo(f"{total:,} members ({counts}), {done.changes:,} changes of tier, {done.rounds} rounds -> {out}", err=True)


def refuse_scheme(loaded: LoadedScheme, files: DataFiles) -> None:
    """Refuses, as misuse, schemes of which a cluster would need all members at once."""
    from patron.cluster.unavailable import not_available
    from patron.engine.plan.compile import compile_plan

    refuse_for(not_available(compile_plan(loaded.require(), loaded.industry), files), "en")


def refuse_for(reasons: Iterable[Reason], lang: str) -> None:
    """Refuses, as misuse, what stays on one machine, if there is any reason."""
    found = list(reasons)
    if found and lang == "zh":
        raise click.UsageError("--on：" + "；".join(one.zh for one in found) + "。请不带 --on，在一台机器上运行")
    if found:
        raise click.UsageError("--on: " + "; ".join(one.en for one in found) + " — run it on one machine, without --on")


@contextmanager
def spark_failures_shown() -> Iterator[None]:
    """What Spark refuses, or that it is not there, in one line; nothing has been written then."""
    from patron.cluster.session import ClusterError, require_spark

    try:
        require_spark()
        yield
    except ClusterError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the output'} cannot be written: {error.strerror or error}") from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def progress_shown() -> Iterator[Callable[[str], None]]:
    """A line that says what is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting Spark…") as status:
        yield lambda text: status.update(f"{text}…")


def _say_outside(done: Done, files: DataFiles) -> None:
    for rule, number in done.outside.items():
        lines = "line of restricted goods was" if number == 1 else "lines of restricted goods were"
        click.echo(f"{files.purchases}: {number:,} {lines} sold outside the rule {rule!r} (no result changes for it)", err=True)
    for rule in done.uncounted:
        click.echo(f"lines outside the rule {rule!r} are not counted with --on: its number is over all members", err=True)
