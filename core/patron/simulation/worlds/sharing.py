"""Tasks that share a world are worked out together, one scheme after another, so that the world is drawn once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from patron.simulation.assumptions.model import Values
from patron.simulation.worlds.ground import same_ground
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Outcome

Task = tuple[Job, int, Values | None]  # what, which world, and its values; None: drawn
Share = tuple[int, ...]  # the places of tasks that share a world, ascending
Progress = Callable[[int, int], None]  # worlds done, of how many


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a share: the outcomes of its tasks, up to the first that failed."""

    outcomes: tuple[Outcome, ...]
    error: Exception | None = None


def shares_of(tasks: Sequence[Task], processes: int = 1) -> list[Share]:
    """By their first task; where there are fewer worlds than processes, each world's tasks are split among several."""
    grounds: list[Job] = []
    shares: dict[tuple[int, int], list[int]] = {}
    known: dict[int, int] = {}
    for place, (job, world, _) in enumerate(tasks):
        if id(job) not in known:
            known[id(job)] = next((number for number, one in enumerate(grounds) if same_ground(one, job)), len(grounds))
            if known[id(job)] == len(grounds):
                grounds.append(job)
        shares.setdefault((known[id(job)], world), []).append(place)
    parts = -(-processes // max(len(shares), 1))
    found = []
    for share in shares.values():
        size = -(-len(share) // parts)
        found += [tuple(share[first : first + size]) for first in range(0, len(share), size)]
    return found


@dataclass(slots=True)
class Gathered:
    """What is known of all tasks so far, whatever the order in which shares come to their end."""

    count: int
    progress: Progress
    found: dict[int, Outcome] = field(default_factory=dict)
    errors: dict[int, Exception] = field(default_factory=dict)

    def add(self, share: Share, tried: Tried) -> None:
        """The outcomes of a share, or of its tasks before the one that failed."""
        for number, outcome in enumerate(tried.outcomes):
            self.done_of(share, number, outcome)
        if tried.error is not None:
            self.errors[share[len(tried.outcomes)]] = tried.error

    def done_of(self, share: Share, number: int, outcome: Outcome) -> None:
        """The outcome of a share's task; nothing if it is known."""
        if share[number] not in self.found:
            self.found[share[number]] = outcome
            self.progress(len(self.found), self.count)

    def needless(self, share: Share) -> bool:
        """Whether an earlier task has failed than any of these."""
        return bool(self.errors) and min(self.errors) < share[0]

    def outcomes(self) -> list[Outcome]:
        """In the order of the tasks; raises what the first failing one raised, whichever failed earlier."""
        if self.errors:
            raise self.errors[min(self.errors)]
        return [self.found[place] for place in range(self.count)]
