"""Customers whom no scheme moves: what the engine said of them under one scheme holds under others that differ only for the rest.

Who can come to no tier by all that she or he buys stays in the first one. There nothing of a scheme counts but how points are made,
and prices of the first tier. So of one scheme after another only the others are asked of the engine again; the answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History, MemberOrder
from patron.engine.ids import places_among
from patron.engine.places import places_of
from patron.engine.plan import Plan
from patron.engine.plan.benefits import NO_BENEFITS
from patron.engine.postings import posted_of
from patron.engine.price_levels import Levels
from patron.engine.results import Detail, Evaluation, LinePlaces, PostingCodes
from patron.engine.run import Runner, run
from patron.simulation.behaviour.candidates import candidates
from patron.simulation.behaviour.made import Made
from patron.simulation.behaviour.ties import groups_of, with_tied
from patron.simulation.population.world import World

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer about everybody. `moves`: by customer, who is asked anew under every other scheme; `buyer`: the customer of each line."""

    moves: Flags
    buyer: Ints
    names: pl.Series  # the ids of all customers
    places: LinePlaces
    posted: PostingCodes
    changes: pl.DataFrame


class Resting:
    """The engine's answer about a whole world, kept for the schemes that follow."""

    def __init__(self) -> None:
        self._first: tuple[Plan, Made, Evaluation] | None = None
        self._kept: _Kept | None = None  # made of the first answer when a second one is asked for

    def evaluate(self, world: World, made: Made, runner: Runner) -> Callable[..., Evaluation]:
        """What stands for `patron.engine.run.run` where the scheme is laid over `made`'s history, with detail "codes"."""

        def asked(plan: Plan, history: History, as_of: int, *, detail: Detail, prices: Levels | None) -> Evaluation:
            ask = partial(run, plan, as_of=as_of, detail=detail, runner=runner)
            if plan.cards or not history.movements.is_empty():  # cards bring tiers
                return ask(history=history, prices=prices)
            if self._first is None or _alike(self._first[0]) != _alike(plan):
                self._first, self._kept = (plan, made, ask(history=history, prices=prices)), None
                return self._first[2]
            if self._kept is None:
                self._kept = _kept(world, *self._first)
            return _joined(self._kept, made, self._kept.moves | _moving(world, plan, made), ask, prices)

        return asked


def _kept(world: World, plan: Plan, made: Made, evaluation: Evaluation) -> _Kept:
    names, places = evaluation.members["member_id"], places_of(made.history, evaluation)
    return _Kept(_moving(world, plan, made), made.buyer, names, places, posted_of(evaluation), evaluation.changes)


def _moving(world: World, plan: Plan, made: Made) -> Flags:
    """Customers who might come to a tier, whose purchases are not those without a scheme, and all who are tied to them."""
    return with_tied(candidates(plan, world) | made.changed, groups_of(world.customers, plan))


def _alike(plan: Plan) -> object:
    """What must be the same of two plans, so that they say the same of those who stay in the first tier."""

    def of_first(rules: tuple[Any, ...]) -> tuple[object, ...]:
        return tuple(one if 0 in one.tiers else one.id for one in rules)

    points = plan.points
    rest = replace(
        plan,
        qualification=(),
        maintenance=(),
        withdrawal=(),
        discounts=tuple(one for one in plan.discounts if 0 in one.tiers),
        points=replace(points, accrual=(), bonuses=()),
        coupons=(),
        restricted=(),
        benefits=NO_BENEFITS,
    )
    return rest, of_first(points.accrual), of_first(points.bonuses)


def _joined(kept: _Kept, made: Made, moves: Flags, ask: Callable[..., Evaluation], prices: Levels | None) -> Evaluation:
    """The answer about everybody: those who move are asked, of the others it is the one that was kept."""
    if not moves.any():
        return Evaluation(kept.names.to_frame("member_id"), kept.changes, lines=kept.places, posted=kept.posted)
    theirs = np.flatnonzero(np.append(moves, False)[made.buyer])  # -1, nobody, is in the last cell
    rested, resting = np.append(~moves, True)[kept.buyer], np.append(~moves, True)[made.buyer]
    part = _part(made, moves, theirs)
    told = ask(history=part, prices=None if prices is None else _levels(prices, theirs))
    places, posted = places_of(part, told), posted_of(told)
    code, owner = (places_among(kept.names, one.names) for one in (places, posted))
    before = int(kept.places.purchase.max(initial=-1)) + 1

    def placed(old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
        found = np.empty(len(made.buyer), dtype=old.dtype)
        found[resting], found[theirs] = old[rested], new
        return found

    lines = LinePlaces(
        purchase=placed(kept.places.purchase, places.purchase + before),
        member=placed(kept.places.member, code[places.member]),
        level=placed(kept.places.level, places.level),
        brought=placed(kept.places.brought, places.brought),
        names=kept.names,
    )
    changes = kept.changes.filter(pl.Series(~moves[places_among(kept.names, kept.changes["member_id"])], dtype=pl.Boolean))
    every = told.changes if changes.is_empty() else pl.concat([changes, told.changes]).sort("member_id", maintain_order=True)
    return Evaluation(kept.names.to_frame("member_id"), every, lines=lines, posted=_postings(kept, moves, posted, owner))


def _part(made: Made, moves: Flags, theirs: Ints) -> History:
    """The history of those who move."""
    whole = made.history
    lines = whole.lines[theirs.astype(np.uint32)]
    members = whole.members[np.flatnonzero(moves).astype(np.uint32)]
    heads = np.flatnonzero(np.diff(made.buyer[theirs], prepend=-1))
    order = MemberOrder(lines, lines["member_id"][heads.astype(np.uint32)], np.append(heads, len(theirs)).astype(np.int64), single=True)
    return replace(whole, lines=lines, members=members, order=order)


def _levels(prices: Levels, rows: Ints) -> Levels:
    """What these rows cost; levels that share their array share it still."""
    picked: dict[int, Any] = {}
    return tuple(picked.setdefault(id(level), level[rows]) for level in prices)


def _postings(kept: _Kept, moves: Flags, new: PostingCodes, owner: Ints) -> PostingCodes:
    """Those kept of who rests, then those of who moves."""
    old = kept.posted
    member = places_among(kept.names, old.names)[old.member] if not old.names.equals(kept.names) else old.member
    rows = np.flatnonzero(~moves[member])
    rules, kinds = (tuple(sorted({*one, *other})) for one, other in ((old.rules, new.rules), (old.kinds, new.kinds)))

    def both(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.concatenate([first[rows], second])

    return PostingCodes(
        member=both(member, owner[new.member]),
        on=both(old.on, new.on),
        kind=both(_renumbered(old.kinds, kinds)[old.kind], _renumbered(new.kinds, kinds)[new.kind]),
        rule=both(_renumbered(old.rules, rules)[old.rule], _renumbered(new.rules, rules)[new.rule]),
        points=both(old.points, new.points),
        names=kept.names,
        kinds=kinds,
        rules=rules,
    )


def _renumbered(names: tuple[str, ...], among: tuple[str, ...]) -> Ints:
    return np.array([among.index(one) for one in names], dtype=np.int64)
