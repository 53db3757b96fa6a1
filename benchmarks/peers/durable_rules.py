"""durable-rules: a rule set without a host, facts asserted and retracted again, the names of the rules that hold."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from peers import host
from peers.judge import EXPRESSES, HOST, INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, MAINTENANCE, QUALIFICATION, SINGLE, TOTAL
from peers.peer import Peer, Run

_ids = count(1)


def _at_least(**bounds: int) -> dict[str, Any]:
    parts = [{"$gte": {name: bound}} for name, bound in bounds.items()]
    return parts[0] if len(parts) == 1 else {"$and": parts}


class Set:
    """The rules of one question; the engine names all that hold, and the first in the scheme's order counts.

    An alternative is a rule of its own, named by the place of the rule that it belongs to: `1 b` is one of the second.
    """

    def __init__(self, name: str, rules: dict[str, dict[str, Any]]) -> None:
        import durable_rules_engine
        from durable.engine import Ruleset

        tests = {place: {"all": [{"m": test}], "run": lambda _: None} for place, test in rules.items()}
        self._set = Ruleset(f"{name}-{next(_ids)}", None, tests)
        self._engine, self._handle = durable_rules_engine, self._set._handle

    def first(self, facts: dict[str, int]) -> int | None:
        """The place of the first rule that holds."""
        engine, handle = self._engine, self._handle
        message = json.dumps({"sid": "0", "id": str(next(_ids)), **facts})
        found: list[int] = []
        code, state = engine.assert_fact(handle, message)
        if code == 0:
            started = engine.start_action_for_state(handle, state)
            named = started[1] if started else None
            while named:
                found += [int(place.split()[0]) for place in json.loads(named)]
                named = engine.complete_and_start_action(handle, state)
        elif code != 1:  # 1: no rule holds
            raise RuntimeError(code)
        engine.retract_fact(handle, message)
        return min(found, default=None)


class InDurableRules:
    """A rule set for purchases and one for reviews."""

    def __init__(self) -> None:
        self._qualify = Set(
            "qualification",
            {
                "0": _at_least(purchase=SINGLE),
                "1": _at_least(spend=TOTAL),
                "2 a": _at_least(introducer=1, purchase=INTRODUCED),
                "2 b": _at_least(introducer=1, spend=INTRODUCED_TOTAL),
            },
        )
        self._keep = Set("maintenance", {"0": _at_least(largest=KEEP_SINGLE), "1": _at_least(spend=KEEP_TOTAL)})

    def qualify(self, purchase: int, spend: int, introducer: int) -> str | None:
        """One fact."""
        place = self._qualify.first({"purchase": purchase, "spend": spend, "introducer": introducer})
        return None if place is None else QUALIFICATION[place]

    def keep(self, largest: int, spend: int) -> str | None:
        """One fact."""
        place = self._keep.first({"largest": largest, "spend": spend})
        return None if place is None else MAINTENANCE[place]


def prepare() -> Run:
    """Makes the rule sets."""
    judge = InDurableRules()
    return lambda history, as_of: host.run(judge, history, as_of)


PEER = Peer("durable-rules", "durable-rules", "2020-06", EXPRESSES, HOST, (2_000, 40_000), prepare)
