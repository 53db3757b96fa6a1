"""Maximum likelihood with SciPy: several fixed starts on a part of the rows, the best polished on all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from patron.simulation.population.summary import Floats

Objective = Callable[[Floats], tuple[float, Floats]]  # logarithms of the parameters: log-likelihood and its derivatives
LEAST, MOST = 1e-6, 1e6  # a parameter that runs to an end has no value that the data can tell
_ALMOST = 1.05  # so near to an end counts as there


@dataclass(frozen=True, slots=True)
class Found:
    """Where the likelihood is highest; `at_edge` are the indexes of parameters that ran to an end of their range."""

    parameters: tuple[float, ...]
    log_likelihood: float
    at_edge: tuple[int, ...]
    settled: bool


def maximise(whole: Objective, starts: Sequence[Sequence[float]], part: Objective | None = None) -> Found:
    """The parameters of the highest likelihood; `part` is the objective on some of the rows, on which the starts are tried."""
    bounds = [(np.log(LEAST), np.log(MOST))] * len(starts[0])

    def climb(objective: Objective, start: Floats, least: float = 1e-15) -> optimize.OptimizeResult:
        size = max(1.0, abs(objective(start)[0]))

        def down(logs: Floats) -> tuple[float, Floats]:
            value, gradient = objective(logs)
            return (-value / size, -gradient / size) if np.isfinite(value) else (1e300, np.zeros_like(logs))

        options = {"maxiter": 500, "ftol": least, "gtol": 1e-9, "maxcor": 20}
        return optimize.minimize(down, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)

    tried = part or whole
    coarse = 1e-15 if part is None else 1e-9
    tries = [climb(tried, np.log(np.asarray(start, dtype=np.float64)), coarse) for start in starts]
    values = [tried(one.x)[0] for one in tries]
    best = tries[int(np.argmax(values))]
    if part is not None:
        best = climb(whole, best.x)
    best = climb(whole, best.x)  # once more, with the curvature forgotten: a first stop may be a narrow ridge
    value, gradient = whole(best.x)
    found = np.exp(best.x)
    at_edge = tuple(i for i, one in enumerate(found) if one < LEAST * _ALMOST or one > MOST / _ALMOST)
    free = [i for i in range(len(found)) if i not in at_edge]
    flat = bool(np.all(np.abs(gradient[free]) < 1e-3 * max(1.0, abs(value)) ** 0.5))
    return Found(tuple(float(one) for one in found), float(value), at_edge, bool(np.isfinite(value)) and flat)
