"""Whom a variant is tried on: a company's own sales, or the worlds of a population."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from patron.engine.history import History
from patron.engine.many import Bench
from patron.engine.plan import Plan
from patron.engine.run import Runner
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumptions, Values
from patron.simulation.replay.common import Common
from patron.simulation.replay.replay import Laid, lay
from patron.simulation.replay.request import Request
from patron.simulation.search.covered import covered
from patron.simulation.search.figures import figures_of_replay
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome
from patron.simulation.worlds.processes import Workers
from patron.simulation.worlds.run import run_worlds

Progress = Callable[[int, int], None]  # done, of how many
NOTHING = Assumptions()


@dataclass(frozen=True, slots=True)
class Ask:
    """A scheme that is tried; `values`: what is assumed in every world, None: as each world draws it."""

    scheme: Scheme
    plan: Plan
    values: Values | None = None


class Market(Protocol):
    """What gives the outcomes of schemes, the same draws for each of them."""

    @property
    def worlds(self) -> int:
        """How many worlds each scheme is tried in; 1 for a replay."""

    @property
    def assumptions(self) -> Assumptions:
        """What is assumed; a replay assumes nothing of behaviour."""

    @property
    def changes_nobody(self) -> bool:
        """Whether purchases stay as they are: a replay."""

    def fewer(self, worlds: int) -> Market:
        """The same with at most so many worlds: the first of them."""

    def outcomes(self, asks: Sequence[Ask], progress: Progress) -> list[tuple[Outcome, ...]]:
        """The outcomes of each scheme by world, in the order of `asks`."""


@dataclass(frozen=True, slots=True)
class SalesMarket:
    """Past sales, read and prepared once; every scheme is laid over them."""

    history: History
    request: Request
    assumptions: Assumptions = NOTHING
    runner: Runner = "auto"  # both give the same; the batch runner pays for its compiling where many schemes are tried
    worlds: int = 1
    changes_nobody: bool = True
    engine: Bench = field(default_factory=Bench, compare=False, repr=False)  # these two keep what is the same for every scheme
    common: Common = field(default_factory=Common, compare=False, repr=False)

    def lay(self, ask: Ask, history: History) -> Laid:
        """A scheme over the history, or over what `covered` leaves of it. Raises FindingsError as `patron.simulation.replay.replay.lay`."""
        evaluate = partial(self.engine.run, runner=self.runner)
        return lay(ask.scheme, ask.plan, history, self.request, evaluate=evaluate, common=self.common)

    def fewer(self, worlds: int) -> SalesMarket:
        """Itself: there is one world."""
        return self

    def outcomes(self, asks: Sequence[Ask], progress: Progress) -> list[tuple[Outcome, ...]]:
        """One outcome a scheme; points spent on record that it would not have given are left out. Raises FindingsError as `lay` does."""
        found: list[tuple[Outcome, ...]] = []
        for number, ask in enumerate(asks):
            progress(number, len(asks))
            laid, _ = covered(self.history, partial(self.lay, ask))
            found.append((Outcome(0, {}, figures_of_replay(laid), {}, 1),))
        progress(len(asks), len(asks))
        return found


@dataclass(frozen=True, slots=True)
class PopulationMarket:
    """The worlds of a population; `job` says everything but the scheme."""

    job: Job
    worlds: int
    processes: int | Workers
    changes_nobody: bool = False

    @property
    def assumptions(self) -> Assumptions:
        """Those of the job."""
        return self.job.assumptions

    def fewer(self, worlds: int) -> PopulationMarket:
        """The first worlds."""
        return replace(self, worlds=min(self.worlds, worlds))

    def outcomes(self, asks: Sequence[Ask], progress: Progress) -> list[tuple[Outcome, ...]]:
        """Every scheme in the same worlds."""
        jobs = [(replace(self.job, scheme=ask.scheme, plan=ask.plan), ask.values) for ask in asks]
        tasks = [(job, world, values) for job, values in jobs for world in range(self.worlds)]
        done = run_worlds(tasks, processes=self.processes, progress=progress)
        return [tuple(done[start : start + self.worlds]) for start in range(0, len(done), self.worlds)]
