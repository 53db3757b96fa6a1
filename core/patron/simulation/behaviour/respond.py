"""What the made customers do with and without a scheme: engine and purchases in turn, until nobody's purchases change.

What happens at a moment depends on the tier held before it and on nothing later, so each round settles at least the earliest moment
that was not yet settled: the answer is the only one, and it is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine import reference
from patron.engine.history import History
from patron.engine.places import places_of
from patron.engine.plan import Plan
from patron.engine.price_levels import Levels
from patron.engine.prices import applying, price_lines
from patron.engine.results import Evaluation
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumptions, Values
from patron.simulation.behaviour.answers import Behaviour, behaviour_of
from patron.simulation.behaviour.candidates import candidates
from patron.simulation.behaviour.card_payments import used_shares, with_payments
from patron.simulation.behaviour.cards import CardMovements, card_movements
from patron.simulation.behaviour.holding import changed, held_by, nothing_held, tenures_of
from patron.simulation.behaviour.lives import Current, Lives, differing
from patron.simulation.behaviour.made import Made, baseline, baseline_lives, history_of, made_of, with_cards
from patron.simulation.behaviour.ties import groups_of, with_tied
from patron.simulation.population.lines import bought
from patron.simulation.population.paths import live
from patron.simulation.population.world import World

__all__ = ["Made", "baseline", "respond"]

Evaluate = Callable[..., Evaluation]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FEW = 60  # purchases that the reference runner answers about sooner
MOST_ROUNDS = 100  # more than anybody's tiers change in a period


def respond(
    world: World,
    scheme: Scheme,
    plan: Plan,
    assumptions: Assumptions,
    values: Values,
    *,
    launch: int,
    last: int,
    evaluate: Evaluate,
) -> Made:
    """What the customers do under the scheme, with these values of the assumptions.

    `launch` and `last` are those of the world's span. `evaluate` is a runner (`patron.engine.batch.run`, or the reference). Where
    nothing is promised or assumed, the baseline's own history comes back.
    """
    assert (launch, last) == (world.span.launch, world.span.last), "the world was drawn for another period"
    behaviour = behaviour_of(scheme, plan, assumptions, values)
    cards = card_movements(world, plan, baseline_lives(world))
    if behaviour.nothing:
        return _paid(baseline(world, plan), cards, world, plan, used_shares(world.population, assumptions, values))
    rounds = _Rounds(world, plan, behaviour, cards, evaluate)
    rounds.run()
    made = made_of(world, plan, rounds.lives.all(), rounds.asked, rounds.lives.changed)
    return _paid(made, cards, world, plan, used_shares(world.population, assumptions, values))


def _paid(made: Made, cards: CardMovements | None, world: World, plan: Plan, used: dict[str, Fraction]) -> Made:
    """With the cards and what they pay of what is bought."""
    if cards is None:
        return made
    return replace(made, history=with_cards(made.history, with_payments(cards, plan, made.history, world.population, used), None))


class _Rounds:
    """What stands after each round. Customers are flagged by row."""

    def __init__(self, world: World, plan: Plan, behaviour: Behaviour, cards: CardMovements | None, evaluate: Evaluate) -> None:
        self.world, self.plan, self.behaviour, self.cards, self.evaluate = world, plan, behaviour, cards, evaluate
        self.count = len(world.customers)
        self.lives = Current(baseline_lives(world), self.count)
        self.tenures = nothing_held()
        self.group = groups_of(world.customers, plan)
        self.pulls = pl.DataFrame(schema={"customer": pl.Int64(), "number": pl.Int64(), "share": pl.Float64()})
        self.asked = 0

    def run(self) -> None:
        """Until nothing changes; then one purchase more is pulled in each group of those tied together, and so on."""
        asked = candidates(self.plan, self.world)
        if self.cards is not None:
            asked[self.cards.customer[self.cards.customer >= 0]] = True
        moved = self._ask(with_tied(asked, self.group))
        if self.behaviour.of_first:
            moved = np.ones(self.count, dtype=np.bool_)
        while moved.any():
            self._settle(moved)
            moved = self._pull()

    def _settle(self, moved: Flags) -> None:
        """Purchases, then tiers, then purchases, of those for whom anything is new."""
        for _ in range(MOST_ROUNDS):
            again = self._live(moved)
            if not again.any():
                return
            moved = self._ask(with_tied(again, self.group))
        message = f"world {self.world.number} of seed {self.world.seed} does not settle"
        raise AssertionError(message)

    def _live(self, who: Flags) -> Flags:
        """Lives of those anew; whose purchases are others than before."""
        rows = np.flatnonzero(who)
        old = self.lives.of(who)
        held = held_by(self.tenures, rows, self.pulls)
        room = len(old) + len(old) // 4 + 1024
        paths = live(self.world.chances, rows, self.world.people, held, self.behaviour.answers, room=room)
        new = Lives(paths, bought(self.world, paths, self.behaviour.baskets))
        again = differing(old, new, self.count)
        if again.any():
            self.lives.replace(who, new)
        return again

    def _ask(self, who: Flags) -> Flags:
        """The engine about those; whose tiers are others than before."""
        lives = self.lives.of(who)
        history = history_of(self.world, self.plan.time_zone, lives, who, self.cards)
        # A few purchases are soon told by the reference runner, many by the batch runner; both say the same.
        runner = partial(reference.run, detail=True) if len(lives) < FEW else partial(self.evaluate, detail="codes")
        evaluation = runner(self.plan, history, self.world.span.last, prices=_prices(self.plan, history))
        new = tenures_of(evaluation, self.plan, lives, self.world.calendar, places_of(history, evaluation).brought)
        again = changed(self.tenures.of(who), new, self.count)
        self.tenures = self.tenures.with_others(who, new)
        self.asked += 1
        return again

    def _pull(self) -> Flags:
        """Marks, in each group of those tied together, the first purchase that brings a tier with a goal and is not pulled yet."""
        goals, tenures = self.behaviour.goals, self.tenures
        brings = (tenures.brought > 0) & (tenures.since > self.world.calendar.launch) & (goals[tenures.rank] > 0)
        found = pl.DataFrame(
            {
                "customer": tenures.customer[brings],
                "number": tenures.brought[brings],
                "share": goals[tenures.rank[brings]],
                "since": tenures.since[brings],
                "group": self.group[tenures.customer[brings]],
            }
        )
        found = found.join(self.pulls, on=["customer", "number"], how="anti").sort("since", "customer")
        first = found.unique("group", keep="first", maintain_order=True).select(self.pulls.columns)
        self.pulls = pl.concat([self.pulls, first])
        moved = np.zeros(self.count, dtype=np.bool_)
        moved[first["customer"].to_numpy()] = True
        return moved


def _prices(plan: Plan, history: History) -> Levels | None:
    """What lines cost in each tier; members qualify by what they pay."""
    if not plan.discounts:
        return None
    return price_lines(plan, history.lines, applies=applying(plan, history.lines, history)).levels
