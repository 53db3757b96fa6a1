"""What made customers do under a scheme, worked out slowly: moment by moment, with the reference runner asked after each.

It shares the streams of random numbers with what it checks, and nothing else: no rounds, no compiled loop, no tables of tiers.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
from patron.engine import reference
from patron.engine.history import LINES, History
from patron.engine.plan import Plan
from patron.engine.prices import price_lines
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumptions, Effect, Values
from patron.simulation.behaviour.made import members
from patron.simulation.population.purposes import Purpose
from patron.simulation.population.random import beta, exponential, gamma, nested, stream, uniform
from patron.simulation.population.world import World
from patron.simulation.replay.promised import discounted_ranks, promised_ranks


@dataclass
class Person:
    """One customer as the days go by."""

    row: int
    key: int
    came: float
    rate: float
    ends: float = math.inf
    left: float = math.inf  # of a life that ends by itself
    clock: float = 0.0  # up to when it has been lived
    rank: int = 0
    number: int = 0  # of the next purchase of the own stream
    place: float = 0.0
    at: float = 0.0
    pulled: bool = False
    further: int = 0
    further_at: float = math.inf
    falls: list[tuple[int, int]] = field(default_factory=list)  # (day of the span, from rank)


@dataclass(frozen=True)
class Sale:
    """A purchase that was made."""

    customer: int
    when: float
    number: int
    further: bool
    pulled: bool
    amount: int
    day: int
    second: int


class Oracle:
    """One world under one scheme."""

    def __init__(self, world: World, scheme: Scheme, plan: Plan, assumptions: Assumptions, values: Values) -> None:
        self.world, self.plan = world, plan
        self.starts = world.calendar.starts.tolist()
        self.launch, self.end = world.calendar.launch, world.calendar.end
        self.promised, self.discounted = promised_ranks(scheme, plan), discounted_ranks(plan)
        self.entries = [(one.effect, {rank for rank, t in enumerate(plan.tiers) if t.id in one.tiers}, one) for one in assumptions.entries]
        self.values = values
        self.pulls: dict[tuple[int, int], float] = {}
        self.lines = LINES

    def run(self) -> list[Sale]:
        """All purchases in the end: whenever one is found that a goal brings forward, the time is lived again from the start."""
        while True:
            brought = self._once()
            if brought is None:
                return sorted(self.sales, key=lambda one: (one.customer, one.when))
            self.pulls[brought[:2]] = brought[2]

    def figure(self, effect: Effect, rank: int) -> Fraction:
        """What members of a tier do by one effect."""
        if rank not in self.promised:
            return Fraction(0)
        return sum((self.values[one.id] for kind, ranks, one in self.entries if kind is effect and rank in ranks), Fraction(0))

    def lift(self, rank: int, *, promised: bool = True) -> Fraction:
        """Further purchases, those by discounts too."""
        found = Fraction(0)
        for kind, ranks, one in self.entries:
            if rank in ranks and (not promised or rank in self.promised):
                if kind is Effect.PURCHASE_RATE:
                    found += self.values[one.id]
                if kind is Effect.INCREMENTAL and (not promised or rank in self.discounted):
                    found += self.values[one.id] / (1 - self.values[one.id])
        return found

    def draw(self, person: Person, purpose: Purpose) -> np.uint64:
        """The name of a stream."""
        return np.uint64(stream(self.world.chances.world, person.key, int(purpose)))

    def _once(self) -> tuple[int, int, float] | None:
        """A life of all; the first purchase that a goal brings forward and that is not yet."""
        self.sales: list[Sale] = []
        self.brought: list[tuple[float, int, int, float]] = []
        largest = float(max(Fraction(0), *(self.lift(rank, promised=False) for rank in range(len(self.plan.tiers)))))
        people = self.world.customers
        self.people = [Person(n, int(people.key[n]), float(people.came[n]), float(people.rate[n])) for n in range(len(people))]
        for one in self.people:
            one.place = one.at = one.clock = one.came
            if not self.world.chances.at_purchases:
                rate = gamma(self.draw(one, Purpose.DROP_OUT), self.world.chances.first) / self.world.chances.second
                one.left = exponential(self.draw(one, Purpose.MARK), 0) / rate
            if largest > 0:
                one.further_at = max(one.came, self.launch)
                self._next_further(one, largest)
        for day in range(len(self.starts) - 1):
            self._start(day)
            while (found := self._next(self.starts[day + 1])) is not None:
                person, further = found
                if further:
                    self._consider(person, day, largest)
                else:
                    self._own(person, day)
        first = min(self.brought, default=None)
        return None if first is None else first[1:]

    def _next(self, before: float) -> tuple[Person, bool] | None:
        found = [(one.at, one.row, False) for one in self.people] + [(one.further_at, one.row, True) for one in self.people]
        at, row, further = min(found)
        return (self.people[row], further) if at < before else None

    def _start(self, day: int) -> None:
        """Reviews and falls, before the shops open."""
        if not self.sales:
            return
        ranks = self._ranks(day)
        for one in self.people:
            rank = ranks[one.row]
            if rank < one.rank:
                self._live_on(one, self.starts[day])
                if self.starts[day] >= self.launch:
                    mark = uniform(self.draw(one, Purpose.FALL), len(one.falls))
                    if mark < float(self.figure(Effect.DEMOTION_DROP_OUT, one.rank)):
                        one.ends = min(one.ends, self.starts[day])
                    one.falls.append((day, one.rank))
                one.rank = rank

    def _live_on(self, one: Person, until: float) -> None:
        """Lets a life run, slower where a tier keeps who leaves."""
        if one.left is math.inf or one.ends < until:
            return
        for low, high in ((one.clock, min(until, self.launch)), (max(one.clock, self.launch), until)):
            if high > low:
                runs = 1.0 - (float(self.figure(Effect.RETENTION, one.rank)) if low >= self.launch else 0.0)
                if (high - low) * runs >= one.left:
                    one.ends = min(one.ends, low + one.left / runs)
                    return
                one.left -= (high - low) * runs
        one.clock = max(one.clock, until)

    def _next_further(self, one: Person, largest: float) -> None:
        one.further_at += exponential(self.draw(one, Purpose.FURTHER_INTERVAL), one.further) / (one.rate * largest)

    def _consider(self, one: Person, day: int, largest: float) -> None:
        """A further purchase, made or not."""
        self._live_on(one, one.further_at)
        if one.further_at >= one.ends:
            one.further_at = math.inf
            return
        mark = uniform(self.draw(one, Purpose.FURTHER_MARK), one.further)
        if mark * largest < float(max(self.lift(one.rank), Fraction(0))):
            self._make(one, one.further_at, day, one.further, further=True)
        one.further += 1
        self._next_further(one, largest)

    def _own(self, one: Person, day: int) -> None:
        """A purchase of the own stream, made or not; then the next one is looked for."""
        at, number = one.at, one.number
        if number:
            self._live_on(one, at)
            if at >= one.ends:
                one.at = math.inf
                return
        if not (number and at >= self.launch and self._away(one, at, number)):
            before = one.rank
            self._make(one, at, day, number, further=False)
            share = float(self.figure(Effect.GOAL_GRADIENT, one.rank))
            if number and one.rank > before and at >= self.launch and share > 0 and (one.row, number) not in self.pulls:
                self.brought.append((at, one.row, number, share))
        if self.world.chances.at_purchases and number:
            chance = beta(self.draw(one, Purpose.DROP_OUT), self.world.chances.first, self.world.chances.second)
            kept = float(self.figure(Effect.RETENTION, one.rank)) if at >= self.launch else 0.0
            if uniform(self.draw(one, Purpose.MARK), number) < chance * (1.0 - kept):
                one.ends, one.at = min(one.ends, at), math.inf
                return
        one.number += 1
        gap = exponential(self.draw(one, Purpose.INTERVAL), one.number) / one.rate
        one.place += gap
        one.at, one.pulled = one.place if one.place < self.end else math.inf, False
        share = self.pulls.get((one.row, one.number), 0.0)
        if share and one.at < math.inf:
            one.at, one.pulled = max(self.launch, one.place - gap * share, math.nextafter(at, math.inf)), True

    def _away(self, one: Person, at: float, number: int) -> bool:
        if uniform(self.draw(one, Purpose.FEWER), number) < float(-self.lift(one.rank)):
            return True
        mark = uniform(self.draw(one, Purpose.AWAY), number)
        for day, rank in one.falls:
            lasting = min(
                (e.lasting_days or 10**9 for kind, ranks, e in self.entries if kind is Effect.DEMOTION and rank in ranks), default=0
            )
            if at < self.starts[min(day + lasting, len(self.starts) - 1)] and mark < float(self.figure(Effect.DEMOTION, rank)):
                return True
        return False

    def _make(self, one: Person, at: float, day: int, number: int, *, further: bool) -> None:
        """The purchase is made, and the tier asked for again."""
        world, goods = self.world, self.world.population.goods
        of, much = (Purpose.FURTHER_GOODS, Purpose.FURTHER_AMOUNT) if further else (Purpose.GOODS, Purpose.AMOUNT)
        part, shares = uniform(self.draw(one, of), number) * sum(g.share for g in goods), 0.0
        for kind in goods:
            shares += kind.share
            if part < shares:
                break
        drawn = gamma(np.uint64(nested(self.draw(one, much), number)), world.population.amounts.p)
        amount = max(int(float(world.customers.level[one.row]) * drawn * (kind.price * 100) + 0.5), 1)
        if at >= self.launch:
            whole = amount * (1 + self.figure(Effect.BASKET, one.rank))
            amount = max(math.floor(whole + Fraction(1, 2)), 1)
        inside = bisect.bisect_right(self.starts, at) - 1
        assert inside == day
        part_of_day = (at - self.starts[day]) / (self.starts[day + 1] - self.starts[day])
        second = 36_000 + min(int(part_of_day * 43_200), 43_199)
        self._live_on(one, at)
        self.sales.append(Sale(one.row, at, number, further, one.pulled and not further, amount, day + world.span.first, second))
        self.categories = getattr(self, "categories", {})
        self.categories[one.row, number, further] = kind.category
        one.rank = self._ranks(day)[one.row]

    def _ranks(self, day: int) -> list[int]:
        """Everybody's tier as of a day, by what was bought so far."""
        rows = [
            {
                "row": n + 2,
                "purchase_id": f"p{n:05d}",
                "member_id": f"c{one.customer:07d}",
                "at": (one.day * 86_400 + one.second) * 1_000_000,
                "day": one.day,
                "amount": one.amount,
                "list_amount": one.amount,
                "category": self.categories[one.customer, one.number, one.further],
            }
            for n, one in enumerate(self.sales)
        ]
        history = History(lines=pl.DataFrame(rows, schema=LINES), members=members(self.world))
        prices: Any = price_lines(self.plan, history.lines, history).levels if self.plan.discounts else None
        found = reference.run(self.plan, history, self.world.span.first + day, prices=prices)
        ranks = {tier.id: rank for rank, tier in enumerate(self.plan.tiers)}
        told = dict(zip(found.members["member_id"], found.members["tier"], strict=True))
        return [ranks[told[f"c{one.row:07d}"]] for one in self.people]
