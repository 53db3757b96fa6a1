"""Assumptions beside past sales: what is used and what is earned may be assumed, what people do has happened."""

from __future__ import annotations

from pathlib import Path

from patron.findings import Finding, FindingsError
from patron.scheme.load import LoadedScheme
from patron.scheme.nodes import place_of
from patron.scheme.source import read_source
from patron.simulation.assumptions.file import load_assumptions
from patron.simulation.assumptions.model import Assumptions, Effect

OF_REPLAYS = (Effect.TAKE_UP, Effect.REDEEMED, Effect.MARGIN)


def load_for_replay(path: Path, scheme: LoadedScheme) -> Assumptions:
    """The assumptions of a file; raises FindingsError for entries about behaviour, which past sales do not change."""
    found = load_assumptions(path, scheme)
    refused = [index for index, one in enumerate(found.entries) if one.effect not in OF_REPLAYS]
    if not refused:
        return found
    root = read_source(path, "assumptions").root
    findings = []
    for index in refused:
        one = found.entries[index]
        message = f"'{one.id}' is about behaviour ({one.effect.value}), and past sales stay as they were"
        help_text = "leave it out, or simulate made customers: patron fit --purchases FILE --out population.yaml, then --population"
        findings.append(Finding(str(path), place_of(root, ("entries", index, one.effect.value)), "changes-nobody", message, help_text))
    raise FindingsError(findings)
