"""`patron simulate --population`: worlds of made customers, and the middle one in full."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from patron.cli.simulate.job import inputs_of, job_of, processes_of
from patron.cli.simulate.progress import phases_shown, worlds_shown
from patron.cli.simulation_options import PopulationWish

if TYPE_CHECKING:
    from patron.cli.simulate.searching import SearchWish
    from patron.scheme.load import LoadedScheme
    from patron.simulation.worlds.job import Job
    from patron.simulation.worlds.outcome import Outcome
    from patron.simulation.worlds.processes import Workers


def simulate_population(
    loaded: LoadedScheme, wish: PopulationWish, lang: str, search: SearchWish | None = None, *, on: str | None = None
) -> dict[str, Any]:
    """The document, with the sections of a search where one is wished for; the worlds on a cluster, where `on` names one.

    Raises FindingsError for what is wrong in the files.
    """
    from patron.simulation.report.identity import identity_of
    from patron.simulation.report.simulated import simulated_document
    from patron.simulation.worlds.bands import middle_world
    from patron.simulation.worlds.run import full_world

    job = job_of(loaded, wish)
    more: dict[str, Any] = {}
    with unbroken(), _workers(on, wish) as workers:
        if search:
            from patron.cli.simulate.searching import sections_of
            from patron.simulation.search.market import PopulationMarket

            with worlds_shown(lang, "vary") as told:
                more = sections_of(loaded, PopulationMarket(job, wish.worlds, workers), search, told)
        outcomes = outcomes_of(job, wish.worlds, workers, lang)
    with phases_shown(lang) as said:
        said("middle")
        middle = full_world(job, middle_world(outcomes))
        identity = identity_of(loaded.digest, inputs_of(wish), job.plan.industry)
        return simulated_document(job, outcomes, middle, identity, more)


@contextmanager
def _workers(on: str | None, wish: PopulationWish) -> Iterator[Workers]:
    from patron.simulation.worlds.processes import Workers

    if on is None:
        with Workers(processes_of(wish)) as workers:
            yield workers
        return
    from patron.cli.on_cluster import spark_failures_shown

    with spark_failures_shown():
        from patron.cli.simulate.on_cluster import spark_workers

        with spark_workers(on) as there:
            yield there


def outcomes_of(job: Job, worlds: int, workers: Workers, lang: str) -> list[Outcome]:
    """Every world's outcome, with a bar on a terminal."""
    from patron.simulation.worlds.run import run_worlds

    with worlds_shown(lang) as told:
        return run_worlds([(job, world, None) for world in range(worlds)], processes=workers, progress=told)


@contextmanager
def unbroken() -> Iterator[None]:
    """Worlds by several processes; where the system ended one, that is said and no crash."""
    try:
        yield
    except BrokenProcessPool:
        raise click.ClickException("a process was ended by the system, mostly for want of memory: try fewer --jobs or customers") from None


__all__ = ["outcomes_of", "simulate_population", "unbroken"]
