"""Assumptions from a file, with every finding and its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from patron.findings import TextPlace
from patron.scheme.load import LoadedScheme
from patron.scheme.nodes import Node, ScalarNode, SequenceNode
from patron.scheme.problem import Problem
from patron.simulation.assumptions.checks import check_assumptions
from patron.simulation.assumptions.file_model import AssumptionsFile, Entry
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Range
from patron.simulation.assumptions.scheme_checks import check_for_scheme
from patron.simulation.inputs.loading import LoadedFile, Sound, load_as

_NOWHERE = TextPlace(1, 1)
# For a head that lacks a key, so that the rest can be checked; such a file is never handed out.
_STAND_INS: dict[str, Node] = {"assumptions": ScalarNode(_NOWHERE, "x"), "entries": SequenceNode(_NOWHERE)}


def read_assumptions(path: Path, scheme: LoadedScheme | None = None) -> LoadedFile[AssumptionsFile]:
    """An assumptions file as it was found, with its findings; nothing is raised for what is wrong in it.

    With a sound `scheme`, its tiers, benefits, cards and categories are checked too.
    """

    def checks(sound: Sound[AssumptionsFile]) -> Iterator[Problem]:
        yield from check_assumptions(sound)
        if scheme is not None and scheme.scheme is not None:
            yield from check_for_scheme(sound.file, scheme.scheme, scheme.industry)

    return load_as(path, "assumptions", AssumptionsFile, _STAND_INS, checks)


def load_assumptions(path: Path, scheme: LoadedScheme | None = None) -> Assumptions:
    """The assumptions of a file; raises FindingsError with everything that is wrong in it."""
    file = read_assumptions(path, scheme).require()
    return Assumptions(str(file.assumptions), tuple(_assumption(one) for one in file.entries))


def _assumption(entry: Entry) -> Assumption:
    effect, spread = next(iter(entry.effects().items()))
    given = {Effect.TAKE_UP: entry.benefit, Effect.CARD_USED: entry.card, Effect.MARGIN: entry.category}.get(effect)
    return Assumption(
        id=str(entry.id),
        effect=effect,
        range=Range(spread.from_, spread.to, spread.likely),
        source=str(entry.source),
        title_zh=str(entry.title.zh) if entry.title else "",
        title_en=str(entry.title.en) if entry.title else "",
        tiers=tuple(str(tier) for tier in entry.for_ or ()),
        of=None if given is None else str(given),
        lasting_days=entry.lasting,
    )
