"""rule-engine: one expression a rule, matched in order."""

from __future__ import annotations

import importlib

from peers import host
from peers.judge import EXPRESSES, HOST, INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, MAINTENANCE, QUALIFICATION, SINGLE, TOTAL
from peers.peer import Peer, Run

QUALIFY = (
    f"purchase >= {SINGLE}",
    f"spend >= {TOTAL}",
    f"introducer >= 1 and (purchase >= {INTRODUCED} or spend >= {INTRODUCED_TOTAL})",
)
KEEP = (f"largest >= {KEEP_SINGLE}", f"spend >= {KEEP_TOTAL}")


class InRuleEngine:
    """Rules by their ids."""

    def __init__(self) -> None:
        rule = importlib.import_module("rule_engine").Rule
        self._qualify = [(name, rule(text)) for name, text in zip(QUALIFICATION, QUALIFY, strict=True)]
        self._keep = [(name, rule(text)) for name, text in zip(MAINTENANCE, KEEP, strict=True)]

    def qualify(self, purchase: int, spend: int, introducer: int) -> str | None:
        """Up to three matches."""
        facts = {"purchase": purchase, "spend": spend, "introducer": introducer}
        return next((name for name, rule in self._qualify if rule.matches(facts)), None)

    def keep(self, largest: int, spend: int) -> str | None:
        """Up to two matches."""
        facts = {"largest": largest, "spend": spend}
        return next((name for name, rule in self._keep if rule.matches(facts)), None)


def prepare() -> Run:
    """Compiles the rules."""
    judge = InRuleEngine()
    return lambda history, as_of: host.run(judge, history, as_of)


PEER = Peer("rule-engine", "rule-engine", "2026-10", EXPRESSES, HOST, (2_000, 40_000), prepare)
