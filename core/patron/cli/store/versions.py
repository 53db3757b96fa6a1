"""The schemes that a store knows, for the words of its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from patron.cli.store.options import Call
    from patron.engine.plan import Plan
    from patron.scheme.model import Scheme
    from patron.store.schemes import Version
    from patron.store.store import Store
    from patron.vocabulary import Industry


def terms_of(store: Store, number: int = 0) -> tuple[Scheme, Industry, Plan]:
    """Scheme, industry and plan of a version by its number; of one that is not there, the newest."""
    version = version_of(store, number)
    assert version.scheme is not None, "a store's versions are files"
    return version.scheme, version.industry, version.plan


def version_of(store: Store, number: int = 0) -> Version:
    """A version by its number; of one that is not there, the newest."""
    from patron.store.schemes import read_versions

    with store.desk.database.read() as connection:
        versions = read_versions(connection)
    return next((one for one in versions.all if one.number == number), versions.latest)


def tier_named(store: Store, text: str) -> str:
    """A tier's id, of its id or its title in either language; a text that names none is given back."""
    from patron.files.tier_words import tier_words

    return tier_words(version_of(store).plan.tiers).get(text.strip().lower(), text)


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
