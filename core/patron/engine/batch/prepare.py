"""Columns and packed rows, ready for the kernel; what a step is made of says when its answer serves another plan as well."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from patron.engine.batch import events as streams
from patron.engine.batch import processors
from patron.engine.batch.amounts import Amounts, amounts
from patron.engine.batch.introductions import introducer_pairs, ties
from patron.engine.batch.kept import Kept
from patron.engine.batch.kernel_data import Extras, pack_extras, pack_members
from patron.engine.batch.profiles import facts_at_start, pack_changes
from patron.engine.batch.purchases import Ordered, in_order
from patron.engine.batch.returned import Returned, returned, takings
from patron.engine.batch.structure import uses_introducers
from patron.engine.derived import derive
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.profiles import facts_of
from patron.engine.plan.streams import text_columns, unit_columns
from patron.engine.price_levels import Levels
from patron.engine.results import Detail

Numbers = npt.NDArray[np.int64]
_LONG = 100_000  # lines from which a second thread is worth its start


@dataclass(frozen=True, slots=True)
class Prepared:
    """Columns and packed rows, ready for the kernel. `introduced`: (member, introducer), none where no rule asks for introducers."""

    ordered: Ordered
    amounts: Amounts
    events: streams.Events
    members: Numbers
    extras: Extras
    introduced: Numbers
    tie: npt.NDArray[np.int32]
    takings: Numbers

    def own(self) -> Prepared:
        """With rows of its own of what the kernel writes into."""
        extras = replace(self.extras, packed=self.extras.packed.copy())
        return replace(self, members=self.members.copy(), extras=extras)


def derived(plan: Plan, history: History, kept: Kept) -> History:
    """The history with what the rules derive from it."""
    points = plan.points
    reads = (points.exchange, points.quiz, points.referral, plan.group_counts_for_buyer if points.referral else None, plan.cards)
    frames = (history.lines, history.returns, history.movements, history.members)
    movements = kept.of("derived", (*frames, reads, plan if plan.cards else None), lambda: derive(plan, history).movements)
    return replace(history, movements=movements)


def prepare(plan: Plan, history: History, as_of: int, prices: Levels | None, detail: Detail, compiled: bool, kept: Kept) -> Prepared:
    """Everything that the kernel reads, of a derived history. What it writes into as well is kept, too: take `own` of it."""
    order = history.known_order
    ordered = kept.of("order", (history.lines, order, as_of, compiled), lambda: in_order(history.lines, as_of, compiled, order))
    with ThreadPoolExecutor(1) as beside:  # two halves that read the same columns and do not meet until `takings`
        adding = partial(_amounts, plan, ordered, prices, detail, compiled, kept)
        side_by_side = compiled and ordered.height >= _LONG and processors.threads() > 1
        summing = beside.submit(copy_context().run, adding) if side_by_side else None
        mine, extras, introduced, tie, events, back = _events(plan, history, ordered, as_of, compiled, kept)
        summed = adding() if summing is None else summing.result()
    taken = kept.of("takings", (back, summed), lambda: takings(back, summed, compiled))
    return Prepared(ordered, summed, events, mine, extras, introduced, tie, taken)


def _events(
    plan: Plan, history: History, ordered: Ordered, as_of: int, compiled: bool, kept: Kept
) -> tuple[Numbers, Extras, Numbers, npt.NDArray[np.int32], streams.Events, Returned]:
    """Everything but purchases: members and extras packed, who introduced whom, ranks at one instant, and what returns name."""
    made_of = (history.returns, history.movements, history.members, ordered, as_of)
    events = kept.of("events", made_of, lambda: streams.gather(history, ordered, as_of))
    tiers = tuple(tier.id for tier in plan.tiers)
    asks, counts, facts = uses_introducers(plan), plan.group_counts_for_buyer, facts_of(plan)
    starting = partial(facts_at_start, history, events, facts)
    members = kept.of("members", (events, tiers, facts), lambda: pack_members(events, ordered, plan, starting()))

    def packed() -> tuple[Extras, Numbers, npt.NDArray[np.int32], Returned]:
        extras = pack_extras(events, ordered, members, plan, compiled)
        pack_changes(events, extras, plan)
        back = returned(events, extras, members, ordered, plan, compiled)
        introduced = introducer_pairs(members, extras) if asks else np.empty((0, 2), dtype=np.int64)
        return extras, introduced, ties(introduced, ordered, events, extras, members, compiled), back

    about = (members, facts, bool(plan.withdrawal), asks, counts, plan.points.beside, text_columns(plan), unit_columns(plan))
    extras, introduced, tie, back = kept.of("packed", about, packed)
    return members, extras, introduced, tie, events, back


def _amounts(plan: Plan, ordered: Ordered, prices: Levels | None, detail: Detail, compiled: bool, kept: Kept) -> Amounts:
    ask_level = bool(detail) or prices is not None or bool(plan.points.bonuses)
    earning = tuple((rule.goods, rule.tiers) for rule in plan.points.accrual)
    levels = None if prices is None else list(prices)
    counting = (plan.leave_out, plan.group_purchase, plan.group_counts_for_buyer, plan.streams, len(plan.tiers))
    made_of = (ordered, levels, ask_level, earning, plan.points.multipliers, *counting)
    return kept.of("amounts", made_of, lambda: amounts(ordered, plan, levels, ask_level, compiled))
