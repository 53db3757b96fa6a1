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


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the assumptions say of everything but behaviour; `margins` None: nothing."""

    margins: Margins | None
    take_up: TakeUp
    redeemed: Fraction


def assumed(assumptions: Assumptions, values: Values) -> Assumed:
    """Margins, the use of benefits and of points, at these values."""
    margins = _by_name(assumptions, Effect.MARGIN, values)
    used = _by_name(assumptions, Effect.TAKE_UP, values)
    return Assumed(
        Margins(margins.pop(None, None), _named(margins)) if margins else None,
        TakeUp(used.pop(None, TakeUp().default), _named(used)),
        _by_name(assumptions, Effect.REDEEMED, values).get(None, Request().redeemed),
    )


def request_of(job: Job, values: Values) -> Request:
    """The period and what is assumed of benefits, points and margins in a world with these values."""
    held = assumed(job.assumptions, values)
    assert held.margins is None or job.margins is None, "margins are stated in one place only"
    return Request(
        first=job.span.launch, last=job.span.last, margins=held.margins or job.margins, take_up=held.take_up, redeemed=held.redeemed
    )


def _named(stated: dict[str | None, Fraction]) -> dict[str, Fraction]:
    return {name: value for name, value in stated.items() if name is not None}


def _by_name(assumptions: Assumptions, effect: Effect, values: Values) -> dict[str | None, Fraction]:
    """What holds of each benefit or category; None: of all others."""
    return {one.of: values[one.id] for one in assumptions.entries if one.effect is effect}


def states_margin(assumptions: Assumptions) -> bool:
    """Whether the assumptions say anything of margins."""
    return any(one.effect is Effect.MARGIN for one in assumptions.entries)
