"""`patron snapshot`: sales as sorted columns, once read and checked, that other commands start from at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patron.cli.options import file_options, findings_shown, write_all

if TYPE_CHECKING:
    from patron.files.prepare import DataFiles
    from patron.files.snapshot.ground import Ground
    from patron.files.snapshot.make import Made
    from patron.files.snapshot.model import Manifest

_GROUND = ("--industry", "--time-zone", "--currency")


def _files(function: click.decorators.FC) -> click.decorators.FC:
    for option in reversed(file_options()):
        function = option(function)
    return function


@click.command("snapshot")
@click.argument("purchases", required=False, type=click.Path(exists=True, readable=True, path_type=Path))
@_files
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="The folder to make; it must not be there yet.")
@click.option(
    "--append", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="A snapshot to add the files to."
)
@click.option("--compact", is_flag=True, help="Bring what was added to the snapshot PURCHASES together with the rest of it.")
@click.option("--verify", is_flag=True, help="Work out every checksum of the snapshot PURCHASES.")
@click.option(
    "--scheme",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A scheme whose time zone, currency and industry decide how the files are read.",
)
@click.option("--industry", metavar="ID", help="Without --scheme: the industry. Default: general.")
@click.option("--time-zone", metavar="ZONE", help="Without --scheme: the zone of local days. Default: Asia/Shanghai.")
@click.option("--currency", metavar="CODE", help="Without --scheme: the currency of amounts. Default: CNY.")
def command(
    *,
    purchases: Path | None,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    out: Path | None,
    append: Path | None,
    compact: bool,
    verify: bool,
    scheme: Path | None,
    industry: str | None,
    time_zone: str | None,
    currency: str | None,
) -> None:
    """Keep PURCHASES as columns sorted by member and time, read and checked once, from which other commands start at once.

    `patron snapshot sales.csv --scheme vip.yaml --out DIR` makes one; evaluate, simulate, compare, tune and explain take DIR as
    --purchases. With --append a day's files are added, and nothing that is there is written again. A snapshot's folder alone in place
    of PURCHASES tells what is in it, with --verify whether all of it is as it was written. Exits with 1 if files or snapshot have
    errors.
    """
    stated = {name: value for name, value in zip(_GROUND, (industry, time_zone, currency), strict=True) if value is not None}
    _check_use(purchases, {"--out": out, "--append": append, "--compact": compact, "--verify": verify})
    if scheme is not None and stated:
        raise click.UsageError(f"{next(iter(stated))}: --scheme says it too; give one of them")
    if out is None and (scheme is not None or stated):
        raise click.UsageError(f"{next(iter(stated), '--scheme')} goes with --out only: the snapshot has it already")
    from patron.files.prepare import DataFiles

    files = DataFiles(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop")
    if out is not None:
        _make(files, _ground(scheme, stated), out)
    elif append is not None:
        _append(files, append)
    else:
        assert purchases is not None
        if members or movements or mapping:
            raise click.UsageError("--members, --movements and --map go with --out or --append")
        _look(purchases, compact=compact, verify=verify)


def _check_use(purchases: Path | None, ways: dict[str, object]) -> None:
    """Refuses, as misuse, what cannot be meant."""
    given = [name for name, value in ways.items() if value]
    if len(given) > 1:
        raise click.UsageError(f"{given[0]} and {given[1]}: give one of them")
    if purchases is None and given != ["--append"]:
        raise click.UsageError("Missing argument 'PURCHASES'.")
    if given and given[0] in {"--out", "--append"}:
        if purchases is not None and purchases.is_dir():
            raise click.UsageError(f"{str(purchases)!r} is a folder; name a file of purchases")
        folder = ways["--out"]
        if isinstance(folder, Path) and (folder.is_file() or (folder.is_dir() and any(folder.iterdir()))):
            raise click.BadParameter(f"{str(folder)!r} is there already; name a new folder, or add to it with --append", param_hint="--out")
    elif purchases is not None and purchases.is_file():
        raise click.UsageError("say where the snapshot is to be: --out DIR, or --append DIR")


def _ground(scheme: Path | None, stated: dict[str, str]) -> Ground:
    from patron.files.snapshot.ground import ground_of, ground_stated

    if scheme is not None:
        from patron.engine.plan.compile import compile_plan
        from patron.scheme.load import load_scheme

        with findings_shown():
            loaded = load_scheme(scheme)
            return ground_of(compile_plan(loaded.require(), loaded.industry), loaded.industry)
    from zoneinfo import available_timezones

    from patron.plugins import industries
    from patron.scheme.currency import is_currency
    from patron.scheme.suggest import did_you_mean

    industry, zone, currency = (stated.get(name, usual) for name, usual in zip(_GROUND, ("general", "Asia/Shanghai", "CNY"), strict=True))
    if industry not in industries():
        raise click.BadParameter(
            f"no industry {industry!r} is installed; {did_you_mean(industry, list(industries()))}", param_hint="--industry"
        )
    if zone not in available_timezones():
        raise click.BadParameter(f"{zone!r} is no time zone such as Asia/Shanghai", param_hint="--time-zone")
    if not is_currency(currency):
        raise click.BadParameter(f"{currency!r} is no currency such as CNY", param_hint="--currency")
    return ground_stated(industries()[industry], zone, currency)


def _make(files: DataFiles, ground: Ground, out: Path) -> None:
    from patron.files.snapshot.make import make_snapshot

    with findings_shown(), _disk():
        made = make_snapshot(files, ground, out)
    _say(made, out)


def _append(files: DataFiles, folder: Path) -> None:
    from patron.files.snapshot.make import append_snapshot

    if files.purchases is None and files.members is None and files.movements is None:
        raise click.UsageError("say what is to be added: PURCHASES, --members, --movements")
    with findings_shown(), _disk():
        made = append_snapshot(files, folder)
    _say(made, folder)


def _look(folder: Path, *, compact: bool, verify: bool) -> None:
    from patron.files.snapshot.guard import checked_manifest
    from patron.files.snapshot.make import compact_snapshot

    with findings_shown(), _disk():
        manifest = compact_snapshot(folder) if compact else checked_manifest(folder, every=verify)
    click.echo(_told(manifest, folder))
    for one in manifest.sources:
        click.echo(f"  {one.table}: {one.path}, SHA-256 {one.sha256[:12]}…")
    if verify:
        click.echo(f"all {sum(len(one.files) for one in manifest.segments)} files are as they were written")


def _say(made: Made, folder: Path) -> None:
    from patron.files.rejected import rejected_tables

    rejected = rejected_tables(made.rejected, folder.parent)
    write_all(rejected)
    if rejected:
        rows = sum(len(part.reasons) for part in made.rejected)
        click.echo(f"{rows:,} rows were set aside in {', '.join(str(one.path) for one in rejected)}", err=True)
    for path, headings in made.unread:
        click.echo(f"{path.name}: nothing reads the columns {', '.join(headings)} (--map names columns)", err=True)
    click.echo(_told(made.manifest, folder), err=True)


def _told(manifest: Manifest, folder: Path) -> str:
    tables = ("lines", "returns", "members", "movements")
    rows = {name: sum(getattr(one, name).rows for one in manifest.segments) for name in tables}
    size = sum(file.bytes for one in manifest.segments for file in one.files) / 2**20
    counts = ", ".join(f"{count:,} {'lines of sale' if name == 'lines' else name}" for name, count in rows.items())
    parts = "1 segment" if len(manifest.segments) == 1 else f"{len(manifest.segments)} segments"
    about = f"{manifest.industry}, {manifest.currency}, {manifest.time_zone}"
    return f"{folder}: {counts} ({about}; {parts}, {size:,.1f} MB)"


@contextmanager
def _disk() -> Iterator[None]:
    """A disk that refuses is no crash."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the snapshot'} cannot be written: {error.strerror or error}") from error
