"""zen-engine (Rust): a decision with one decision table a question, the first row that holds."""

from __future__ import annotations

import importlib
import json
from typing import Any

from peers import host
from peers.judge import EXPRESSES, HOST, INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, SINGLE, TOTAL
from peers.peer import Peer, Run


def _decision(fields: tuple[str, ...], rows: list[tuple[str, str, str]]) -> str:
    """`rows`: (field, test, rule); a test of the field `any` is an expression of all of them."""
    inputs = [{"id": name, "name": name, "field": name} for name in fields]
    rules = [
        {"_id": str(place), **dict.fromkeys((*fields, "any"), ""), name: test, "rule": json.dumps(rule)}
        for place, (name, test, rule) in enumerate(rows)
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [*inputs, {"id": "any", "name": "any"}],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rules,
    }
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    place = {"position": {"x": 0, "y": 0}}
    edges = [
        {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"} for one, other in (("in", "table"), ("table", "out"))
    ]
    return json.dumps({"nodes": [node | place for node in nodes], "edges": edges})


QUALIFY = _decision(
    ("purchase", "spend", "introducer"),
    [
        ("purchase", f">= {SINGLE}", "single-purchase"),
        ("spend", f">= {TOTAL}", "twelve-month-total"),
        ("any", f"introducer >= 1 and (purchase >= {INTRODUCED} or spend >= {INTRODUCED_TOTAL})", "introduced-by-vip"),
    ],
)
KEEP = _decision(
    ("largest", "spend"),
    [("largest", f">= {KEEP_SINGLE}", "keep-by-single-purchase"), ("spend", f">= {KEEP_TOTAL}", "keep-by-year-total")],
)


class InZen:
    """Two decisions."""

    def __init__(self) -> None:
        zen = importlib.import_module("zen")
        self._engine = zen.ZenEngine()
        self._qualify, self._keep = (self._engine.create_decision(text) for text in (QUALIFY, KEEP))

    def qualify(self, purchase: int, spend: int, introducer: int) -> str | None:
        """One evaluation of the table."""
        answer = self._qualify.evaluate({"purchase": purchase, "spend": spend, "introducer": introducer})
        found: str | None = answer["result"].get("rule")
        return found

    def keep(self, largest: int, spend: int) -> str | None:
        """One evaluation of the table."""
        found: str | None = self._keep.evaluate({"largest": largest, "spend": spend})["result"].get("rule")
        return found


def prepare() -> Run:
    """Makes the decisions."""
    judge = InZen()
    return lambda history, as_of: host.run(judge, history, as_of)


PEER = Peer("zen-engine", "zen-engine", "2026-10", EXPRESSES, HOST, (500, 10_000), prepare)
