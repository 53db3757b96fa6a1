"""The document of many worlds: the middle one in full, and what all of them say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from patron.simulation.behaviour.respond import Made
from patron.simulation.economics.lived import Lived
from patron.simulation.replay.replay import Replay
from patron.simulation.report.document import Document, document
from patron.simulation.report.economics_document import economics_section
from patron.simulation.report.identity import Identity
from patron.simulation.report.population_document import assumption_section, population_section
from patron.simulation.report.population_notes import population_notes
from patron.simulation.report.worlds_document import worlds_section
from patron.simulation.worlds.bands import middle_world
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome
from patron.simulation.worlds.run import values_of


def simulated_document(
    job: Job,
    outcomes: Sequence[Outcome],
    middle: tuple[Replay, Made, Made],
    identity: Identity,
    more: Mapping[str, Any],
) -> Document:
    """`middle` is `full_world` of the middle world; `more` are sections of a search, by their names."""
    replay, base, made = middle
    months = [month.key for month in replay.period.months]
    values = values_of(job, middle_world(outcomes))
    sections = {
        "population": population_section(job, len(months)),
        "assumption_list": assumption_section(job.scheme, job.assumptions),
        "worlds": worlds_section(job, outcomes, months),
        "economics": economics_section(replay, Lived(job.population, job.assumptions, values, base, made)),
        **more,
    }
    return document(replay, identity, sections, population_notes(job, outcomes))
