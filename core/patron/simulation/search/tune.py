"""The search for values that meet targets and bring the most of one figure.

Few combinations are all tried. Among many, Optuna's tree-structured Parzen estimator (Bergstra et al. 2011) chooses some at a
time; it is given a seed and what was found so far, so the same seed takes the same way, whatever the number of processes.
The last third of the trials starts from the best so far and changes one value at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from patron.findings import FindingsError
from patron.simulation.search.bench import Bench
from patron.simulation.search.figures import middle
from patron.simulation.search.market import Progress
from patron.simulation.search.targets import Target, contradiction, scales
from patron.simulation.search.vary import Changes, Variable, combinations, every_variant
from patron.simulation.worlds.outcome import Figure, Figures

if TYPE_CHECKING:
    import optuna

_AGAIN = 5  # suggestions for each trial, since what was tried before is suggested too
_AT_ONCE = 8  # suggestions before any of them is tried: they are tried together, whatever the number of processes
_POLISHED = 3  # one trial in so many looks around the best that was found
_NO_FIGURE = 1000.0  # how far a figure that does not exist is from its target, for the sampler alone


class ContradictionError(ValueError):
    """Two targets that no scheme can meet together."""

    def __init__(self, low: Target, high: Target) -> None:
        super().__init__(f"no value of {low.figure} meets both {_named(low)} and {_named(high)}")


@dataclass(frozen=True, slots=True)
class Tried:
    """One variant: its figures (the P50 of the worlds) and how far each target is missed."""

    changes: Changes
    place: int  # in the order of all combinations
    figures: Figures
    misses: tuple[Fraction | None, ...]  # by target; None: there is no such figure
    met: tuple[bool, ...]

    @property
    def meets(self) -> bool:
        """Whether every target is met."""
        return all(self.met)


@dataclass(frozen=True, slots=True)
class Alone:
    """A target by itself: the best value that any variant tried has, and under which one; None: no variant has the figure."""

    target: Target
    value: Figure
    changes: Changes
    met: bool


@dataclass(frozen=True, slots=True)
class Tuned:
    """What the search found. `best` meets every target, or comes nearest to them; `standing` is the scheme as it stands."""

    targets: tuple[Target, ...]
    objective: str
    maximise: bool
    best: Tried
    standing: Figures
    tried: int
    combinations: int
    unsound: int  # combinations that are no sound scheme
    binding: tuple[Target, ...]  # where targets are missed: those missed by most
    alone: tuple[Alone, ...]
    changes_nobody: bool  # the figures are those of a replay

    @property
    def found(self) -> bool:
        """Whether the targets can be met by what was tried."""
        return self.best.meets

    @property
    def exhaustive(self) -> bool:
        """Whether every combination was tried."""
        return self.tried + self.unsound == self.combinations


@dataclass(slots=True)
class Search:
    """What is searched, and what has been tried."""

    bench: Bench
    variables: Sequence[Variable]
    targets: Sequence[Target]
    objective: str = "net"
    maximise: bool = True
    trials: int = 100
    seed: int = 1
    progress: Progress = field(default=lambda done, of: None)
    _tried: dict[Changes, Tried | None] = field(default_factory=dict)  # None: no sound scheme
    _scales: dict[str, Fraction] = field(default_factory=dict)

    def run(self) -> Tuned:
        """Raises VaryError, ContradictionError and FindingsError before anything is tried."""
        if pair := contradiction(self.targets):
            raise ContradictionError(*pair)
        count = combinations(self.variables)
        self.bench.keys(self.variables)
        self.bench.check(self.variables)
        standing = self._figures(())
        assert standing is not None
        self._scales = scales(self.targets, standing)
        if count <= self.trials:
            self._all()
        else:
            self._sampled(count)
        sound = [one for one in self._tried.values() if one is not None]
        if not sound:
            self.bench.scheme(next(iter(self._tried)))  # raises what is wrong with the first
        best = min(sound, key=self._rank)
        return Tuned(
            tuple(self.targets),
            self.objective,
            self.maximise,
            best,
            standing,
            len(sound),
            count,
            len(self._tried) - len(sound),
            () if best.meets else self._binding(best),
            tuple(self._alone(number, sound) for number in range(len(self.targets))),
            self.bench.market.changes_nobody,
        )

    def _all(self) -> None:
        variants = list(every_variant(self.variables))
        self.bench.outcomes([(one, None) for one in variants if self._sound(one)], self.progress)
        for place, changes in enumerate(variants):
            self._try(changes, place)

    def _sampled(self, count: int) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        study = optuna.create_study(
            sampler=optuna.samplers.TPESampler(seed=self.seed), direction="maximize" if self.maximise else "minimize"
        )
        sampled = self.trials - self.trials // _POLISHED
        for _ in range(-(-sampled * _AGAIN // _AT_ONCE)):
            if len(self._tried) >= sampled:
                break
            self.progress(len(self._tried), self.trials)
            asked = [study.ask() for _ in range(min(_AT_ONCE, sampled - len(self._tried)))]
            chosen = [self._chosen(trial) for trial in asked]
            new = [changes for changes, _ in chosen if changes not in self._tried and self._sound(changes)]
            self.bench.outcomes([(changes, None) for changes in dict.fromkeys(new)])
            for trial, (changes, place) in zip(asked, chosen, strict=True):
                tried = self._try(changes, place)
                aim = None if tried is None else tried.figures[self.objective]
                for name, miss in self._for_sampler(tried, aim).items():
                    trial.set_constraint(name, miss)
                study.tell(trial, 0.0 if aim is None else float(aim))
        self._polish()
        self.progress(self.trials, self.trials)

    def _polish(self) -> None:
        """From the best so far, one value at a time to its neighbours and to its ends, while that brings more and trials are left."""
        while left := self.trials - len(self._tried):
            self.progress(len(self._tried), self.trials)
            near = [one for one in self._near() if one[0] not in self._tried][:left]
            if not near:
                return
            self.bench.outcomes([(changes, None) for changes, _ in near if self._sound(changes)])
            for changes, place in near:
                self._try(changes, place)

    def _near(self) -> list[tuple[Changes, int]]:
        """The variants that differ from the best in one value, with their places."""
        sound = [one for one in self._tried.values() if one is not None]
        best = min(sound, key=self._rank).changes if sound else next(iter(self._tried))
        indexes = [one.values.index(text) for one, (_, text) in zip(self.variables, best, strict=True)]
        near = []
        for number, variable in enumerate(self.variables):
            last = len(variable.values) - 1
            for index in dict.fromkeys((max(indexes[number] - 1, 0), min(indexes[number] + 1, last), 0, last)):
                near.append(self._at([*indexes[:number], index, *indexes[number + 1 :]]))
        return near

    def _at(self, indexes: Sequence[int]) -> tuple[Changes, int]:
        """The variant of these values, and its place in the order of all combinations."""
        place = 0
        for index, one in zip(indexes, self.variables, strict=True):
            place = place * len(one.values) + index
        return tuple((one.key, one.values[index]) for index, one in zip(indexes, self.variables, strict=True)), place

    def _chosen(self, trial: optuna.Trial) -> tuple[Changes, int]:
        """What the sampler suggests, and its place in the order of all combinations."""
        return self._at([trial.suggest_int(one.key, 0, len(one.values) - 1) for one in self.variables])

    def _for_sampler(self, tried: Tried | None, aim: Figure) -> dict[str, float]:
        """How far each target is missed, above 0 for one that is; a variant without the aim misses it."""
        found = {} if aim is not None else {"aim": _NO_FIGURE}
        if tried is not None:
            for number, (miss, met) in enumerate(zip(tried.misses, tried.met, strict=True)):
                found[str(number)] = 0.0 if met else _NO_FIGURE if miss is None else max(float(miss), 1e-9)
        return found

    def _try(self, changes: Changes, place: int) -> Tried | None:
        if changes not in self._tried:
            figures = self._figures(changes)
            self._tried[changes] = None if figures is None else self._judged(changes, place, figures)
        return self._tried[changes]

    def _sound(self, changes: Changes) -> bool:
        """Each value alone makes a sound scheme; together they may contradict each other."""
        try:
            self.bench.scheme(changes)
        except FindingsError:
            return False
        return True

    def _figures(self, changes: Changes) -> Figures | None:
        """None where the values do not go together in a sound scheme."""
        if not self._sound(changes):
            return None
        (outcomes,) = self.bench.outcomes([(changes, None)])
        wanted = dict.fromkeys([self.objective, *(one.figure for one in self.targets), *outcomes[0].figures])
        return {name: middle(outcomes, name) for name in wanted}

    def _judged(self, changes: Changes, place: int, figures: Figures) -> Tried:
        values = [figures[one.figure] for one in self.targets]
        misses = [one.missing(value, self._scales[one.text]) for one, value in zip(self.targets, values, strict=True)]
        met = tuple(one.met(value) for one, value in zip(self.targets, values, strict=True))
        return Tried(changes, place, figures, tuple(misses), met)

    def _rank(self, tried: Tried) -> tuple[bool, int, Fraction, int, bool, Fraction, int]:
        """The best first: meets all; then fewest figures that do not exist, smallest miss, fewest missed; then the aim, then the order."""
        aim = tried.figures[self.objective]
        worth = Fraction(0) if aim is None else Fraction(aim)
        missed = sum((one for one in tried.misses if one is not None), Fraction(0))
        without = sum(one is None for one in tried.misses)
        return (not tried.meets, without, missed, tried.met.count(False), aim is None, -worth if self.maximise else worth, tried.place)

    def _binding(self, nearest: Tried) -> tuple[Target, ...]:
        """Of the targets that the nearest variant misses, those that it misses by most."""
        missed = [(miss, target) for miss, met, target in zip(nearest.misses, nearest.met, self.targets, strict=True) if not met]
        none = tuple(target for miss, target in missed if miss is None)
        most = max((miss for miss, _ in missed if miss is not None), default=None)
        return none or tuple(target for miss, target in missed if miss == most)

    def _alone(self, number: int, sound: Sequence[Tried]) -> Alone:
        target = self.targets[number]
        best = sound[0]
        for one in sound[1:]:
            if target.better(one.figures[target.figure], best.figures[target.figure]):
                best = one
        return Alone(target, best.figures[target.figure], best.changes, best.met[number])


def _named(target: Target) -> str:
    return f"{target.text!r}" + (f" (the scheme's goal {target.goal}; --no-goals leaves goals out)" if target.goal else "")
