"""The functions that a plan's conditions compile to: conditions unrolled, thresholds read from `k`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from patron.engine.batch.structure import Structure, cost
from patron.engine.plan import AllOf, AnyOf, Comparison, Condition, NoneOf, Op, Plan, ProfileFact, Test, Window, WindowKind
from patron.engine.plan.profiles import facts_of
from patron.scheme.measures import MEASURES, Adds, Combines

_ARGUMENTS = "a, b, p0, asof, event"
_PAST = {Combines.SUM: "past_sum", Combines.COUNT: "past_count", Combines.LARGEST: "past_largest", Combines.DISTINCT: "past_days"}
_SLIDING = {Combines.SUM: "sliding_sum", Combines.COUNT: "sliding_count"}


@dataclass
class Bounds:
    """The thresholds in the order in which the source reads them: what `k` holds from K_BOUNDS on."""

    values: list[int] = field(default_factory=list)

    def add(self, value: int) -> str:
        """The source that reads the threshold."""
        self.values.append(value)
        return f"a.k[K_BOUNDS + {len(self.values) - 1}]"


def limits(comparisons: tuple[Comparison, ...]) -> tuple[int | None, int | None]:
    """The least and the largest value that all comparisons let through, None where there is no limit."""
    low = [one.value + (one.op is Op.MORE_THAN) for one in comparisons if one.op in {Op.AT_LEAST, Op.MORE_THAN}]
    high = [one.value - (one.op is Op.LESS_THAN) for one in comparisons if one.op in {Op.AT_MOST, Op.LESS_THAN}]
    return max(low, default=None), min(high, default=None)


class Emitter:
    """Writes `qualify`, `keep`, `withdraw` and `requalified` for a plan."""

    def __init__(self, plan: Plan, structure: Structure) -> None:
        self.plan = plan
        self.structure = structure
        self.bounds = Bounds()
        self.facts = facts_of(plan)

    def source(self) -> str:
        """The four functions."""
        return "\n\n".join((self._qualify(), self._keep(), self._withdraw(), self._requalified()))

    def _qualify(self) -> str:
        lines = [f"def qualify({_ARGUMENTS}):", "    held = a.s[b + TIER]"]
        ordered = sorted(enumerate(self.plan.qualification), key=lambda pair: (-pair[1].tier, pair[0]))
        for index, rule in ordered:
            compared = "<=" if self.plan.tiers[rule.tier].renews else "<"
            lines.append(f"    if held {compared} {rule.tier} and {self._holds(rule.when, self._sliding)}:")
            lines.append(f"        return {index}")
        return "\n".join([*lines, "    return NONE"])

    def _keep(self) -> str:
        lines = [f"def keep({_ARGUMENTS}):", "    held = a.s[b + TIER]"]
        lines.append("    first = 0 if a.k[K_TIERS + held * KT_SIZE + KT_KEEPS] == 1 else a.s[b + GAINED_BY] + 1")
        for index, rule in enumerate(self.plan.maintenance):
            lines.append(f"    if held == {rule.tier} and {self._holds(rule.when, self._past)}:")
            lines.append(f"        return {len(self.plan.qualification) + index}")
        return "\n".join([*lines, "    return NONE"])

    def _withdraw(self) -> str:
        lines = [f"def withdraw({_ARGUMENTS}):", "    held = a.s[b + TIER]", "    first = 0"]
        before = len(self.plan.qualification) + len(self.plan.maintenance)
        for index, rule in enumerate(self.plan.withdrawal):
            held = " or ".join(f"held == {tier}" for tier in rule.held)
            lines.append(f"    if ({held}) and {self._holds(rule.when, self._past)}:")
            lines.append(f"        return {(before + index) * len(self.plan.tiers) + rule.tier}")
        return "\n".join([*lines, "    return NONE"])

    def _requalified(self) -> str:
        lines = [f"def requalified({_ARGUMENTS}):", "    held = a.s[b + TIER]", "    first = 0"]
        rules = [rule for rule in (*self.plan.qualification, *self.plan.maintenance) if rule.tier > 0]
        for rule in sorted(rules, key=lambda one: -one.tier):
            lines.append(f"    if held > {rule.tier} and {self._holds(rule.when, self._past)}:")
            lines.append(f"        return {rule.tier}")
        return "\n".join([*lines, "    return 0"])

    def _holds(self, condition: Condition, value: Callable[[Test], str]) -> str:
        match condition:
            case AllOf(parts):
                return self._joined(parts, " and ", "True", value)
            case AnyOf(parts):
                return self._joined(parts, " or ", "False", value)
            case NoneOf(parts):
                return f"(not {self._joined(parts, ' or ', 'False', value)})"
            case ProfileFact():
                return f"(a.s[b + FACTS] & {1 << self.facts.index(condition)} != 0)"
            case Test():
                return self._test(condition, value)

    def _joined(self, parts: tuple[Condition, ...], word: str, empty: str, value: Callable[[Test], str]) -> str:
        if not parts:
            return empty
        return "(" + word.join(self._holds(part, value) for part in sorted(parts, key=cost)) + ")"

    def _test(self, test: Test, value: Callable[[Test], str]) -> str:
        measure = MEASURES[test.measure]
        if measure.adds is Adds.ORDER_TOTAL:
            return "False"  # a group order is never judged
        low, high = limits(test.comparisons)
        if measure.adds is Adds.INTRODUCER_TIER:
            low = max(0, low or 0)  # without an introducer the value is NONE, below every tier
        elif measure.combines is Combines.LAST and len(self.plan.streams) > 1:
            low = max(1, low or 0)  # a purchase that adds nothing to the stream is none of it
        compared = value(test)
        if low is not None:
            compared = f"{self.bounds.add(low)} <= {compared}"
        if high is not None:
            compared = f"{compared} <= {self.bounds.add(high)}"
        if measure.adds is not Adds.INTRODUCER_TIER and measure.combines is Combines.LAST:
            compared = f"event != NONE and {compared}" if low is not None or high is not None else "event != NONE"
        elif low is None and high is None:
            compared = "True"
        return f"({compared})"

    def _start(self, window: Window) -> str:
        if window.kind is WindowKind.EVER:
            return "LONG_AGO"
        if window.kind is WindowKind.TERM:
            return "a.s[b + TERM_START]"
        return f"look_up(a, {self.structure.tables.index(window)}, asof)"

    def _last(self, test: Test) -> str:
        if MEASURES[test.measure].adds is Adds.INTRODUCER_TIER:
            return "introducer_tier(a, a.s[b + REF], asof, event)"
        row = f"{test.stream} * a.k[K_ROOM] + " if test.stream else ""
        return f"a.net[{row}a.s[b + SEEN] - 1]"

    def _sliding(self, test: Test) -> str:
        combines = MEASURES[test.measure].combines
        if combines not in _SLIDING:
            return self._past(test, "0")
        window = self.structure.sliding.index((test.window, test.stream))
        return f"{_SLIDING[combines]}(a, b, {window}, {self._start(test.window)}, p0, {test.stream})"

    def _past(self, test: Test, first: str = "first") -> str:
        combines = MEASURES[test.measure].combines
        if combines is Combines.LAST:
            return self._last(test)
        return f"{_PAST[combines]}(a, {first}, a.s[b + SEEN], {self._start(test.window)}, p0, {test.stream})"
