"""Facts of members' profiles as bits: what holds before the first event, and what each `profile` movement changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.events import Events
from patron.engine.batch.kernel_data import Extras
from patron.engine.batch.template import layout
from patron.engine.history import History
from patron.engine.plan import Plan, ProfileFact
from patron.engine.plan.profiles import facts_of
from patron.engine.profiles import empty_as_null, field_filled, field_text

Numbers = npt.NDArray[np.int64]


def pack_changes(events: Events, extras: Extras, plan: Plan) -> None:
    """Fills in the `profile` movements of `extras` by `template.layout`, where the plan asks for profiles; else nothing changes."""
    facts = facts_of(plan)
    if (facts or plan.withdrawal) and events.extras.height:
        _movements(events, extras, facts)


def _bit(place: int) -> pl.Expr:
    return pl.lit(1 << place, dtype=pl.Int64())


def _fits(fact: ProfileFact, text: pl.Expr) -> pl.Expr:
    return text.is_in(list(fact.values)).fill_null(value=False) if fact.values else text.is_not_null()


def _sum(bits: list[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64()), *bits)


def facts_at_start(history: History, events: Events, facts: tuple[ProfileFact, ...]) -> Numbers | int:
    """The facts that the members file makes true, in the order of `events.members`; 0 where no fact is asked for."""
    if not facts:
        return 0
    known = history.members
    true = [_fits(fact, field_text(known, fact.field)) if fact.values else field_filled(known, fact.field) for fact in facts]
    bits = [pl.when(one).then(_bit(place)).otherwise(0) for place, one in enumerate(true)]
    told = known.select("member_id", facts=_sum(bits))
    if known["member_id"].equals(events.members["member_id"]):
        return told["facts"].to_numpy()
    told = told.unique("member_id", keep="first", maintain_order=True)
    found = events.members.select("member_id").join(told, on="member_id", how="left", maintain_order="left")
    return found["facts"].fill_null(0).to_numpy()


def _movements(events: Events, extras: Extras, facts: tuple[ProfileFact, ...]) -> None:
    """Of each change of a profile: the facts that stay as they are, and those that become true."""
    at = (events.extras["kind"] == layout.X_PROFILE).arg_true()
    rows = events.movements[events.extras["source"].gather(at)]
    text = empty_as_null(pl.col("value"))
    about = [pl.when(pl.col("ref") == fact.field).then(_bit(place)).otherwise(0) for place, fact in enumerate(facts)]
    now = [pl.when((pl.col("ref") == fact.field) & _fits(fact, text)).then(_bit(place)).otherwise(0) for place, fact in enumerate(facts)]
    masks = rows.select(kept=-1 - _sum(about), now=_sum(now), other=(pl.col("ref") != "referred_by").fill_null(value=True))
    where = at.to_numpy()
    extras.packed[where, layout.X_KIND] = layout.X_PROFILE
    extras.packed[where, layout.X_KEPT] = masks["kept"].to_numpy()
    extras.packed[where, layout.X_NOW] = masks["now"].to_numpy()
    extras.packed[where[masks["other"].to_numpy()], layout.X_A] = layout.SAME_REF
