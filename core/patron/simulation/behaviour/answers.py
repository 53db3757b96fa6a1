"""The assumptions of one world as figures by tier: what members of each do otherwise than they would."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from patron.engine.plan import Plan
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumption, Assumptions, Effect, Values
from patron.simulation.population.lines import basket_steps
from patron.simulation.population.paths import Answers
from patron.simulation.replay.promised import discounted_ranks, promised_ranks

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_FOR_GOOD = 1 << 30  # days


@dataclass(frozen=True, slots=True)
class Behaviour:
    """By rank, 0 where nothing is promised: `answers` of when purchases are made, `baskets` in steps of `lines.STEPS`, `goals`: the
    share of an interval by which the purchase that brings the tier comes earlier.
    """

    answers: Answers
    baskets: Ints
    goals: Floats

    @property
    def nothing(self) -> bool:
        """Whether nobody answers at all."""
        some = (self.answers.lift, self.answers.fewer, self.answers.kept, self.answers.away, self.answers.gone, self.baskets, self.goals)
        return not any(bool(one.any()) for one in some)

    @property
    def of_first(self) -> bool:
        """Whether members answer who never came to a tier but the first."""
        return bool(self.answers.lift[0] or self.answers.fewer[0] or self.answers.kept[0] or self.baskets[0])


def behaviour_of(scheme: Scheme, plan: Plan, assumptions: Assumptions, values: Values) -> Behaviour:
    """What the entries come to with these values; entries of other effects change nobody."""
    tiers = len(plan.tiers)
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    promised, discounted = promised_ranks(scheme, plan), discounted_ranks(plan)
    shares = {effect: [Fraction(0)] * tiers for effect in Effect}
    days = [_FOR_GOOD] * tiers
    named = [Fraction(0)] * tiers  # lifts, whether the tier is promised anything or not
    for entry in assumptions.entries:
        value = values[entry.id]
        for rank in _ranks(entry, ranks):
            lift = value / (1 - value) if entry.effect is Effect.INCREMENTAL else value
            if entry.effect in (Effect.PURCHASE_RATE, Effect.INCREMENTAL):
                named[rank] += lift
            if rank not in promised or (entry.effect is Effect.INCREMENTAL and rank not in discounted):
                continue
            shares[Effect.PURCHASE_RATE if entry.effect is Effect.INCREMENTAL else entry.effect][rank] += lift
            if entry.effect is Effect.DEMOTION and entry.lasting_days is not None:
                days[rank] = entry.lasting_days
    answers = Answers(
        lift=_floats([max(share, Fraction(0)) for share in shares[Effect.PURCHASE_RATE]]),
        fewer=_floats([max(-share, Fraction(0)) for share in shares[Effect.PURCHASE_RATE]]),
        largest=float(max(Fraction(0), *named)),
        kept=_floats(shares[Effect.RETENTION]),
        away=_floats(shares[Effect.DEMOTION]),
        away_days=np.array(days, dtype=np.int64),
        gone=_floats(shares[Effect.DEMOTION_DROP_OUT]),
    )
    baskets = np.array([basket_steps(share) for share in shares[Effect.BASKET]], dtype=np.int64)
    return Behaviour(answers, baskets, _floats(shares[Effect.GOAL_GRADIENT]))


_OF_TIERS = frozenset(
    {
        Effect.PURCHASE_RATE,
        Effect.BASKET,
        Effect.RETENTION,
        Effect.GOAL_GRADIENT,
        Effect.DEMOTION,
        Effect.DEMOTION_DROP_OUT,
        Effect.INCREMENTAL,
    }
)


def _ranks(entry: Assumption, ranks: dict[str, int]) -> list[int]:
    """The tiers that an entry is about: all, where it names none."""
    if entry.effect not in _OF_TIERS:
        return []
    return [ranks[tier] for tier in entry.tiers] if entry.tiers else list(ranks.values())


def _floats(shares: list[Fraction]) -> Floats:
    return np.array([float(share) for share in shares])
