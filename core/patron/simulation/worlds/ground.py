"""One world, drawn once, under one scheme after another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from patron.engine.run import run
from patron.simulation.assumptions.draw import drawn
from patron.simulation.assumptions.model import Values
from patron.simulation.behaviour.respond import Made, baseline, respond
from patron.simulation.population.world import World, draw_world
from patron.simulation.replay.replay import Replay, lay, replay
from patron.simulation.worlds.effect import anyway_of, base_of_world, break_even_on
from patron.simulation.worlds.figures import outcome_of
from patron.simulation.worlds.job import Job, request_of
from patron.simulation.worlds.outcome import Outcome
from patron.simulation.worlds.resting import Resting


@dataclass(frozen=True, slots=True)
class Ground:
    """Customers, what they would buy, and what the engine said of those whom no scheme moves: shared by all that is tried here."""

    people: World
    resting: Resting

    def outcome(self, job: Job, values: Values) -> Outcome:
        """The figures of the job's scheme in this world."""
        made = self._made(job, values)
        request = request_of(job, values)
        laid = lay(job.scheme, job.plan, made.history, request, evaluate=self.resting.evaluate(self.people, made, job.runner))
        return outcome_of(self.people.number, values, laid, base_of_world(self.people, laid.period, request.margins), made)

    def full(self, job: Job, values: Values) -> tuple[Replay, Made, Made]:
        """The world in full for a report: the scheme laid over it, what was bought without the scheme, and with it."""
        made = self._made(job, values)
        evaluate = partial(run, runner=job.runner)
        laid = replay(job.scheme, job.plan, made.history, request_of(job, values), evaluate=evaluate, checked=False)
        found = break_even_on(laid, anyway_of(laid, made.extra, made.amounts_before))
        return replace(laid, break_even=found), baseline(self.people, job.plan), made

    def _made(self, job: Job, values: Values) -> Made:
        """What is bought under the scheme."""
        return respond(
            self.people,
            job.scheme,
            job.plan,
            job.assumptions,
            values,
            launch=job.span.launch,
            last=job.span.last,
            evaluate=partial(run, runner=job.runner),
        )


def ground_of(job: Job, world: int) -> Ground:
    """The world with this number; of the job nothing is read but who its customers are, its period and its seed."""
    return Ground(draw_world(job.population, job.span, seed=job.seed, world=world, customers=job.customers), Resting())


def same_ground(one: Job, other: Job) -> bool:
    """Whether two jobs have the same worlds."""
    same = one.population is other.population or one.population == other.population
    return same and (one.span, one.seed, one.customers) == (other.span, other.seed, other.customers)


def values_of(job: Job, world: int, values: Values | None = None) -> Values:
    """What holds in the world: the values given, else those drawn for it."""
    return drawn(job.assumptions, seed=job.seed, world=world) if values is None else values
