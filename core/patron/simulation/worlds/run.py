"""Worlds, one by one or by several processes; which process makes a world changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from patron.engine.run import run
from patron.findings import Finding, FindingsError
from patron.simulation.assumptions.draw import drawn
from patron.simulation.assumptions.model import Values
from patron.simulation.behaviour.respond import Made, baseline, respond
from patron.simulation.population.world import draw_world
from patron.simulation.replay.replay import Replay, lay, replay
from patron.simulation.worlds.effect import anyway_of, break_even_on
from patron.simulation.worlds.figures import outcome_of
from patron.simulation.worlds.job import Job, request_of
from patron.simulation.worlds.outcome import Outcome

if TYPE_CHECKING:
    from patron.simulation.worlds.processes import Workers

__all__ = ["Job", "Task", "full_world", "run_world", "run_worlds"]

Task = tuple[Job, int, Values | None]  # what, which world, and its values; None: drawn
Progress = Callable[[int, int], None]  # worlds done, of how many


def run_world(job: Job, world: int, *, values: Values | None = None) -> Outcome:
    """One world's figures. Raises FindingsError, with the world's number and seed, for what is wrong in what the user gave."""
    with _named(job, world):
        held = values_of(job, world, values)
        base, made = _lived(job, world, held)
        laid = lay(job.scheme, job.plan, made.history, request_of(job, held), evaluate=partial(run, runner=job.runner))
        return outcome_of(world, held, laid, base, made)


def full_world(job: Job, world: int, *, values: Values | None = None) -> tuple[Replay, Made, Made]:
    """The world in full for the report: the scheme laid over it, what was bought without the scheme, and with it.

    The break-even is the one on what would have been bought anyway (`effect.break_even_on`), the same as the world's figure.
    """
    with _named(job, world):
        held = values_of(job, world, values)
        base, made = _lived(job, world, held)
        evaluate = partial(run, runner=job.runner)
        laid = replay(job.scheme, job.plan, made.history, request_of(job, held), evaluate=evaluate, checked=False)
        found = break_even_on(laid, anyway_of(laid, made.extra, made.amounts_before))
        return replace(laid, break_even=found), base, made


def values_of(job: Job, world: int, values: Values | None = None) -> Values:
    """What holds in the world: the values given, else those drawn for it."""
    return drawn(job.assumptions, seed=job.seed, world=world) if values is None else values


def _lived(job: Job, world: int, values: Values) -> tuple[Made, Made]:
    """What is bought in the world without the scheme, and with it."""
    people = draw_world(job.population, job.span, seed=job.seed, world=world, customers=job.customers)
    made = respond(
        people,
        job.scheme,
        job.plan,
        job.assumptions,
        values,
        launch=job.span.launch,
        last=job.span.last,
        evaluate=partial(run, runner=job.runner),
    )
    return baseline(people, job.plan), made


def run_worlds(tasks: Sequence[Task], *, processes: int | Workers, progress: Progress = lambda done, of: None) -> list[Outcome]:
    """The outcomes in the order of the tasks, the same for any number of processes; errors as of `run_world`.

    `processes`: how many are started for these tasks alone, or those that the caller keeps for more. Where several tasks fail, the first
    one's error is raised.
    """
    from patron.simulation.worlds.processes import Workers

    if isinstance(processes, Workers) and processes.count > 1:
        return processes.run(tasks, progress)
    if isinstance(processes, int) and processes > 1 and len(tasks) > 1:
        with Workers(min(processes, len(tasks))) as workers:
            return workers.run(tasks, progress)
    outcomes = []
    for job, world, values in tasks:
        outcomes.append(run_world(job, world, values=values))
        progress(len(outcomes), len(tasks))
    return outcomes


@contextmanager
def _named(job: Job, world: int) -> Iterator[None]:
    """Errors within say which world they are of."""
    where = f"world {world} of seed {job.seed}"
    try:
        yield
    except FindingsError as error:
        raise FindingsError([_of_world(one, where) for one in error.findings]) from None
    except Exception as error:
        error.add_note(f"in {where}")
        raise


def _of_world(finding: Finding, where: str) -> Finding:
    return replace(finding, message=f"{finding.message} (in {where})")
