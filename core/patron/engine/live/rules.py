"""durable-rules behind one job: naming every rule that holds for one event's facts.

Its engine is used as far as it was found to be exact: rule sets without a host, one constant session, facts of integers that are
asserted under fresh ids and retracted again, no timers, no events, no state that is deleted, and a bound on the size of a set. Rule
sets are made once a thread and kept, since making and deleting them leaks. Whatever it refuses is decided by the reference judge.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from importlib.metadata import version
from itertools import count
from typing import Any

from patron.engine.live.facts import Questions, TooManyError
from patron.engine.plan import Rule
from patron.engine.reference.conditions import Moment

VARIABLE = "PATRON_RULES"  # `reference` in the environment: do without durable-rules
MOST_SETS = 2000  # kept in one thread
_ALWAYS = "always"  # a rule without conditions holds whatever the facts are

_ids = count(1)
_kept = threading.local()


def unavailable() -> str | None:
    """Why the reference judge decides everything; None if durable-rules can be used."""
    if os.environ.get(VARIABLE) == "reference":
        return f"{VARIABLE}=reference"
    try:
        import durable.engine  # noqa: F401
    except ImportError as error:
        return str(error)
    return None


def decided_by() -> str:
    """What names the rules that hold: durable-rules with its version, or the reference judge."""
    return "reference" if unavailable() is not None else f"durable-rules {version('durable-rules')}"


class RuleNames:
    """The rules of one set; `holding` names those that hold."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._questions: Questions | None = None
        self._definition = self._facts = ""
        self._broken = not rules
        self._always: frozenset[str] = frozenset()
        if rules:
            self._ask(rules)

    def _ask(self, rules: Sequence[Rule]) -> None:
        try:
            self._questions = asked = Questions(rules)
        except TooManyError:
            self._broken = True
            return
        self._always = frozenset(rule for rule, atoms in asked.alternatives if not atoms)
        self._rules = {str(place): rule for place, (rule, atoms) in enumerate(asked.alternatives) if atoms}
        tests = {str(place): _test(atoms) for place, (_, atoms) in enumerate(asked.alternatives) if atoms}
        self._definition = json.dumps(tests)
        self._facts = '{"sid":"0","id":"%d"' + "".join(f',"{name}":%d' for name in asked.properties) + "}"

    def holding(self, moment: Moment) -> frozenset[str] | None:
        """The ids of the rules that hold; None if the reference judge must say."""
        if self._broken or self._questions is None:
            return None
        if not self._rules:
            return self._always
        facts = self._questions.facts(moment)
        if facts is None:
            return None
        try:
            names = _ruleset(self._definition).names(self._facts % (next(_ids), *facts))
        except Exception:  # the engine's errors have no class of their own
            self._broken = True
            return None
        return self._always.union([self._rules[name] for name in names])


def _test(atoms: tuple[tuple[str, str, int], ...]) -> dict[str, Any]:
    parts = [{name: value} if comparison == "$eq" else {comparison: {name: value}} for name, comparison, value in atoms]
    return {"all": [{"m": parts[0] if len(parts) == 1 else {"$and": parts}}]}


class _Engine:
    """One rule set of durable-rules in one thread."""

    def __init__(self, definition: str) -> None:
        import durable_rules_engine
        from durable.engine import Ruleset

        rules = {name: {**test, "run": _nothing} for name, test in json.loads(definition).items()}
        self._set = Ruleset(f"patron-{next(_ids)}", None, rules)
        self._handle: int = self._set._handle  # its own way to run actions goes by the clock, and swallows errors
        self._engine = durable_rules_engine

    def names(self, facts: str) -> list[str]:
        """The names of the rules that hold for a fact with a fresh id."""
        engine, handle = self._engine, self._handle
        found: list[str] = []
        try:
            code, state = engine.assert_fact(handle, facts)
            if code == 0:
                started = engine.start_action_for_state(handle, state)
                message = started[1] if started else None
                while message:
                    found += json.loads(message)
                    message = engine.complete_and_start_action(handle, state)
            elif code != 1:  # 1: no rule holds
                raise RuntimeError(code)
        finally:
            engine.retract_fact(handle, facts)
        return found


def _nothing(_context: object) -> None:
    """What a rule does: it is only named."""


def _ruleset(definition: str) -> _Engine:
    engines: dict[str, _Engine] | None = getattr(_kept, "engines", None)
    if engines is None:
        engines = _kept.engines = {}
    engine = engines.get(definition)
    if engine is None:
        if len(engines) >= MOST_SETS:
            raise RuntimeError("too many rule sets")
        engine = engines[definition] = _Engine(definition)
    return engine
