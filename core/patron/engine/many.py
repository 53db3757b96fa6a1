"""Many plans over one history: what does not depend on the plan is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Detail, Evaluation
from patron.engine.run import Runner, choose, run

if TYPE_CHECKING:
    from patron.engine.batch.kept import Kept
    from patron.engine.price_levels import Levels


class Bench:
    """Evaluates one plan after another over one history, as `tune`, `--vary` and `compare` do.

    `bench.run` stands wherever `patron.engine.run.run` does (a replay's `evaluate`, a search's): same arguments, same answers, same
    errors. It keeps what the batch runner worked out and uses it again for what is the same: the history's frames are told apart by
    being the very same objects (nobody may change one in place), so a history with other movements still shares the order of its
    lines. What was kept goes when other frames take its place, or with the bench. Plans of one structure share their compiled kernel
    in any case. A bench serves one thread at a time.
    """

    def __init__(self) -> None:
        self._kept: Kept | None = None

    def run(
        self,
        plan: Plan,
        history: History,
        as_of: int,
        *,
        detail: Detail = False,
        prices: Levels | None = None,
        runner: Runner = "auto",
        progress: Callable[[str], None] | None = None,
    ) -> Evaluation:
        """As `patron.engine.run.run`, for a history that has been validated against this plan."""
        if self._kept is None and choose(history, runner) == "batch":
            from patron.engine.batch.kept import Kept

            self._kept = Kept()
        return run(plan, history, as_of, detail=detail, prices=prices, runner=runner, progress=progress, kept=self._kept)


def run_many(
    plans: Sequence[Plan],
    history: History,
    as_of: int,
    *,
    detail: Detail = False,
    prices: Sequence[Levels | None] | None = None,
    runner: Runner = "auto",
    progress: Callable[[str], None] | None = None,
) -> list[Evaluation]:
    """Each plan's evaluation of one validated history, in their order; `prices`: those of each plan. Errors as of `run`."""
    bench = Bench()
    levels = [None] * len(plans) if prices is None else prices
    return [
        bench.run(plan, history, as_of, detail=detail, prices=level, runner=runner, progress=progress)
        for plan, level in zip(plans, levels, strict=True)
    ]
