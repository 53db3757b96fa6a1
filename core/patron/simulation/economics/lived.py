"""What the economics of a made world are worked out from, beside the scheme laid over it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from patron.simulation.assumptions.model import Assumptions, Effect, Values
from patron.simulation.population.model import Population

if TYPE_CHECKING:
    from patron.simulation.behaviour.respond import Made


@dataclass(frozen=True, slots=True)
class Lived:
    """One world: its customers' figures, what is assumed of them and holds in it, and what they bought without and with the scheme."""

    population: Population
    assumptions: Assumptions
    values: Values
    base: Made
    made: Made

    def kept(self, tier: str) -> Fraction:
        """The share of drop-outs that a tier avoids."""
        found = [self.values[one.id] for one in self.assumptions.entries if one.effect is Effect.RETENTION and tier in one.tiers]
        return found[0] if found else Fraction(0)

    def card_used(self, kind: str) -> Fraction | None:
        """The share of a kind of cards' value that will be used: as assumed of the kind, of all kinds, else as the population says."""
        stated = {one.of: self.values[one.id] for one in self.assumptions.entries if one.effect is Effect.CARD_USED}
        known = {one.kind: Fraction(str(one.used)) for one in self.population.cards}
        return stated.get(kind, stated.get(None, known.get(kind)))
