"""business-rules: variables and actions as classes, rules as dictionaries, run in order until one holds."""

from __future__ import annotations

import importlib
from typing import Any

from peers import host
from peers.judge import EXPRESSES, HOST, INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, MAINTENANCE, QUALIFICATION, SINGLE, TOTAL
from peers.peer import Peer, Run


def _at_least(name: str, bound: int) -> dict[str, Any]:
    return {"name": name, "operator": "greater_than_or_equal_to", "value": bound}


def _rules(names: tuple[str, ...], conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"conditions": condition, "actions": [{"name": "say", "params": {"rule": name}}]}
        for name, condition in zip(names, conditions, strict=True)
    ]


QUALIFY = _rules(
    QUALIFICATION,
    [
        {"all": [_at_least("purchase", SINGLE)]},
        {"all": [_at_least("spend", TOTAL)]},
        {"all": [_at_least("introducer", 1), {"any": [_at_least("purchase", INTRODUCED), _at_least("spend", INTRODUCED_TOTAL)]}]},
    ],
)
KEEP = _rules(MAINTENANCE, [{"all": [_at_least("largest", KEEP_SINGLE)]}, {"all": [_at_least("spend", KEEP_TOTAL)]}])


class InBusinessRules:
    """Two lists of rules."""

    def __init__(self) -> None:
        engine = importlib.import_module("business_rules.engine")
        variables = importlib.import_module("business_rules.variables")
        actions = importlib.import_module("business_rules.actions")
        fields = importlib.import_module("business_rules.fields")

        def named(name: str) -> Any:
            def read(self: Any) -> Any:
                return self.facts[name]

            read.__name__ = name
            return variables.numeric_rule_variable(read)

        def say(self: Any, rule: str) -> None:
            self.said = rule

        names = ("purchase", "spend", "introducer", "largest")
        self._facts = type("Facts", (variables.BaseVariables,), {name: named(name) for name in names})()
        act = actions.rule_action(params={"rule": fields.FIELD_TEXT})(say)
        self._actions = type("Said", (actions.BaseActions,), {"say": act, "said": None})()
        self._run = engine.run_all

    def _first(self, rules: list[dict[str, Any]], facts: dict[str, int]) -> str | None:
        self._facts.facts, self._actions.said = facts, None
        self._run(rules, self._facts, self._actions, stop_on_first_trigger=True)
        found: str | None = self._actions.said
        return found

    def qualify(self, purchase: int, spend: int, introducer: int) -> str | None:
        """One run of the list."""
        return self._first(QUALIFY, {"purchase": purchase, "spend": spend, "introducer": introducer})

    def keep(self, largest: int, spend: int) -> str | None:
        """One run of the list."""
        return self._first(KEEP, {"largest": largest, "spend": spend})


def prepare() -> Run:
    """Makes the classes."""
    judge = InBusinessRules()
    return lambda history, as_of: host.run(judge, history, as_of)


PEER = Peer("business-rules", "business-rules", "2022-03", EXPRESSES, HOST, (2_000, 40_000), prepare)
