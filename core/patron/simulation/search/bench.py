"""One scheme file with other values in their places, tried on a market; what was tried once is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from patron.engine.plan.compile import compile_plan
from patron.findings import Finding, FindingsError
from patron.scheme.keys import Key, find_key
from patron.scheme.load import LoadedScheme, load_scheme
from patron.scheme.problem import Problem, locate
from patron.simulation.assumptions.model import Values
from patron.simulation.search.market import Ask, Market, Progress
from patron.simulation.search.vary import Changes, Variable
from patron.simulation.worlds.outcome import Outcome

Trial = tuple[Changes, Values | None]
_Remembered = tuple[Changes, tuple[tuple[str, str], ...] | None]


def _silent(done: int, of: int) -> None:
    pass


@dataclass(slots=True)
class Bench:
    """`loaded` is the file as it stands."""

    loaded: LoadedScheme
    market: Market
    _schemes: dict[Changes, Ask] = field(default_factory=dict)
    _done: dict[_Remembered, tuple[Outcome, ...]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The scheme file."""
        return self.loaded.path

    def keys(self, variables: Sequence[Variable]) -> list[Key]:
        """The values that the variables mean; raises FindingsError with every key that means none."""
        assert self.loaded.root is not None
        found = [find_key(self.loaded.root, one.key) for one in variables]
        wrong = [locate(one, self.loaded.root, str(self.path)) for one in found if isinstance(one, Problem)]
        if wrong:
            raise FindingsError(wrong)
        return [one for one in found if isinstance(one, Key)]

    def check(self, variables: Sequence[Variable]) -> None:
        """Every value alone must make a sound scheme; raises FindingsError with all that do not."""
        findings: dict[Finding, None] = {}
        for variable in variables:
            for text in variable.values:
                try:
                    self.scheme(((variable.key, text),))
                except FindingsError as error:
                    findings |= dict.fromkeys(error.findings)
        if findings:
            raise FindingsError(findings)

    def scheme(self, changes: Changes, values: Values | None = None) -> Ask:
        """The scheme with the changes, checked as the file is; raises FindingsError."""
        if changes not in self._schemes:
            loaded = load_scheme(self.path, changes=dict(changes)) if changes else self.loaded
            self._schemes[changes] = Ask(loaded.require(), compile_plan(loaded.require(), loaded.industry))
        return replace(self._schemes[changes], values=values)

    def outcomes(self, trials: Sequence[Trial], progress: Progress = _silent) -> list[tuple[Outcome, ...]]:
        """The outcomes of each trial by world; those not yet known are worked out together."""
        keys = [_remembered(one) for one in trials]
        new = list({key: trial for key, trial in zip(keys, trials, strict=True) if key not in self._done}.items())
        if new:
            found = self.market.outcomes([self.scheme(*trial) for _, trial in new], progress)
            self._done |= {key: outcomes for (key, _), outcomes in zip(new, found, strict=True)}
        return [self._done[key] for key in keys]


def _remembered(trial: Trial) -> _Remembered:
    changes, values = trial
    return changes, None if values is None else tuple((name, str(value)) for name, value in sorted(values.items()))
