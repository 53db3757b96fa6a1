"""What is simulated: a scheme, its customers, what is assumed of them, and a period."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from patron.engine.plan import Plan
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumptions, Effect, Values
from patron.simulation.population.model import Population
from patron.simulation.replay.request import Margins, Request, TakeUp

if TYPE_CHECKING:
    from patron.engine.run import Runner
    from patron.simulation.population.world import Span


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that a world is made from, its number apart; small, so that it can be sent to other processes.

    `margins` None: those of the assumptions, if they state any. `customers` None: as many as the population says.
    """

    scheme: Scheme
    plan: Plan
    population: Population
    assumptions: Assumptions
    span: Span
    seed: int
    margins: Margins | None
    customers: int | None = None
    runner: Runner = "batch"  # both give the same; the reference saves compiling where there is little to do


def request_of(job: Job, values: Values) -> Request:
    """The period and what is assumed of benefits, points and margins in a world with these values."""
    margins = job.margins
    stated = _by_name(job.assumptions, Effect.MARGIN, values)
    if stated:
        assert margins is None, "margins are stated in one place only"
        margins = Margins(stated.pop(None, None), {name: value for name, value in stated.items() if name is not None})
    used = _by_name(job.assumptions, Effect.TAKE_UP, values)
    whole = TakeUp()
    take_up = TakeUp(used.pop(None, whole.default), {name: value for name, value in used.items() if name is not None})
    redeemed = _by_name(job.assumptions, Effect.REDEEMED, values).get(None, Request().redeemed)
    return Request(first=job.span.launch, last=job.span.last, margins=margins, take_up=take_up, redeemed=redeemed)


def _by_name(assumptions: Assumptions, effect: Effect, values: Values) -> dict[str | None, Fraction]:
    """What holds of each benefit or category; None: of all others."""
    return {one.of: values[one.id] for one in assumptions.entries if one.effect is effect}


def states_margin(assumptions: Assumptions) -> bool:
    """Whether the assumptions say anything of margins."""
    return any(one.effect is Effect.MARGIN for one in assumptions.entries)
