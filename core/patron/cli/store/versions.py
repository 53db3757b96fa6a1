"""The schemes that a store knows, for the words of its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from patron.cli.store.options import Call
    from patron.store.schemes import Version, Versions
    from patron.store.store import Store


def version_of(store: Store, number: int = 0) -> Version:
    """A version by its number; of one that is not there, the newest."""
    versions = versions_of(store)
    return next((one for one in versions.all if one.number == number), versions.latest)


def versions_of(store: Store) -> Versions:
    """Every version that the store knows; those that it has at hand are not compiled again."""
    with store.desk.database.read() as connection:
        return store.desk.versions(connection)


def tier_named(store: Store, text: str, on: date | None) -> str:
    """A tier's id, of its id or its title in either language, by the version that holds on a day (None: today); any other text as it is."""
    from patron.engine.days import to_day
    from patron.files.tier_words import tier_words
    from patron.store.take_in import local_day

    versions = versions_of(store)
    version = versions.on(local_day(store.desk.now(), versions.zone) if on is None else to_day(on))
    return tier_words(version.plan.tiers).get(text.strip().lower(), text)


def first_day(call: Call, scheme: Path, asked: date | None) -> date:
    """The day from which a scheme file is to hold: as asked, else as it says itself."""
    import click

    from patron.cli.store.options import refusals_shown
    from patron.scheme.load import load_scheme

    with refusals_shown(call):
        stated = load_scheme(scheme).require().effective_from
    if asked is None and stated is None:
        raise click.UsageError("say from when it holds: --effective-from DATE, or effective_from in the file")
    return asked or stated  # type: ignore[return-value]
