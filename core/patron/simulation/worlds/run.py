"""Worlds, one by one or by several processes; which process makes a world changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from patron.findings import Finding, FindingsError
from patron.simulation.assumptions.model import Values
from patron.simulation.behaviour.respond import Made
from patron.simulation.replay.replay import Replay
from patron.simulation.worlds.ground import Ground, ground_of, values_of
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome
from patron.simulation.worlds.sharing import Gathered, Progress, Task, Tried, shares_of

if TYPE_CHECKING:
    from patron.simulation.worlds.processes import Workers

__all__ = ["Job", "Task", "full_world", "run_share", "run_world", "run_worlds", "values_of"]


def run_world(job: Job, world: int, *, values: Values | None = None) -> Outcome:
    """One world's figures. Raises FindingsError, with the world's number and seed, for what is wrong in what the user gave."""
    with _named(job, world):
        return ground_of(job, world).outcome(job, values_of(job, world, values))


def full_world(job: Job, world: int, *, values: Values | None = None) -> tuple[Replay, Made, Made]:
    """The world in full for the report: the scheme laid over it, what was bought without the scheme, and with it.

    The break-even is the one on what would have been bought anyway (`effect.break_even_on`), the same as the world's figure.
    """
    with _named(job, world):
        return ground_of(job, world).full(job, values_of(job, world, values))


def run_share(tasks: Sequence[Task], told: Callable[[int, Outcome], None] = lambda place, outcome: None) -> Tried:
    """Tasks that share a world, which is drawn once; up to the first that fails. `told` hears of each as it is done."""
    ground: Ground | None = None
    done: list[Outcome] = []
    for job, world, values in tasks:
        try:
            with _named(job, world):
                ground = ground or ground_of(job, world)
                done.append(ground.outcome(job, values_of(job, world, values)))
            told(len(done) - 1, done[-1])
        except Exception as error:  # it is raised in its turn, after what other shares say of earlier tasks
            return Tried(tuple(done), error)
    return Tried(tuple(done), None)


def run_worlds(tasks: Sequence[Task], *, processes: int | Workers, progress: Progress = lambda done, of: None) -> list[Outcome]:
    """The outcomes in the order of the tasks, the same for any number of processes; errors as of `run_world`.

    `processes`: how many are started for these tasks alone, or those that the caller keeps for more. Tasks of one world share it. Where
    several tasks fail, the first one's error is raised.
    """
    from patron.simulation.worlds.processes import Workers

    if isinstance(processes, Workers) and processes.count > 1:
        return processes.run(tasks, progress)
    if isinstance(processes, int) and processes > 1 and len(tasks) > 1:
        with Workers(min(processes, len(tasks))) as workers:
            return workers.run(tasks, progress)
    gathered = Gathered(len(tasks), progress)
    for share in shares_of(tasks):
        if not gathered.needless(share):
            gathered.add(share, run_share([tasks[place] for place in share], partial(gathered.done_of, share)))
    return gathered.outcomes()


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
