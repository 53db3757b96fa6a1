"""Uses of rights that came with items bought: they go by the tiers held before and after the purchases, which only a replay knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from patron.engine.entitlements.items import item_uses
from patron.engine.entitlements.run import findings_of
from patron.engine.live import Live
from patron.engine.spans import spans
from patron.findings import CellPlace
from patron.store.reading.closure import Links, needed
from patron.store.reading.naming import numbers_of
from patron.store.rights.telling import Fault

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from patron.engine.history import History
    from patron.store.schemes import Versions


def item_faults(connection: Connection, versions: Versions, ids: Collection[str], as_of: int) -> list[Fault]:
    """The movements of these members that use more of an item's right than is left."""
    from patron.store.rights.sources import Scheme, own_history

    scheme = Scheme.of(versions)
    numbers = needed(connection, numbers_of(connection, ids).values(), Links.of(versions.plans))
    history = own_history(connection, versions, numbers)
    tiers = purchase_tiers(versions, history, as_of)
    known = set(ids)
    faults = []
    for span in spans(scheme.first, scheme.later):
        names = {tier.id: rank for rank, tier in enumerate(span.plan.tiers)}
        ranks = {purchase: (names.get(before, -1), names.get(after, -1)) for purchase, (before, after) in tiers.items()}
        for lack in item_uses(span.plan, history, ranks, as_of).lacks:
            if span.holds(lack.day) and lack.member in known:
                (said,) = findings_of([lack], history)
                assert isinstance(said.place, CellPlace), "findings in movements have a row"
                faults.append(Fault(lack.row, said.code, "ref", said.message, said.help or ""))
    return faults


def purchase_tiers(versions: Versions, history: History, as_of: int) -> dict[str, tuple[str, str]]:
    """The tiers (ids) held before and after each purchase of a closed history."""
    live = Live(versions.dated(), versions.zone)
    live.replay(history, as_of)
    found = {}
    for one in live.purchases.values():
        tiers = versions.on(one.day).plan.tiers
        found[one.id] = (tiers[one.tier_before].id, tiers[one.tier_after].id)
    return found
